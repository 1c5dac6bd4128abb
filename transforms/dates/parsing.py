"""One date out of one string. Pure: no clock, no page; what cannot be told apart is refused, never guessed."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from functools import cache, lru_cache

from transforms.dates.machine import Moment, ascii_digits, make_day, make_moment, make_time, midnight, read_plain
from transforms.dates.zones import base_language, find_offset
from transforms.lexicons import read_lexicon
from transforms.records import Precision
from transforms.text import clean_text

#: A date with its label and zone is short; of longer text only the beginning is read.
_MAX_RAW = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDate:
    """A moment as a text states it."""

    instant: datetime  #: aware, UTC; 00:00 of the day where only a day is known
    precision: Precision
    offset_minutes: (
        int | None
    )  #: of the stated zone; None: none stated, the instant was read with the default or as UTC
    raw: str  #: verbatim


_DIGIT = re.compile(r"\d")
#: The least a date is written with, "1.2.23".
_FOUR_DIGITS = re.compile(r"(?:\d\D*+){4}")
_ISO = re.compile(r"(?<!\d)(?P<y>\d{4})\s?([-/.])\s?(?P<m>\d{1,2})\s?\2\s?(?P<d>\d{1,2})(?!\d)")
_CJK = re.compile(r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]")
_THANG = re.compile(r"(?P<d>\d{1,2})\s(?:tháng|Tháng)\s(?P<m>\d{1,2})(?:,|\snăm)?\s(?P<y>\d{4})")
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})\s?(?P<sep>[./-])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4}|\d\d)(?![\d:])"
)
_DAY_MONTH_YEAR = re.compile(
    r"""(?<!\d)(?P<d>\d{1,2})
    (?:\.|st|nd|rd|th|er|º|ª|°)?[\s-]{0,3}          # "1st", "1er", "26."
    (?:(?:de|of|di|do)\s|d[’'])?                    # "26 de junio"
    (?P<word>(?:[^\W\d_]|[\u0900-\u097f]){2,14})\.?,?
    [\s,-]{0,3}(?:del?\s)?
    (?P<y>\d{4}|[’']?\d\d(?=\s\d\d?:))(?!\d)         # RFC 822 allows two digits before the time
    """,
    re.VERBOSE,
)
_MONTH_DAY_YEAR = re.compile(
    r"""(?<![^\W\d_])(?P<word>[^\W\d_]{2,14}+)\.?\s{1,2}        # whole words: "June"
    (?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s{1,2}
    (?:\d\d:\d\d(?::\d\d)?\s(?:[A-Z]{2,5}\s)?)?     # asctime: "Jun 26 10:15:00 2023"
    (?P<y>\d{4})(?!\d)
    """,
    re.VERBOSE,
)
_YEAR_MONTH_DAY = re.compile(r"(?<!\d)(?P<y>\d{4})\.?,?[\s-](?P<word>[^\W\d_]{3,14})\.?[\s-](?P<d>\d{1,2})(?!\d)")
_TIME = re.compile(
    r"""(?<![\d.:])
    (?P<half_before>오전|오후|上午|下午|午前|午後)?\s?
    (?P<h>\d{1,2})
    (?: (?::|\s?[時时点點시h]\s?) (?P<n>\d\d?)(?!\d) [分분]? (?::(?P<s>\d\d)(?:[.,]\d{1,9})?)?   # 10:15, 10h15
      | \.(?P<n2>\d\d)(?=\s?(?:Uhr|uhr|[ap]\.?m|WIB|WITA|WIT|EST|EDT|BST|GMT|IST|CET|CEST)\b)    # 10.15 Uhr
      | (?=\s?(?:Uhr|uhr)\b | \s?[apAP]\.?[mM]\b | \s?[시時时]) )                                # 10 Uhr, 3 pm
    \s?(?:Uhr\b|uhr\b)?
    \s?(?P<half>[apAP]\.?[mM]\b\.?)?
    """,
    re.VERBOSE,
)
_KL_TIME = re.compile(r"\b(?:kl|klo|klokken|ore|ora|um|at)\.?\s(?P<h>\d{1,2})\.(?P<n>\d\d)(?![\d.])", re.IGNORECASE)
#: Where 3/4/2023 is the third of April. English is left out: it is written both ways.
_DAY_FIRST = frozenset(
    (
        "ar",
        "bg",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "fi",
        "fr",
        "he",
        "hi",
        "hr",
        "id",
        "is",
        "it",
        "nb",
        "nl",
        "nn",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sr",
        "sv",
        "tr",
        "uk",
        "vi",
    )
)  # fmt: skip
_YEAR_FIRST = frozenset(["hu", "ja", "ko", "lt", "mn", "zh"])


@lru_cache(maxsize=64)
def parse_date(
    raw: str,
    *,
    language: str | None = None,
    default_offset: timezone | None = None,
    known_offsets: frozenset[int] = frozenset(),
) -> ParsedDate | None:
    """The first full date in a short text; None when there is none, or when day and month cannot be told apart.

    A time without a zone is read with `default_offset`, else as UTC, and `offset_minutes` stays None. Letters of
    several zones mean that of the `known_offsets`, in minutes.

    >>> parse_date("Mon, 26 Jun 2023 10:15:00 CEST").instant.isoformat()
    '2023-06-26T08:15:00+00:00'
    >>> parse_date("3/4/2023", language="en") is None, parse_date("3/4/2023", language="fr").instant.month
    (True, 4)

    Kept for a while: a page says the same several times.
    """
    text = clean_text(raw[:_MAX_RAW]) if _FOUR_DIGITS.search(raw, 0, _MAX_RAW) else None
    if text is None:
        return None
    text = ascii_digits(text)
    said = read_plain(text, default_offset) or _read_written(text, language, default_offset, known_offsets)
    if said is None:
        return None
    instant, precision, offset = said
    return ParsedDate(instant=instant, precision=precision, offset_minutes=offset, raw=raw)


def _read_written(
    text: str, language: str | None, default: timezone | None, known_offsets: frozenset[int]
) -> Moment | None:
    found = _find_day(text, language)
    if found is None:
        return None
    day, start, end = found
    clock = _find_time(text, start, end)
    if clock is None:
        return midnight(day), "day", None
    at, time_end = clock
    offset = find_offset(text[time_end : time_end + 16], day, language, known_offsets)
    return make_moment(day, at, offset, default)


def _find_day(text: str, language: str | None) -> tuple[date, int, int] | None:
    for pattern in (_ISO,) if text.isascii() else (_ISO, _CJK, _THANG):
        for match in pattern.finditer(text):
            day = make_day(match["y"], match["m"], match["d"])
            if day:
                return day, match.start(), match.end()
    for pattern in (_DAY_MONTH_YEAR, _MONTH_DAY_YEAR, _YEAR_MONTH_DAY):
        for match in pattern.finditer(text):
            month = _month_of(match["word"], language)
            day = make_day(match["y"].lstrip("’'"), month, match["d"]) if month else None
            if day:
                return day, match.start(), match.end()
    return _find_numeric(text, language)


def _find_numeric(text: str, language: str | None) -> tuple[date, int, int] | None:
    """26.06.2023 and its kin; refused where both numbers may be a month and the language writes it both ways."""
    for match in _NUMERIC.finditer(text):
        a, b, year, sep = int(match["a"]), int(match["b"]), match["y"], match["sep"]
        order = _day_order(a, b, sep, language)
        if order is None or (len(year) == 2 and (sep != "." or base_language(language) not in _DAY_FIRST)):
            continue
        day = make_day(year, b, a) if order == "dmy" else make_day(year, a, b)
        if day:
            return day, match.start(), match.end()
    return None


def _day_order(a: int, b: int, sep: str, language: str | None) -> str | None:
    if a > 12 >= b or a == b:
        return "dmy"
    if b > 12 >= a:
        return "mdy"
    if language and language.lower() in ("en-us", "en_us", "en-ph"):
        return "mdy"
    # dots are never American: "03.04.2023" is a European day
    if (
        sep == "."
        or base_language(language) in _DAY_FIRST
        or (language and language.lower()[:5] in ("en-gb", "en_gb", "en-au"))
    ):
        return None if base_language(language) in _YEAR_FIRST else "dmy"
    return None


def _find_time(text: str, start: int, end: int) -> tuple[time, int] | None:
    """The time after a date, else inside it (asctime), else just before it: "10:15, 26 June 2023"."""
    for begin, stop in ((end, end + 40), (start, end), (max(0, start - 24), start)):
        # a year's digits must not be taken for hours, hence the search in the slice only
        piece = text[begin:stop]
        if not _DIGIT.search(piece):
            continue
        match = _TIME.search(piece.replace("T", " ", 1) if begin == end else piece) or _KL_TIME.search(piece)
        if match:
            parts = match.groupdict()
            at = make_time(parts["h"], parts.get("n") or parts.get("n2") or "0", parts.get("s"), _half(parts))
            if at is not None:
                return at, begin + match.end()
    return None


def _half(parts: dict[str, str | None]) -> str | None:
    word = parts.get("half") or parts.get("half_before")
    if not word:
        return None
    return "pm" if word[0] in "pP" or word in ("오후", "下午", "午後") else "am"


def _month_of(word: str, language: str | None) -> int | None:
    word = unicodedata.normalize("NFC", word.replace("İ", "i").lower())
    own = _months().get((word, base_language(language) or ""))
    return own or _months().get((word, "*"))


@cache
def _months() -> dict[tuple[str, str], int]:
    """(word, language) -> month, and (word, "*") where all languages that have the word agree."""
    table: dict[tuple[str, str], int] = {}
    spread: dict[str, set[int]] = {}
    for row in read_lexicon("date_months"):
        table[row["word"], row["language"]] = int(row["month"])
        spread.setdefault(row["word"], set()).add(int(row["month"]))
    return table | {(word, "*"): min(months) for word, months in spread.items() if len(months) == 1}
