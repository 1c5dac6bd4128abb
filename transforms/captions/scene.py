"""Where and when a caption's picture was taken: the date that closes a clause and the place beside it."""

import re
from datetime import date
from functools import cache

from transforms.captions.words import one_of, position_words
from transforms.dates import parse_date
from transforms.lexicons import read_lexicon

_DATE = re.compile(
    r"""(?<![\w.,/-])
        (?: [^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d             # July 28, 2024
          | \d{1,2}(?:st|nd|rd|th|er|\.|º)?\s(?:de\s|of\s)?[^\W\d_]{3,12}\.?,?\s   # 28 de julio de 2024
            (?:de\s|del\s)?(?:19|20)\d\d
          | \d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)\d\d                                   # 28.7.2024
          | (?:19|20)\d\d-\d\d-\d\d
          | (?:19|20)\d\d[年년]\s?\d{1,2}[月월]\s?\d{1,2}[日일] )
        (?![\w/-])""",
    re.VERBOSE,
)
_WORD = re.compile(r"[^\s,]+|,")
#: Words before a date that are looked at for its place.
_MAX_WORDS = 24
_HOUSE_NUMBER = re.compile(r"\d{1,4}[A-Za-z]?")


def find_taken_on(caption: str, language: str | None) -> tuple[date, int, int] | None:
    """The date a caption gives its picture, where it starts and ends: the last full date that closes a clause.

    A date inside a clause tells of the past: "On 7 October 2023 he was".

    >>> find_taken_on("Rain in Lyon, on July 28, 2024.", "en")
    (datetime.date(2024, 7, 28), 17, 30)
    """
    for match in reversed(list(_DATE.finditer(caption))):
        parsed = parse_date(match[0], language=language) if _after_date().match(caption, match.end()) else None
        if parsed:
            return parsed.instant.date(), match.start(), match.end()
    return None


def find_place(caption: str, start: int, end: int) -> str | None:
    """The place beside a caption's date: the one that leads to it, or the one that follows.

    >>> find_place("He arrives at Camp Roe in Lyon, eastern France, on July 28, 2024.", 51, 64)
    'Camp Roe in Lyon, eastern France'
    >>> find_place("Rain on July 28, 2024 in Lyon, France. More.", 8, 21)
    'Lyon, France'
    """
    return _place_after(caption[end:]) or _place_before(caption[:start])


def _place_before(text: str) -> str | None:
    text = _before_date().sub("", text)
    words = list(_WORD.finditer(text))[-_MAX_WORDS:]
    first = len(words)
    while first > 0 and _is_place_word(words[first - 1][0], words[first - 2][0] if first > 1 else ""):
        first -= 1
    for at in range(first, len(words) - 1):
        begin = _start_of_place([word[0] for word in words], at)
        if begin is not None:
            return _tidy(text[words[begin].start() :])
    return None


def _place_after(text: str) -> str | None:
    """ "..., 2024 in Lyon, France.": a preposition right after the date, and what belongs to a place."""
    words = list(_WORD.finditer(text[:160]))
    at = 1 if words and words[0][0] == "," else 0
    begin = _start_of_place([word[0] for word in words], at)
    if begin is None or words[0].start() > 1:
        return None
    last = begin
    while last + 1 < len(words) and not words[last][0].endswith((".", ";", ")")) and _continues(words, last + 1):
        last += 1
    return _tidy(text[words[begin].start() : words[last].end()].rstrip(".;)"))


def _continues(words: list[re.Match[str]], at: int) -> bool:
    word = words[at][0].rstrip(".;)")
    follows = words[at + 1][0] if at + 1 < len(words) else ""
    return _is_proper(word) or (_is_small(word) and (_is_proper(follows.rstrip(".;)")) or _is_small(follows)))


def _start_of_place(words: list[str], at: int) -> int | None:
    """Where the place starts whose preposition stands here: after it, articles left out."""
    if at >= len(words) - 1 or words[at] not in position_words("place"):
        return None
    begin = at + 1
    if words[begin] in position_words("article") and begin + 1 < len(words):
        begin += 1
    is_led = words[begin] in position_words("direction") or _HOUSE_NUMBER.fullmatch(words[begin])
    named = words[begin + 1] if is_led and begin + 1 < len(words) else words[begin]
    return begin if _is_proper(named.rstrip(".;)")) else None


def _tidy(text: str) -> str | None:
    words = text.strip(" ,").split()
    while words and _is_small(words[-1].strip(",")):
        words.pop()
    return " ".join(words).strip(" ,") or None


def _is_place_word(word: str, before: str) -> bool:
    # "Iikura guesthouse", "10 Downing Street"
    is_head = word.capitalize() in _heads() and _is_proper(before)
    return _is_small(word) or _is_proper(word) or is_head or bool(_HOUSE_NUMBER.fullmatch(word))


def _is_small(word: str) -> bool:
    return word == "," or any(word in position_words(kind) for kind in ("place", "inside", "direction", "article"))


def _is_proper(word: str) -> bool:
    if re.fullmatch(r"(?:[A-Z]\.)+|(?:St|Mt|Ft)\.", word):
        return True
    return (word[:1].isupper() or word[1:3] in ("'É", "’É")) and not word.endswith((".", "!", "?", ")"))


@cache
def _after_date() -> re.Pattern[str]:
    """What ends a date's clause: a stop, a year's letter, a place, or what the picture shows."""
    places, shows = one_of(position_words("place")), one_of(position_words("shows")).replace(r"\ ", r"\s+")
    articles = one_of(position_words("article"))
    return re.compile(
        rf"""(?:\s?(?:r\.|г\.|года|року))? (?: \s*(?:[.,;:)\]、。）＝]|$|[-–—]\s)
             | \s+(?:{places})\s+(?:(?:{articles})\s+)?(?=[^\W\d_a-z])
             | \s+(?:{shows})\b )""",
        re.VERBOSE,
    )


@cache
def _before_date() -> re.Pattern[str]:
    """The small words between a place and its date: ", on Monday, "."""
    on, days = one_of(position_words("on")), one_of(position_words("weekday"))
    return re.compile(rf"(?:,?\s+(?:{on}))?(?:,?\s+(?:{days}))?,?\s*$", re.IGNORECASE)


@cache
def _heads() -> frozenset[str]:
    return frozenset(row["word"] for row in read_lexicon("place_heads")) | {"Guesthouse", "Base", "Headquarters"}
