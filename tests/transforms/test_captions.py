"""Captions: found on invented pages, split, parsed, merged; case tables and laws."""

import re
import tomllib
from datetime import date
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.captions import extract_pictures, parse_captions, parse_credit
from transforms.captions.split import split_caption
from transforms.lexicons import read_lexicon
from transforms.records import MediaItem, Picture
from transforms.structured import read_structured

CASES = Path(__file__).parents[1] / "cases"
CREDITS = tomllib.loads((CASES / "credits.toml").read_text(encoding="utf-8"))["cases"]
CAPTIONS = tomllib.loads((CASES / "captions.toml").read_text(encoding="utf-8"))["cases"]
PARAGRAPHS = "<p>" + "Rain fell over the harbour of Harl for three days and the ferries stayed in port. " * 3 + "</p>"
TOKENS = st.sampled_from(
    [
        "(",
        ")",
        "[",
        "]",
        "/",
        "|",
        "©",
        "(C)",
        "(c)",
        "2024",
        "Photo",
        "by",
        "Foto:",
        "AFP",
        "POOL",
        "Jane",
        "ROE",
        "FILE",
        "-",
        "–",
        ".",
        ",",
        "on",
        "May",
        "3,",
        "left",
        "(2nd",
        "L)",
        "at",
        "Harl",
        "사진=",
    ]
)
TEXTS = st.text(max_size=200) | st.lists(TOKENS, max_size=25).map(" ".join)


def read(body: str, head: str = ""):
    page = f"<html><head>{head}</head><body><article><h1>Storm</h1>{body}{PARAGRAPHS * 3}</article></body></html>"
    tree = lxml.html.document_fromstring(page)
    return tree, extract_pictures(tree, read_structured(tree), "https://news.example/a/storm.html")


@pytest.mark.parametrize("case", CREDITS, ids=lambda case: case["why"])
def test_a_credit_line_is_parsed(case):
    credit = parse_credit(case["raw"])
    flags = [
        name for name in ("pool", "handout", "file") if getattr(credit, f"is_{name}" + "_photo" * (name == "file"))
    ]
    assert credit.credit_line == case["line"]
    assert list(credit.creators) == case.get("creators", [])
    assert list(credit.agencies) == case.get("agencies", [])
    assert flags == case.get("flags", [])
    assert list(credit.other_parties) == case.get("other", [])
    assert credit.courtesy_of == case.get("courtesy_of")
    assert (credit.copyright_notice, credit.copyright_year) == (case.get("notice"), case.get("year"))


@pytest.mark.parametrize("case", CAPTIONS, ids=lambda case: case["why"])
def test_caption_and_credit_are_told_apart(case):
    parts = split_caption(case["raw"])
    assert (parts.caption, parts.credit) == (case.get("caption"), case.get("credit"))
    assert parts.is_file_photo == case.get("is_file", False)


SEED = (
    "US Secretary of Trade Marian Holt (C) is welcomed upon arrival for the start of her visit, "
    "at Iwase Air Base in Tamura, northern Harl{} on May 3, 2024. (Photo by Marek DOVAN / POOL / AFP)"
)


def test_the_same_agency_caption_with_and_without_a_comma_is_one_picture():
    (caption,) = parse_captions(tuple(Picture(caption_raw=SEED.format(c), source="figure") for c in (",", "")))
    assert caption.variants == 2
    assert caption.caption_raw == (SEED.format(","), SEED.format(""))
    assert caption.caption.endswith("northern Harl, on May 3, 2024.")
    assert caption.credit_line == "Photo by Marek DOVAN / POOL / AFP"
    assert (caption.creators, caption.agencies, caption.is_pool) == (("Marek Dovan",), ("AFP",), True)
    assert [(who.name, who.position) for who in caption.depicted] == [("Marian Holt", "center")]
    assert caption.place == "Iwase Air Base in Tamura, northern Harl"
    assert caption.taken_on == date(2024, 5, 3)


@pytest.mark.parametrize("other", [SEED.replace("May 3", "May 4"), SEED.replace("Tamura", "Tamuro")])
def test_another_day_or_name_is_another_picture(other):
    raws = (SEED.format(","), other.format(","))
    assert len(parse_captions(tuple(Picture(caption_raw=raw, source="figure") for raw in raws))) == 2


