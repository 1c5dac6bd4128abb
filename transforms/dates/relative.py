"""Days in words, "on Sunday", "gestern", against the day something was written. Pure: the day of writing is given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from transforms.dates.parsing import ParsedDate
from transforms.lexicons import read_lexicon

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_WEEK = 7
#: From this hour of UTC on it is the next day in the east, where a page that states UTC may have been written.
_EAST_HOUR = 15


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day in words, at characters of its text; `weekday` from Monday as 0, or `back` in days."""

    start: int
    end: int
    weekday: int | None = None
    back: int = 0
    is_last: bool = False  #: "last Sunday" is not today


def find_days(text: str, start: int, end: int, language: str | None) -> Iterator[NamedDay]:
    """The days that a stretch of text names in words, in order; none that is yet to come: "next Sunday"."""
    words = list(_WORD.finditer(text, start, end))
    for k, word in enumerate(words):
        named = day_words(language).get(word[0])
        if named is None:
            continue
        beside = {words[n][0].lower() for n in (k - 1, k + 1) if 0 <= n < len(words)}
        if named[0] == "near":
            yield NamedDay(word.start(), word.end(), back=named[1])
        elif beside.isdisjoint(words_around(language, "next")):
            is_last = not beside.isdisjoint(words_around(language, "last"))
            yield NamedDay(word.start(), word.end(), weekday=named[1], is_last=is_last)


def resolve_day(named: NamedDay, written: ParsedDate) -> date:
    """The date of a day in words: of a weekday the last one up to the day of writing, in the zone the page states.

    >>> from datetime import UTC, datetime
    >>> friday = ParsedDate(instant=datetime(2024, 5, 3, tzinfo=UTC), precision="day", offset_minutes=None, raw="")
    >>> resolve_day(NamedDay(0, 6, weekday=0), friday), resolve_day(NamedDay(0, 9, back=1), friday)
    (datetime.date(2024, 4, 29), datetime.date(2024, 5, 2))
    """
    today = (written.instant + timedelta(minutes=written.offset_minutes or 0)).date()
    if named.weekday is None:
        return today - timedelta(days=named.back)
    back = (today.weekday() - named.weekday) % _WEEK
    is_east = written.precision == "instant" and not written.offset_minutes and written.instant.hour >= _EAST_HOUR
    if back == _WEEK - 1 and is_east and not named.is_last:
        return today + timedelta(days=1)
    return today - timedelta(days=_WEEK if named.is_last and back == 0 else back)


@cache
def day_words(language: str | None) -> dict[str, tuple[str, int]]:
    """The words of a language for days, as printed -> "weekday" or "near", and its number."""
    rows = (row for row in read_lexicon("day_words") if row["language"] == language and row["value"])
    return {row["word"]: (row["kind"], int(row["value"])) for row in rows}


@cache
def words_around(language: str | None, kind: str) -> frozenset[str]:
    """The small words of a kind that stand beside days in a language."""
    rows = read_lexicon("day_words")
    return frozenset(row["word"] for row in rows if row["language"] == language and row["kind"] == kind)
