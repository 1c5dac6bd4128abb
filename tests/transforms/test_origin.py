"""Whose copy a story is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.datelines import parse_dateline
from transforms.lexicons import read_lexicon
from transforms.origin import choose_agency
from transforms.records import Byline, Caption

PHOTO = Caption(position=0, caption="A quay.", credit_line="Jane Roe / AFP", agencies=("AFP",))


def origin(body, *, captions=(), byline=None, dateline=None):
    signed = (Byline(position=0, name=byline, kind="organization", raw=byline, source="x"),) if byline else ()
    found = choose_agency(parse_dateline(dateline) if dateline else None, signed, captions, body)
    return (found.value, found.source) if found else None


def test_a_dateline_goes_before_a_byline_and_both_before_the_words():
    assert origin("She told EFE.", byline="dpa", dateline="OSLO (AP) — Rates held.") == ("AP", "dateline")
    assert origin("She told EFE.", byline="dpa") == ("dpa", "byline")


@pytest.mark.parametrize(
    "last", ["The port reopens on Monday. (AFP)", "The port reopens on Monday. — AFP", "(AFP/dpa)"]
)
def test_a_signature_that_closes_the_copy_declares_its_agency(last):
    assert origin(f"Rates held.\n\n{last}") == ("AFP", "foot")


def test_what_is_only_said_to_an_agency_is_marked_as_inferred():
    assert origin("Rates held.\n\nIt is late, she told AFP.", captions=(PHOTO,)) == ("AFP", "foot (inferred)")
    told = "It is late, she told AFP.\n\nHe told AFP so.\n\nRates held."
    assert origin(told) == ("AFP", "body (inferred)")


def test_an_agency_that_a_story_only_quotes_once_is_not_its_own():
    assert origin("It is late, she told AFP.\n\nRates held.\n\nThe port is closed.") is None
    assert origin("AFP reported losses.\n\nAFP has many offices.\n\nThe port is closed.") is None
    assert origin("It is late, she told The Associated Press.\n\nRates held.\n\nThe port is closed.") is None


def test_an_agency_is_told_in_the_language_of_the_story():
    told = "Es ist spät, sagte sie der Deutschen Presse-Agentur dpa.\n\nEr sagte der dpa nichts.\n\nDer Hafen ruht."
    assert choose_agency(None, (), (), told, "de") == choose_agency(None, (), (), told)
    assert origin(told) == ("dpa", "body (inferred)")
    assert choose_agency(None, (), (), told, "en") is None


@given(st.text())
def test_no_text_breaks_the_search_for_its_agency(body):
    found = choose_agency(None, (), (PHOTO,), body)
    assert found is None or found.value


def test_the_tellings_are_sorted_and_say_why():
    words = [row["words"] for row in read_lexicon("agency_tellings")]
    assert words == sorted(set(words)) and all(row["why"] for row in read_lexicon("agency_tellings"))
