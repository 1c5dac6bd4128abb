"""Who stands where, and where and when: agency captions of every shape, put together from invented parts."""

import tomllib
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.captions import parse_captions
from transforms.captions.marks import read_mark
from transforms.lexicons import read_lexicon
from transforms.page import make_page
from transforms.records import Caption, Download, Picture
from transforms.story import StoryContext, make_story

SCENES = tomllib.loads((Path(__file__).parents[1] / "cases" / "scenes.toml").read_text(encoding="utf-8"))["cases"]

PEOPLE = (
    "Marian Holt", "Kim Min-ji", "Nguyen Van An", "Ludwig van der Roe", "Jean-Luc d'Arcy", "Mohammed bin Salim",
    "J.D. O'Roe", "Ana María Poe", "Zoë Lind-Holm", "Shin Won-sik", "Élodie Roé",
)  # fmt: skip
OTHERS = ("Tomas Lind", "Yoko Kamiya", "Ada Brandt", "Luiz da Silva", "Ivan Lesnoy", "Mia O'Brandt", "Lee Jae-ho")
PHOTOGRAPHERS = (
    ("Marek DOVAN", "Marek Dovan"), ("KIM Min-ho", "Kim Min-ho"), ("Jean-Paul d'ORVAL", "Jean-Paul d'Orval"),
    ("ADA VAN DER BRANDT", "Ada van der Brandt"), ("Nhac NGUYEN", "Nhac Nguyen"), ("Sean McBRANDT", "Sean McBrandt"),
    ("Piet R. LIND", "Piet R. Lind"), ("JOSÉ DE LA POE", "José de la Poe"), ("John DOE Jr.", "John Doe Jr."),
)  # fmt: skip
PLACES = (
    "Iwase Air Base in Tamura, northern Harl", "Blue House in Seoul", "10 Harl Street in central London",
    "Palais Wilson in Geneva, Switzerland", "St Peter's Square in the Vatican", "Camp Roe near Harlburg, Texas",
    "Orly Airport, southern Paris", "Hanoi", "Great Hall of the People in Beijing",
)  # fmt: skip
AGENCIES = (
    ("AFP", ("AFP",)), ("AFP via Getty Images", ("AFP", "Getty Images")), ("REUTERS", ("Reuters",)),
    ("EPA-EFE", ("EPA",)), ("ANADOLU AGENCY / AFP", ("Anadolu", "AFP")), ("dpa / AFP", ("dpa", "AFP")),
)  # fmt: skip
FLAGS = ("", "POOL / ", "HANDOUT / ")
#: A language's words: the sentence, marks with their meanings, dates with their days.
LANGUAGES = {
    "en": (
        "Minister {who}{mark} meets {other}{second} at {place} on {day}. (Photo by {maker} / {flag}{agency})",
        ((" (C)", "center"), (" (2nd R)", "2nd right"), (" (second from left)", "2nd left"),
         (" (front L)", "front left"), (", far right,", "far right"), (" (3rd L)", "3rd left"),
         (" (C-R)", "center right"), (" (centre)", "center")),
        (("May 3, 2024", date(2024, 5, 3)), ("3 May 2024", date(2024, 5, 3)), ("Feb. 29, 2024", date(2024, 2, 29)),
         ("Sunday, September 1st, 2024", date(2024, 9, 1))),
    ),
    "de": (
        "Ministerin {who}{mark} trifft {other}{second} in {place} am {day}. Foto: {maker} / {flag}{agency}",
        ((" (links)", "left"), (" (2. v. r.)", "2nd right"), (" (links im Bild)", "left"), (" (M)", "center"),
         (" (CDU, r.)", "right"), (" (ganz rechts)", "far right"), (" (2.v.li.)", "2nd left"), (" (Mitte)", "center")),
        (("3. Mai 2024", date(2024, 5, 3)), ("03.05.2024", date(2024, 5, 3)),
         ("Montag, 6. Mai 2024", date(2024, 5, 6))),
    ),
    "es": (
        "La ministra {who}{mark} y {other}{second}, en {place}, el {day}. ({maker} / {flag}{agency})",
        ((" (izq.)", "left"), (" (d)", "right"), (" (2d)", "2nd right"), (" (en el centro)", "center"),
         (" (I)", "left"), (" (segunda por la izquierda)", "2nd left"), (" (dcha.)", "right"), (" (D)", "right")),
        (("3 de mayo de 2024", date(2024, 5, 3)), ("lunes 6 de mayo de 2024", date(2024, 5, 6))),
    ),
    "fr": (
        "La ministre {who}{mark} accueille {other}{second} à {place}, le {day}. © {maker} / {flag}{agency}",
        ((" (g)", "left"), (" (à droite)", "right"), (" (2e à gauche)", "2nd left"), (" (au centre)", "center"),
         (" (D)", "right"), (" (C)", "center")),
        (("3 mai 2024", date(2024, 5, 3)), ("1er mai 2024", date(2024, 5, 1)), ("lundi 6 mai 2024", date(2024, 5, 6))),
    ),
}  # fmt: skip


