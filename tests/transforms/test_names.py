"""Names: case table and laws."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.lexicons import read_lexicon
from transforms.names import is_family_first, is_person_like, make_sort_name, normalize_person_name

ODD_WORDS = ["MC", "JR.", "DE", "O'BRIEN", "II,", "Al", "-X", "İ", "ß", "J.D.", "van"]
CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "names.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_printed_name_is_repaired(case):
    assert normalize_person_name(case["raw"]) == case["want"]


@given(st.text(max_size=80) | st.lists(st.sampled_from(ODD_WORDS)).map(" ".join))
def test_repairing_a_name_twice_changes_nothing_more(raw):
    once = normalize_person_name(raw)
    assert normalize_person_name(once) == once


@given(st.text())
def test_no_text_breaks_a_name(raw):
    name = normalize_person_name(raw)
    assert not any(ord(c) < 32 for c in name)
    assert isinstance(is_person_like(raw), bool)
    assert isinstance(make_sort_name(raw), str)


@pytest.mark.parametrize(
    "text", ["Jane Roe", "J.D. Roe", "Jane van der Berg", "신원식", "संदीप कुमार", "Иван Петров", "Miguel A. Roe"]
)
def test_a_full_name_is_person_like(text):
    assert is_person_like(text)


@pytest.mark.parametrize(
    "text", ["Jane", "The Harbour", "jane@example.org", "Room 24", "in der Stadt", "Zur Übersicht", ""]
)
def test_other_text_is_not_person_like(text):
    assert not is_person_like(text)


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("Antony Blinken", "Blinken, Antony"),
        ("Shin Won-sik", "Shin, Won-sik"),
        ("Xi Jinping", "Xi, Jinping"),
        ("Nguyen Phu Trong", "Nguyen, Phu Trong"),
        ("Jane van der Berg", "van der Berg, Jane"),
        ("J.D. Roe III", "Roe, J.D., III"),
        ("Kazuhiro Nogi", "Nogi, Kazuhiro"),
        ("Kim Campbell", "Campbell, Kim"),
        ("Staff", "Staff"),
    ],
)
def test_a_sort_name_begins_with_the_family_name(name, want):
    assert make_sort_name(name) == want


def test_a_chinese_family_name_after_an_english_given_name_is_not_first():
    assert not is_family_first("Jackie Chan")


@pytest.mark.parametrize(
    "lexicon", ["name_particles", "name_suffixes", "name_titles", "name_stopwords", "name_family_first"]
)
def test_lexicons_are_sorted_and_unique_and_say_why(lexicon):
    rows = read_lexicon(lexicon)
    keys = [row.get("word") or row["name"] for row in rows]
    assert keys == sorted(set(keys)) and all(row["why"] for row in rows)
