"""Sketches: what survives of a text that a client cut or slugged. Nothing is fetched."""

import re

from hypothesis import given
from hypothesis import strategies as st

from transforms.syndication import make_sketch
from transforms.text import fold_text

BODY = " ".join(f"pier{i % 97} mooring{i} tide{i % 31}" for i in range(600))


@given(st.text())
def test_a_sketch_is_sorted_unique_and_sampled(body: str) -> None:
    sketch = make_sketch(body)
    assert list(sketch) == sorted(set(sketch))
    assert all(0 <= value < 2**32 and value % 16 == 0 for value in sketch)


def test_a_cut_story_is_contained_in_the_whole() -> None:
    whole, cut = set(make_sketch(BODY)), set(make_sketch(BODY[: len(BODY) // 2]))
    assert len(cut) > 20
    assert len(cut & whole) >= 0.9 * len(cut)


def test_quotes_dashes_case_and_spaces_change_nothing() -> None:
    one, other = "The “pier” – " + BODY, 'the "PIER" -  ' + BODY.upper()
    assert make_sketch(fold_text(one)) == make_sketch(fold_text(other))


@given(st.text())
def test_words_are_runs_of_letters_and_digits_in_any_script(body: str) -> None:
    spaced = " ".join(re.findall(r"[^\W_]+", body))
    assert make_sketch(body) == make_sketch(spaced)


def test_other_stories_share_next_to_nothing() -> None:
    other = " ".join(f"hill{i % 89} orchard{i} frost{i % 37}" for i in range(600))
    assert not set(make_sketch(BODY)) & set(make_sketch(other))
