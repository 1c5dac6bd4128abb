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


def stems_of(words: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that contain no shorter one: a text without them holds none of all.

    >>> stems_of(["courtesy of", "courtesy", "by"])
    ('by', 'courtesy')
    """
    known = set(words)
    return tuple(sorted(word for word in known if not any(other in word for other in known - {word})))


def one_of(words: Iterable[str]) -> str:
    """An alternation of literal words, longest first. Shared beginnings are tried once: there are hundreds of words.

    >>> one_of(["l", "l.", "links"])
    'l(?:inks|\\\\.|)'
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        groups.setdefault(word[:1].lower(), []).append(word)
    return "|".join(map(_one_beginning, groups.values()))


def _one_beginning(words: list[str]) -> str:
    """An alternation of words with one first letter, which is not shared where it is printed in two cases."""
    first = {word[:1] for word in words}
    if len(words) == 1 or len(first) > 1:
        return "|".join(map(re.escape, words))
    return f"{re.escape(words[0][0])}(?:{one_of(word[1:] for word in words)})"
