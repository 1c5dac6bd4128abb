"""Headlines by agreement."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.headlines import choose_headline
from transforms.records import Candidate

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "headlines.toml").read_text(encoding="utf-8"))["cases"]
SOURCES = st.sampled_from(["h1", "title", "json-ld:headline", "meta:og:title", "feed:title", "h1:part"])
TITLES = st.text(alphabet="ab |-:–", max_size=30) | st.text(max_size=60)


def said(**titles: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(value=value, source=source) for source, value in titles.items())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_headline_is_what_the_titles_agree_on(case):
    headline, _ = choose_headline(said(**case["raw"]))
    assert headline is not None
    assert headline.value == case["want"]


def test_no_candidates_no_headline():
    assert choose_headline(()) == (None, None)


def test_a_known_site_name_goes_even_when_every_title_bears_it():
    titles = said(title="Harbour reopens - The Wire", **{"meta:og:title": "Harbour reopens - The Wire"})
    headline, _ = choose_headline(titles, ("The Wire",))
    assert headline is not None and headline.value == "Harbour reopens"


def test_another_title_in_the_data_is_the_alternative():
    titles = said(h1="Harbour reopens", title="Harbour reopens", **{"json-ld:headline": "Ferries are back at last"})
    _, alternative = choose_headline(titles)
    assert alternative is not None and alternative.value == "Ferries are back at last"


def test_the_headline_with_a_tail_is_no_alternative():
    titles = said(h1="Harbour reopens", **{"meta:og:title": "Harbour reopens, ferries back"})
    assert choose_headline(titles)[1] is None


def test_a_standfirst_in_the_place_of_an_alternative_headline_is_none():
    told = "The port had been closed for nine days when the last of the crane drivers went back to their posts at dawn."
    titles = (*said(h1="Harbour reopens"), Candidate(value=told, source="json-ld:alternativeHeadline"))
    assert choose_headline(titles)[1] is None


def test_many_unconfirmed_h1_lose_against_the_title():
    titles = (*said(title="Harbour reopens"), *(Candidate(value=v, source="h1") for v in ("Menu", "Sport", "Weather")))
    headline, _ = choose_headline(titles)
    assert headline is not None and headline.value == "Harbour reopens"


@given(st.lists(st.builds(Candidate, value=TITLES, source=SOURCES), max_size=6).map(tuple))
def test_any_titles_give_a_headline_that_stood_in_one_of_them(candidates):
    headline, alternative = choose_headline(candidates)
    assert headline is None or headline.value.strip() == headline.value != ""
    assert alternative is None or (headline is not None and alternative.value != headline.value)


def test_a_hostile_title_is_read_like_any_other():
    headline, _ = choose_headline(said(title="a | " * 100_000, h1="<" * 300 + " x"))
    assert headline is not None