def test_of_a_caption_inside_a_longer_one_the_shorter_is_kept():
    short = "Ferries wait out the third day of rain in the harbour of the old town of Harl"
    raws = (f"{short}, as it has not been seen for years", short)
    (caption,) = parse_captions(tuple(Picture(caption_raw=raw, source="figure") for raw in raws))
    assert (caption.caption, caption.variants) == (short, 2)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Minister Jane Roe (2nd L) and John Doe (R)", [("Jane Roe", "2nd left"), ("John Doe", "right")]),
        ("Außenministerin Jana Roe (links) und Johann Doe (re.)", [("Jana Roe", "left"), ("Johann Doe", "right")]),
        (
            "Jane Roe, left, meets John Doe, second from right, in Harl",
            [("Jane Roe", "left"), ("John Doe", "2nd right")],
        ),
        ("La ministra Juana Roe (i) y Juan Doe (d)", [("Juana Roe", "left"), ("Juan Doe", "right")]),
        ("A left turn in Harl (C)", []),
    ],
)
def test_positions_go_to_the_name_before_them(text, want):
    (caption,) = parse_captions((Picture(caption_raw=text, source="figure"),))
    assert [(who.name, who.position) for who in caption.depicted] == want


def test_figure_caption_and_its_credit_element_come_apart():
    _, pictures = read(
        '<figure><picture><source srcset="/i/s-400.webp 400w, /i/s-900.webp 900w"><img src="data:image/gif;base64,R0"'
        ' data-src="/i/storm.jpg" alt="Boats"></picture>'
        '<figcaption>Boats in Harl <span class="credit">Foto: Jane Roe</span>'
        "<button>Enlarge</button></figcaption></figure>"
    )
    (picture,) = pictures
    assert (picture.caption_raw, picture.credit_raw) == ("Boats in Harl", "Foto: Jane Roe")
    assert (picture.image_url, picture.alt_text) == ("https://news.example/i/storm.jpg", "Boats")


@pytest.mark.parametrize(
    "body",
    [
        '<div class="image"><img src="/i/s.jpg"><div class="imageCaption">Boats in Harl<small>AFP</small></div></div>',
        '<div><img src="/i/s.jpg"></div><p itemprop="caption">Boats in Harl</p><p class="photo-credit">AFP</p>',
        '<div><p><img src="/i/s.jpg" alt="Boats in Harl"></p><div><p>Boats in Harl</p><small>AFP</small></div></div>',
        '<div class="x1"><img src="/i/s.jpg" width="900"><p>Boats in Harl</p><span class="source">AFP</span></div>',
    ],
    ids=["class", "itemprop", "alt text", "place alone"],
)
def test_a_caption_outside_any_figure_is_found(body):
    _, pictures = read(body)
    assert [(picture.caption_raw, picture.credit_raw) for picture in pictures] == [("Boats in Harl", "AFP")]


@pytest.mark.parametrize(
    "body",
    [
        '<figure><img src="/i/storm.jpg" alt="Boats"></figure>',
        '<a href="/b/other.html"><figure><img src="/i/o.jpg"><figcaption>Other story</figcaption></figure></a>',
        '<div class="related"><figure><img src="/i/o.jpg"><figcaption>Other story</figcaption></figure></div>',
        '<div><img src="/i/icon.png" width="24" height="24"><span>Follow us every day</span></div>',
        "<figure><blockquote>Rain, rain</blockquote><figcaption>A poet</figcaption></figure>",
        '<figure><img src="/i/jane.jpg"><figcaption>By Jane Roe <time>3 May</time></figcaption></figure>',
    ],
    ids=["alt text alone", "linked teaser", "related box", "icon", "quotation", "author"],
)
def test_what_is_no_captioned_picture_of_the_story_is_left_out(body):
    assert read(body)[1] == ()


def test_json_ld_gives_the_credit_its_figure_lacks():
    data = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Storm",'
        ' "image": {"@type": "ImageObject",'
        ' "url": "/i/storm-12.jpg", "caption": "Boats in Harl", "creditText": "Jane Roe/AFP"}}</script>'
    )
    _, pictures = read('<figure><img src="/i/storm-12.jpg"><figcaption>Boats in Harl.</figcaption></figure>', data)
    (caption,) = parse_captions(pictures)
    assert (caption.credit_line, caption.agencies, caption.source) == ("Jane Roe/AFP", ("AFP",), "figure")


