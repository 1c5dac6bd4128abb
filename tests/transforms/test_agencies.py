"""Agencies: exact names and names in running text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.agencies import find_agencies, parse_agency
from transforms.lexicons import read_lexicon
from transforms.text import fold_text


@pytest.mark.parametrize(
    ("raw", "want"),
    [
        ("Agence France-Presse", "AFP"),
        ("agence  france-presse", "AFP"),
        ("AP Photo", "AP"),
        ("ap", "AP"),
        ("The Associated Press", "AP"),
        ("dpa", "dpa"),
        ("DPA", "dpa"),
        ("연합뉴스", "Yonhap"),
        ("Keystone", "Keystone"),
        ("Coastline Wire", None),
        ("AFP said", None),
        ("", None),
    ],
)
def test_a_printing_of_an_agency_gives_its_short_name(raw, want):
    assert parse_agency(raw) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("she told AFP and the Associated Press", ["AFP", "AP"]),
        ("the (AP) report", ["AP"]),
        ("an ap of the afp", []),
        ("APs and reAP", []),
        ("the Keystone pipeline in PA", []),
        ("据新华社报道", ["Xinhua"]),
        ("Foto: picture alliance/dpa", ["Picture Alliance"]),
    ],
)
def test_agencies_in_running_text_are_whole_words_in_their_own_case(text, want):
    assert [name for _, _, name in find_agencies(text)] == want


@given(
    st.text()
    | st.lists(st.sampled_from(["AP", "AFP", "dpa", "Getty", "Images", "/", "via", "新华社", "PA"])).map(" ".join)
)
def test_spans_lie_in_the_text_in_order_and_name_an_agency(text):
    spans = find_agencies(text)
    assert all(parse_agency(text[start:end]) == name for start, end, name in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_the_lexicon_is_sorted_and_no_printing_means_two_agencies():
    rows = read_lexicon("agencies")
    names = [row["name"] for row in rows]
    assert len(names) >= 60
    assert names == sorted(set(names))
    assert all(row["why"] and row["kind"] in ("news", "pictures", "stock") for row in rows)
    owners: dict[str, str] = {}
    for row in rows:
        for printing in {row["name"], *row.get("aliases", ()), *row.get("alone", ())}:
            assert owners.setdefault(fold_text(printing), row["name"]) == row["name"]
