"""Two printings of the same words have one key; other words have another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.printings import make_print_key, squeeze_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('He said "yes".', "He said “yes”."),
        ("He said «\u00a0yes\u00a0».", 'He said "yes".'),
        ("Two  spaces\n\nand\u200b noise", "Two spaces and noise"),
        ("a – b", "a - b"),
        ("it's", "it’s"),
    ],
)
def test_typography_is_no_difference(one, other):
    assert make_print_key(one) == make_print_key(other)


@pytest.mark.parametrize(("one", "other"), [("ten men", "two men"), ("1.5", "15"), ("Roe", "Rowe"), ("a", "")])
def test_words_and_figures_are(one, other):
    assert make_print_key(one) != make_print_key(other)


def test_texts_do_not_run_into_each_other():
    assert make_print_key("ab", "c") != make_print_key("a", "bc")


@given(st.text())
def test_squeezing_is_total_and_idempotent(text):
    once = squeeze_text(text)
    assert squeeze_text(once) == once
