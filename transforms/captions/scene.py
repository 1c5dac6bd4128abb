"""Who, where and when a caption shows: position marks, the place before its date, the date. No entity resolution."""

import re
from datetime import date
from functools import cache

from transforms.captions.words import one_of, position_words
from transforms.dates import parse_date
from transforms.names import is_person_like, normalize_person_name
from transforms.records import Depicted

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
#: A date that tells of the picture closes its clause; one inside tells of the past: "On 7 October 2023 he was".
_AFTER_DATE = re.compile(r"\s*(?:[.,;:)\]]|$|[-–—]\s)")
_BEFORE_DATE = re.compile(
    r"(?:,?\s+(?:on|am|le|el|il|em|op|den|dne|dnia|vom|on\s+\w+day|\w+day|\w+tag))?,?\s*$", re.IGNORECASE
)
_WORD = re.compile(r"[^\s,]+|,")
#: Words before a mark that are looked at for the name it belongs to.
_MAX_WORDS = 8
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\u0300-\u036f-])*")


def find_depicted(caption: str) -> tuple[Depicted, ...]:
    """People whose position in the picture a caption marks, in printed order.

    >>> find_depicted("US Secretary of State Jane Roe (C) meets John Doe (2nd L)")[0]
    Depicted(name='Jane Roe', position='center', entity_id=None)
    >>> find_depicted("A book (c) 2024"), find_depicted("Rain, right, in Lyon")
    ((), ())
    """
    found: dict[str, Depicted] = {}
    for match in _mark().finditer(caption):
        name = _name_before(caption[: match.start()])
        position = _read_mark(match)
        if name and position:
            found.setdefault(name, Depicted(name=name, position=position))
    return tuple(found.values())


def find_taken_on(caption: str, language: str | None) -> tuple[date, int] | None:
    """The date a caption gives its picture and where it starts: the last full date that closes a clause.

    >>> find_taken_on("Rain in Lyon, on July 28, 2024.", "en")
    (datetime.date(2024, 7, 28), 17)
    """
    for match in reversed(list(_DATE.finditer(caption))):
        parsed = parse_date(match[0], language=language) if _AFTER_DATE.match(caption, match.end()) else None
        if parsed:
            return parsed.instant.date(), match.start()
    return None


def find_place(caption: str, date_start: int | None) -> str | None:
    """The place that leads to a caption's date: "at Camp Roe in Lyon, eastern France, on July 28, 2024".

    >>> find_place("He arrives at Camp Roe in Lyon, eastern France, on July 28, 2024.", 51)
    'Camp Roe in Lyon, eastern France'
    """
    if date_start is None:
        return None
    before = _BEFORE_DATE.sub("", caption[:date_start])
    words = list(_WORD.finditer(before))[-24:]
    first = len(words)
    while first > 0 and _is_place_word(words[first - 1][0]):
        first -= 1
    for at in range(first, len(words) - 1):
        if words[at][0] in position_words("place") and _is_proper(words[at + 1][0]):
            return before[words[at + 1].start() :].strip(" ,") or None
    return None


def _is_place_word(word: str) -> bool:
    small = word in position_words("place") or word in position_words("inside") or word in position_words("direction")
    return word == "," or small or _is_proper(word)


def _is_proper(word: str) -> bool:
    if re.fullmatch(r"(?:[A-Z]\.)+|St\.", word):
        return True
    return word[:1].isupper() and not word.endswith((".", "!", "?"))


def _name_before(text: str) -> str | None:
    """The person's name that a text ends with, titles before it left out."""
    words: list[str] = []
    for word in reversed(text[-160:].rstrip(" ,").split()[-_MAX_WORDS:]):
        if not (_NAME_WORD.fullmatch(word) and (word[0].isupper() or not word[0].islower() or _is_particle(word))):
            break
        words.insert(0, word)
    last_title = max((i for i, word in enumerate(words) if word in position_words("title")), default=-1)
    last_of = max((i for i, word in enumerate(words) if word == "of"), default=-2)
    # "Secretary of Trade Marian Holt": the word after "of" belongs to the office
    words = words[max(last_title + 1, last_of + 2) :]
    while words and _is_particle(words[0]):
        words.pop(0)
    name = " ".join(words[-4:])
    return normalize_person_name(name) if len(words) > 1 and is_person_like(name) else None


def _is_particle(word: str) -> bool:
    return word in position_words("inside")


def _read_mark(match: re.Match[str]) -> str | None:
    letter, word, ordinal = match["letter"], match["word"] or match["bare"], match["ordinal"] or match["bare_ordinal"]
    place = position_words("letter").get(letter) if letter else _word_means(word)
    number = position_words("ordinal").get(ordinal.casefold()) if ordinal else None
    return f"{number} {place}" if number and place else place


def _word_means(word: str) -> str | None:
    return position_words("word").get(word) or position_words("word").get(word.casefold())


@cache
def _mark() -> re.Pattern[str]:
    letters, words = one_of(position_words("letter")), one_of(position_words("word"))
    ordinals = one_of(position_words("ordinal"))
    # between commas only English words of position: ", left," but never ", d,"
    bare = one_of(word for word in position_words("word") if len(word) > 3 and word.isascii())
    return re.compile(
        rf"""\s?[(（] (?:(?P<ordinal>(?i:{ordinals}))[\s-]+(?:(?i:from|v\.?|von)\s+(?i:the\s+)?)?)?
                 (?: (?P<letter>{letters}) | (?P<word>(?i:{words})) ) (?:,[^()]{{1,60}})? [)）]
                 (?!\s*(?:19|20)\d\d)                                   # "(c) 2024" is copyright
           | ,\s+(?:(?P<bare_ordinal>(?i:{ordinals}))\s+from\s+(?:the\s+)?)?(?:at\s+)?(?P<bare>{bare})(?=\s*[,.;]|$)
        """,
        re.VERBOSE,
    )
