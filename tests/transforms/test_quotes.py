"""Quotations: cases and laws. Nothing is fetched."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities import extract_mentions
from transforms.quotes import extract_quotes

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "quotes.toml").read_text(encoding="utf-8"))["rows"]
PIECES = st.sampled_from(
    ["“", "”", "„", "«", "»", '"', "said", "Jane Roe", "we will go there", ",", ".", "\n\n", "she", "‘"]
)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_quotes_are_those_of_the_case(case: dict) -> None:
    language = case.get("language", "en")
    quotes = extract_quotes(case["raw"], extract_mentions(case["raw"], language, "rules"), language)
    assert [f"{quote.quote}|{quote.speaker or '-'}" for quote in quotes] == case["want"]
    inferred = case.get("inferred", False)
    want = inferred if isinstance(inferred, list) else [inferred] * len(quotes)
    assert [quote.is_inferred for quote in quotes] == want


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join)))
def test_quotes_match_their_text_in_order(body: str) -> None:
    quotes = extract_quotes(body, extract_mentions(body, "en", "rules"), "en")
    assert [quote.position for quote in quotes] == list(range(len(quotes)))
    ends = [0]
    for quote in quotes:
        assert quote.quote
        assert body[quote.start : quote.end] == quote.quote
        assert quote.start >= ends[-1]
        ends.append(quote.end)


@pytest.mark.parametrize("piece", ["“", '"a ', "„x“ ", "“we go there now,” said Roe. ", "« "])
def test_long_hostile_bodies_are_read(piece: str) -> None:
    assert all(quote.quote for quote in extract_quotes(piece * 3_000, (), "en"))


@pytest.mark.parametrize("piece", ["– A", ". – Bo ", "– a, sier ", " – mówi. – Bo", "\n– "])
def test_long_hostile_bodies_with_dashes_are_read(piece: str) -> None:
    opened = "– Nie ma wody – mówi Roe. "
    assert all(quote.quote for quote in extract_quotes(opened + piece * 10_000, (), "pl"))
