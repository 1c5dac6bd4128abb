"""Text as values: laws."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from transforms.text import clean_text, fold_text, make_id


@given(st.text())
def test_cleaning_is_idempotent_and_leaves_no_control_characters(raw):
    text = clean_text(raw)
    assert text is None or (clean_text(text) == text != "")
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text or "")


@given(st.text())
def test_folding_is_idempotent(raw):
    assert fold_text(fold_text(raw)) == fold_text(raw)


def test_two_printings_of_one_text_fold_alike():
    assert fold_text("»Ferries«\u00a0– back") == fold_text('"FERRIES" - back')


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_ids_fit_into_eight_bytes_and_follow_their_parts(one, other):
    assert 0 <= make_id(*one) < 2**64
    if one == other:
        assert make_id(*one) == make_id(*other)


def test_parts_are_delimited():
    assert make_id("ab", "c") != make_id("a", "bc")
