"""Datelines: case table and laws."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.datelines import parse_dateline

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "datelines.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["raw"][:30] or "nothing")
def test_a_dateline_is_told_from_a_sentence(case):
    found = parse_dateline(case["raw"])
    if "rest" not in case:
        assert found is None
        return
    assert found is not None
    assert (found.located, found.agency) == (case.get("located"), case.get("agency"))
    assert case["raw"][found.end :] == case["rest"]


@given(st.text() | st.lists(st.sampled_from(["LONDON", "(AP)", "—", "-", ",", " ", "May 3", "(", "é"])).map("".join))
def test_no_text_breaks_a_dateline_and_it_is_a_beginning(text):
    found = parse_dateline(text)
    assert found is None or (text[: found.end].strip() == found.raw and found.raw)
