"""The model merged into the rules: what each may decide, and what it is worth. The real one or none: no stand-ins."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from transforms.entities import extract_mentions, find_recognizer, has_model, load_recognizer
from transforms.entities.found import name_of
from transforms.entities.merging import merge_told
from transforms.entities.passages import find_passages
from transforms.entities.recognizer import Told
from transforms.entities.scan import scan_text
from transforms.entities.settle import learn_names, settle_names
from transforms.entities.story import read_story
from transforms.errors import ModelMissing

STORIES = tomllib.loads((Path(__file__).parents[1] / "cases" / "agency_stories.toml").read_text(encoding="utf-8"))[
    "rows"
]
KINDS = {"P": "person", "O": "organization", "L": "place"}
MARK = re.compile(r"\[([POL]) ([^\]]+)\]")
Span = tuple[int, int, str]
needs_model = pytest.mark.skipif(
    find_recognizer("auto", "en") is None, reason="no spaCy model for English is installed"
)


def read_marked(marked: str) -> tuple[str, set[Span]]:
    """A text freed of its marks, and the spans they marked."""
    text, spans, last = "", set(), 0
    for match in MARK.finditer(marked):
        text += marked[last : match.start()]
        spans.add((len(text), len(text) + len(match[2]), KINDS[match[1]]))
        text, last = text + match[2], match.end()
    return text + marked[last:], spans


def f1(pairs: Iterable[tuple[set[Span], set[Span]]], kind: str | None = None) -> float:
    hit = found = want = 0
    for got, gold in pairs:
        one, other = ({span for span in spans if kind in (None, span[2])} for spans in (got, gold))
        hit, found, want = hit + len(one & other), found + len(one), want + len(other)
    return 2 * hit / (found + want)


def spans_of(text: str, ner: str) -> set[Span]:
    return {(m.start, m.end, m.kind) for m in extract_mentions(text, "en", ner) if m.kind != "event"}


def told(text: str, *names: tuple[str, str]) -> list[Told]:
    return [Told(text.index(name), text.index(name) + len(name), kind) for name, kind in names]


def settle(text: str, *names: tuple[str, str]) -> list[tuple[str, str, str]]:
    scan = merge_told(scan_text(text, "en"), told(text, *names))
    found = settle_names(scan, learn_names((scan,)))
    return [(name_of(scan, item.first, item.last), item.kind, item.name) for item in found]


@pytest.mark.parametrize(("kind", "least"), [("person", 0.92), ("organization", 0.92), ("place", 0.92), (None, 0.93)])
def test_rules_alone_read_agency_copy(kind: str | None, least: float) -> None:
    marked = [read_marked(story["text"]) for story in STORIES]
    assert f1([(spans_of(text, "rules"), gold) for text, gold in marked], kind) >= least


@needs_model
def test_the_model_does_no_harm_to_agency_copy() -> None:
    marked = [read_marked(story["text"]) for story in STORIES]
    assert f1([(spans_of(text, "auto"), gold) for text, gold in marked]) >= 0.93


def test_a_name_led_by_its_title_outdoes_the_model() -> None:
    text = "They met Harbour Secretary Ilka Vandermoor. Vandermoor left."
    opinions = ("Harbour", "organization"), ("Ilka Vandermoor", "organization")
    assert settle(text, *opinions) == [
        ("Ilka Vandermoor", "person", "Ilka Vandermoor"),
        ("Vandermoor", "person", "Ilka Vandermoor"),
    ]


def test_a_lone_surname_outdoes_the_model() -> None:
    text = "Ilka Vandermoor spoke.\nA day later Vandermoor left."
    start = text.index("Vandermoor", 20)
    scan = merge_told(scan_text(text, "en"), [Told(start, start + 10, "place")])
    assert [item.name for item in settle_names(scan, learn_names((scan,)))] == ["Ilka Vandermoor"] * 2


def test_a_country_outdoes_the_model_and_a_longer_body_its_pieces() -> None:
    text = "The US Forces Japan and Norway agreed."
    opinions = ("US", "place"), ("Japan", "place"), ("Norway", "organization")
    assert settle(text, *opinions) == [
        ("US Forces Japan", "organization", "US Forces Japan"),
        ("Norway", "place", "Norway"),
    ]


def test_the_model_names_what_the_rules_leave_open() -> None:
    text = "A day later ZorvEx fell, and Tamsi Quell with it."
    opinions = ("ZorvEx", "organization"), ("Tamsi Quell", "person")
    assert settle(text, *opinions) == [("ZorvEx", "organization", "ZorvEx"), ("Tamsi Quell", "person", "Tamsi Quell")]


def test_a_capital_alone_is_no_body_on_the_word_of_the_model() -> None:
    text = "A day later Zorvick fell, and Quellmar rose."
    assert settle(text, ("Zorvick", "organization"), ("Quellmar", "place")) == [("Quellmar", "place", "Quellmar")]


def test_an_ordinary_word_in_capitals_is_no_name_on_the_word_of_the_model() -> None:
    text = "It put AI into AI Quell, and PCs."
    assert settle(text, ("AI", "place"), ("AI Quell", "person"), ("PCs", "organization")) == []


def test_a_ship_is_nobody_whatever_the_model_says() -> None:
    text = "The ferry Lady Quell met the trawler Jane Vellum off Zorvik."
    assert settle(text, ("Quell", "person"), ("Jane Vellum", "person")) == []


def test_what_stands_in_a_list_or_beside_a_verb_outdoes_the_model() -> None:
    assert settle("It rained in Hamburg and Zorvick.", ("Zorvick", "person")) == [
        ("Hamburg", "place", "Hamburg"),
        ("Zorvick", "place", "Zorvick"),
    ]
    assert settle("It was late, Zorvick said.", ("Zorvick", "place")) == [("Zorvick", "person", "Zorvick")]


def test_two_names_the_model_takes_for_one_stay_two() -> None:
    text = "It named Reuters and Zorvick Bank."
    assert settle(text, ("Reuters and Zorvick Bank", "organization")) == [
        ("Reuters", "organization", "Reuters"),
        ("Zorvick Bank", "organization", "Zorvick Bank"),
    ]


def test_a_span_of_the_model_never_crosses_a_line_nor_holds_an_article_or_a_lower_case_end() -> None:
    text = "It was the Zorvex report\nIt pleased nobody."
    assert settle(text, ("the Zorvex report", "place")) == [("Zorvex", "place", "Zorvex")]
    assert settle(text, ("Zorvex report\nIt", "organization")) == []


def test_only_sentences_with_an_undecided_capital_are_asked_each_word_once() -> None:
    body = "In Norway it rained. A day later Zorvex fell. Then Zorvex rose. Mayor Jane Roe slept. Roe snored."
    reading = read_story("", body, (), "en")
    passages = find_passages(reading.scans, learn_names(reading.scans))
    assert [body[passage.start : passage.end] for passage in passages] == ["A day later Zorvex fell."]


def test_rules_ask_no_model_and_a_missing_one_is_named_with_its_remedy() -> None:
    assert find_recognizer("rules", "en") is None
    assert find_recognizer("auto", "xh") is None
    assert not has_model("no_such_model")
    with pytest.raises(ModelMissing, match=r"no_such_model.*install"):
        load_recognizer("no_such_model")


@needs_model
def test_a_model_reads_its_own_language_only() -> None:
    package = find_recognizer("auto", "en")
    assert package is not None
    name = package.name.rsplit("-", 1)[0]
    assert find_recognizer(name, "en") is package
    assert find_recognizer(name, "de") is None