def pick(parts: tuple, number: int):
    return parts[number % len(parts)]


def make_scene(number: int, language: str) -> tuple[str, dict]:
    """An agency caption and what it says; running numbers meet every part of every list in changing company."""
    sentence, marks, days = LANGUAGES[language]
    printed, maker = pick(PHOTOGRAPHERS, number)
    (mark, position), (second, second_position) = pick(marks, number), pick(marks, number // len(marks) + number + 1)
    (day, taken_on), (agency, agencies) = pick(days, number), pick(AGENCIES, number // 2)
    who, other, place, flag = pick(PEOPLE, number), pick(OTHERS, number), pick(PLACES, number // 3), pick(FLAGS, number)
    text = sentence.format(
        who=who, mark=mark, other=other, second=second, place=place, day=day, maker=printed, flag=flag, agency=agency
    )
    said = {"depicted": [(who, position), (other, second_position)], "place": place, "taken_on": taken_on}
    return text, said | {"creators": (maker,), "agencies": agencies, "flag": flag.strip(" /")}


def read(text: str, language: str | None = None) -> Caption:
    (caption,) = parse_captions((Picture(caption_raw=text, source="figure"),), language=language)
    return caption


def assert_says(caption: Caption, said: dict) -> None:
    assert [(who.name, who.position) for who in caption.depicted] == said["depicted"]
    assert (caption.place, caption.taken_on) == (said["place"], said["taken_on"])
    assert (caption.creators, caption.agencies) == (said["creators"], said["agencies"])
    assert (caption.is_pool, caption.is_handout) == (said["flag"] == "POOL", said["flag"] == "HANDOUT")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(72))
def test_every_value_of_an_agency_caption_is_read(number, language):
    text, said = make_scene(number, language)
    assert_says(read(text, language), said)


BODY = [
    "The visit is the first of its kind in nine years, and both sides said they wanted to talk about the fisheries.",
    "Talks on cod and herring broke down in the spring when the northern fleet was turned away from two harbours.",
    "A joint paper is expected at the end of the week, though officials warned that little of it was agreed so far.",
    "“We have come to listen,” the minister told reporters after landing, before she was driven into the old town.",
]


@pytest.mark.parametrize("number", range(0, 72, 9))
def test_a_page_that_prints_the_caption_twice_has_one_picture_and_a_clean_body(number):
    text, said = make_scene(number, "en")
    variants = (text, text.replace(" on ", ", on ", 1))
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in (*variants, *BODY))
    html = f"<html lang='en'><head><title>Talks on cod open</title></head><body><h1>Talks on cod open</h1>{paragraphs}"
    wire = (
        "http://example.org/a.html",
        (("Content-Type", "text/html; charset=utf-8"),),
        datetime(2024, 9, 9, tzinfo=UTC),
    )
    page = Download(url=wire[0], final_url=wire[0], status=200, headers=wire[1], body=html.encode(), fetched_at=wire[2])
    story = make_story(make_page(page), StoryContext(first_seen_at=wire[2]))
    (caption,) = story.captions
    assert_says(caption, said)
    assert (caption.caption_raw, caption.variants) == (variants, 2)
    assert story.body == "\n\n".join(BODY)


@pytest.mark.parametrize("case", SCENES, ids=lambda case: case["why"])
def test_a_scene_is_read(case):
    caption = read(case["raw"], case.get("language"))
    assert [[who.name, who.position] for who in caption.depicted] == case.get("depicted", [])
    assert (caption.place, caption.taken_on) == (case.get("place"), case.get("taken_on"))


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["2nd", "L", "R", "from", "left", "von", "links", "(", ",", "34", "D"])).map(" ".join)
)
def test_marks_are_total_and_never_name_both_sides(text):
    for language in (None, "es", "de"):
        mark = read_mark(text, language)
        assert mark is None or not {"left", "right"} <= set(mark.split())


def test_every_row_of_marks_is_read_as_it_says():
    kinds = {row["kind"] for row in read_lexicon("position_marks")}
    assert {"letter", "word", "ordinal", "filler", "list", "place", "title"} <= kinds
    for row in read_lexicon("position_marks"):
        if row["kind"] == "letter":
            assert read_mark(row["mark"], row["language"].split()[0]) == row["means"]
        if row["kind"] == "word":
            assert read_mark(row["mark"]) == row["means"], row
