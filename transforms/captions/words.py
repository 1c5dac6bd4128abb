"""The words of credits and captions, read from the lexicons into sets and patterns. Holds no rule of its own."""

import re
from collections.abc import Iterable
from functools import cache

from transforms.lexicons import read_lexicon

#: Longest text of a caption that is parsed; what lies beyond passes unread into the caption.
MAX_CAPTION = 4000


@cache
def credit_words(kind: str) -> frozenset[str]:
    """The words of one kind of credit_labels, case folded."""
    return frozenset(row["label"].casefold() for row in read_lexicon("credit_labels") if row["kind"] == kind)


@cache
def position_words(kind: str) -> dict[str, str]:
    """The marks of one kind of position_marks, as printed -> what they mean."""
    return {row["mark"]: row["means"] for row in read_lexicon("position_marks") if row["kind"] == kind}


@cache
def label_pattern(*kinds: str) -> str:
    """An alternation of the words of these kinds, longest first, for use in a pattern that ignores case."""
    return one_of(frozenset().union(*map(credit_words, kinds)))


@cache
def noise_patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    """The noise patterns of one kind, unanchored."""
    return tuple(re.compile(row["pattern"]) for row in read_lexicon("caption_noise") if row["kind"] == kind)


def one_of(words: Iterable[str]) -> str:
    """An alternation of literal words, longest first.

    >>> one_of(["l", "l."])
    'l\\\\.|l'
    """
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