def test_a_feed_picture_joins_the_page_picture_of_the_same_caption():
    page = (Picture(caption_raw="Boats in Harl", source="figure"),)
    media = (MediaItem(url="https://news.example/i/a.jpg", caption="Boats in Harl", credit="AFP"),)
    (caption,) = parse_captions(page, media)
    assert (caption.credit_line, caption.image_url) == ("AFP", "https://news.example/i/a.jpg")


SENTENCE = "Rain fell on Harl for the third day, and the ferries stayed in the harbour, the town said. "
STORY = f"<p>{SENTENCE * 3}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "Boats in Harl on May 3, 2024. (Photo by Marek DOVAN / AFP)",
        "Boats in Harl. (AP Photo/Jane Roe)",
        "Boote in Harl. Foto: Jane Roe/dpa",
        "(Photo by Marek DOVAN / POOL / AFP)",
    ],
)
def test_a_paragraph_signed_as_a_picture_is_a_caption(text):
    _, (picture,) = read(f"<h1>Rain on Harl</h1><img src='/i/a.jpg'><p>{text}</p>{STORY}")
    assert (picture.caption_raw, picture.source) == (text, "signed-paragraph")
    assert picture.image_url == "https://news.example/i/a.jpg"


@pytest.mark.parametrize(
    "text",
    [
        "Rain fell in Harl again, she told AFP. (AFP)",
        "The rain is the worst in ten years. (Source: AFP)",
        "Jane Roe posted a photo by John Doe of the boats, and AFP ran it.",
        "He shared the photo: a boat under water, with AFP's name on it, and the town was angry about it.",
        "Text: Jane Roe",
    ],
)
def test_a_paragraph_of_the_story_is_no_caption(text):
    assert read(f"<h1>Rain on Harl</h1>{STORY}<p>{text}</p>")[1] == ()


@given(TEXTS)
def test_no_attribution_is_lost_and_no_text_breaks_parsing(raw):
    for caption in parse_captions((Picture(caption_raw=raw, source="figure"),), language="en"):
        shown = f"{caption.caption or ''}{caption.credit_line or ''}"
        assert shown and not any(ord(c) < 32 for c in shown)
        assert caption.caption != "" and caption.credit_line != "" and caption.caption_raw == (raw,)


@given(st.lists(TOKENS.filter(lambda token: token != "FILE"), max_size=25).map(" ".join))
def test_splitting_loses_no_word(raw):
    parts = split_caption(raw)
    assert set(re.findall(r"\w+", raw)) == set(re.findall(r"\w+", f"{parts.caption} {parts.credit}")) - {"None"}


@given(TEXTS, TEXTS)
def test_credits_are_total(raw, declared):
    picture = Picture(caption_raw=raw, credit_raw=declared, source="figure")
    assert parse_captions((picture,)) == parse_captions((picture,))


@pytest.mark.parametrize(
    "piece", ["(", "Foto: ", "A.", " / ", "Jane Roe ", "© ", "[(", "FILE - ", "on May 3, 2024 ", "a", ", "]
)
def test_long_hostile_text_is_parsed(piece):
    for length in (3000, 60_000):
        assert parse_captions((Picture(caption_raw=piece * (length // len(piece)), source="figure"),)) is not None


def test_lexicons_are_sorted_unique_and_reasoned():
    keys = {
        "credit_labels": ("kind", "label"),
        "caption_noise": ("kind", "pattern"),
        "position_marks": ("kind", "mark"),
        "caption_classes": ("kind", "word"),
    }
    for name, (first, second) in keys.items():
        rows = read_lexicon(name)
        fold = str.casefold if name == "credit_labels" else str
        listed = [(row[first], fold(row[second])) for row in rows]
        assert listed == sorted(set(listed)), name
        assert all(row["why"] for row in rows), name


def test_labels_of_at_least_25_languages_are_known():
    labels = (row for row in read_lexicon("credit_labels") if row["kind"] == "label")
    assert len({language for row in labels for language in row["languages"]}) >= 25
