"""Position marks: "(C)", "(2nd L)", ", second from left,", "(v. l.)". Reads a mark; ties it to nobody."""

import re
from functools import cache

from transforms.captions.words import one_of, position_words
from transforms.lexicons import read_lexicon

_TOKEN = re.compile(r"\d+(?:(?:st|nd|rd|th|ème|eme|er|e|º|ª|°)(?![^\W\d_]))?|[^\W\d_]+")
_SIDES = ("left", "right")
#: A mark of more words than this is a sentence.
_MAX_TOKENS = 7
_LONGEST_WORD = 4
_MAX_LETTERS = 3
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}

Tokens = tuple[str, ...]


def read_mark(text: str, language: str | None = None) -> str | None:
    """What a mark says, as "left", "2nd right", "front center"; None when any of its words is none of a mark.

    `language`: of the story; letters such as (D) are marks only in the languages that use them.

    >>> read_mark("C"), read_mark("2nd R"), read_mark("second from left"), read_mark("links im Bild")
    ('center', '2nd right', '2nd left', 'left')
    >>> read_mark("D"), read_mark("D", "es"), read_mark("Bild"), read_mark("34")
    (None, 'right', None, None)
    """
    tokens = tuple(_TOKEN.findall(text[:60]))
    if not 0 < len(tokens) <= _MAX_TOKENS:
        return None
    meanings: list[tuple[str, str]] = []
    at = 0
    while at < len(tokens):
        size, kind, means = _match(tokens, at, language)
        if size == 0:
            return None
        meanings.append((kind, means))
        at += size
    return _compose(meanings)


def read_bracket(text: str, language: str | None = None) -> str | None:
    """The mark among the parts of a bracket: "(CDU, l.)", "(left, in red)".

    >>> read_bracket("CDU, l."), read_bracket("left, in red"), read_bracket("Kunduz, 6.12.2010")
    ('left', 'left', None)
    """
    parts = (text, *re.split(r"[,;]", text)[:4])
    return next((mark for part in parts if (mark := read_mark(part, language))), None)


def is_worded_mark(text: str, language: str | None) -> bool:
    """Whether a text between commas is a mark in words: ", left," but never ", d,"."""
    return any(len(word) > _MAX_LETTERS for word in _TOKEN.findall(text)) and read_mark(text, language) is not None


@cache
def list_mark() -> re.Pattern[str]:
    """A mark of a row of people, with its brackets: "(L-R)", "From left,", "(v. l.)"."""
    spaced = one_of(position_words("list")).replace(r"\ ", r"\s*")
    bare = one_of(mark for mark in position_words("list") if len(mark) > _MAX_LETTERS + 1).replace(r"\ ", r"\s+")
    return re.compile(
        rf"""\s?[(（\[]\s*(?P<inside>{spaced})\s*[:：]?\s*[)）\]][,:]?
           | (?<![^\W_])(?P<bare>{bare})(?![^\W_])\s*[,:：]?""",
        re.VERBOSE | re.IGNORECASE,
    )


def make_ordinal(number: int) -> str:
    """A place in a row as marks name it.

    >>> make_ordinal(2), make_ordinal(11)
    ('2nd', '11th')
    """
    return _ORDINALS.get(number, f"{number}th")


def _match(tokens: Tokens, at: int, language: str | None) -> tuple[int, str, str]:
    """(tokens, kind, meaning) of the longest piece of a mark at this place; no tokens: none is there."""
    token = tokens[at]
    if token[0].isdigit():
        number = int(re.match(r"\d+", token)[0][:3])  # type: ignore[index]
        return (1, "ordinal", make_ordinal(number)) if 0 < number < 20 else (0, "", "")
    if len(token) == 1 and token.isupper():
        means = _letters(language).get(token)
        return (1, "word", means) if means else (0, "", "")
    for size in range(min(_LONGEST_WORD, len(tokens) - at), 0, -1):
        found = _vocabulary().get(tuple(word.casefold() for word in tokens[at : at + size]))
        if found:
            return size, *found
    means = _letters(language).get(token)
    return (1, "word", means) if means else (0, "", "")


def _compose(meanings: list[tuple[str, str]]) -> str | None:
    words = list(dict.fromkeys(means for kind, means in meanings if kind == "word"))
    if len(words) > 1 and "pictured" in words:
        words.remove("pictured")
    ordinals = [means for kind, means in meanings if kind == "ordinal"]
    sides = [word for word in words if word in _SIDES]
    if not words or len(words) > 2 or len(ordinals) > 1 or len(sides) > 1:
        return None  # "L-R" is a row of people
    # printed either way, "right back" and "back right" are one place
    words.sort(key=lambda word: word in _SIDES)
    return " ".join((*ordinals, *words))


@cache
def _vocabulary() -> dict[Tokens, tuple[str, str]]:
    found: dict[Tokens, tuple[str, str]] = {}
    for kind in ("filler", "ordinal", "word"):
        for mark, means in position_words(kind).items():
            found[tuple(word.casefold() for word in _TOKEN.findall(mark))] = (kind, means)
    return found


@cache
def _letters(language: str | None) -> dict[str, str]:
    rows = (row for row in read_lexicon("position_marks") if row["kind"] == "letter")
    return {row["mark"]: row["means"] for row in rows if {"en", language} & set(row["language"].split())}
