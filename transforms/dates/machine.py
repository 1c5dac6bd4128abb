"""Dates as machines write them, and what any reading of a date ends in. Pure: knows no language."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from transforms.dates.zones import find_offset
from transforms.records import Precision

#: An instant, its precision and the stated offset, as in a ParsedDate.
Moment = tuple[datetime, Precision, int | None]

_YEARS = range(1800, 2101)
_NO_OFFSET, _WIDEST_OFFSET = timedelta(0), timedelta(hours=14)
_EPOCHS = range(631_152_000, 4_102_444_800)  # 1990 to 2100, in seconds
_STANDARD = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")
_COMPACT = re.compile(
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:[T ]?(?P<h>\d\d)(?P<n>\d\d)(?P<s>\d\d)?(?P<rest>.{0,12}))?"
)
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_EPOCH = re.compile(r"(\d{9,10})(\d{3})?(?:\.\d+)?")


@lru_cache(maxsize=64)
def read_plain(text: str, default: timezone | None) -> Moment | None:
    """What machines write, whatever the language. Kept for a while: a page says the same several times."""
    return _read_standard(text, default) or _read_compact(text, default)


def make_moment(day: date, at: time, offset: int | None, default: timezone | None) -> Moment:
    """The moment of a day and a clock's time, in the stated zone, else in the default one, else in UTC."""
    # midnight to the second, without a zone or in UTC, is how systems write a bare day
    if at == time(0) and not offset and default is None:
        return midnight(day), "day", offset
    zone = timezone(timedelta(minutes=offset)) if offset is not None else default or UTC
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC), "instant", offset


def midnight(day: date) -> datetime:
    """The beginning of a day in UTC."""
    return datetime.combine(day, time(0), tzinfo=UTC)


def _read_standard(text: str, default: timezone | None) -> Moment | None:
    """2023-06-26T10:15:00+02:00, which most data say: what the general way finds too, at a tenth of the cost."""
    if _STANDARD.fullmatch(text) is None:
        return None
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = said.utcoffset()
    if said.year not in _YEARS or abs(offset or _NO_OFFSET) > _WIDEST_OFFSET:
        return None
    minutes = None if offset is None else offset // timedelta(minutes=1)
    return make_moment(said.date(), said.time().replace(microsecond=0), minutes, default)


def _read_compact(text: str, default: timezone | None) -> Moment | None:
    """20230626T101500Z, 20230626, and seconds or milliseconds since 1970; only when the text is nothing else."""
    epoch = _EPOCH.fullmatch(text)
    if epoch and int(epoch[1]) in _EPOCHS:
        return datetime.fromtimestamp(int(epoch[1]), UTC), "instant", 0
    match = _COMPACT.fullmatch(text)
    day = make_day(match["y"], match["m"], match["d"]) if match else None
    if match is None or day is None:
        return None
    at = make_time(match["h"], match["n"], match["s"]) if match["h"] else None
    if at is None:
        return midnight(day), "day", None
    return make_moment(day, at, find_offset(match["rest"] or "", day, None), default)


def make_day(year: str, month: str | int, day: str | int) -> date | None:
    """The day of a year in two or four figures; None where the calendar has no such day."""
    number = int(year) + (2000 if int(year) < 70 else 1900) if len(year) == 2 else int(year)
    if number not in _YEARS:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def make_time(hour: str, minute: str, second: str | None, half: str | None = None) -> time | None:
    """The time on a clock of 24 hours, or of twelve in a half of the day, "am" or "pm"; None where there is none."""
    h = int(hour)
    if half and not 1 <= h <= 12:
        half = None  # "14:30 PM" is written, and clear
    if half:
        h = h % 12 + (12 if half == "pm" else 0)
    try:
        return time(h, int(minute), int(second or 0))
    except ValueError:
        return None


def ascii_digits(text: str) -> str:
    """Devanagari and Arabic digits as 0-9; superscripts and the like are no digits."""
    return text if text.isascii() else _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
