"""Which of a page's dates is the story's. Pure: when the page was fetched is an argument."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from transforms.dates.parsing import ParsedDate, parse_date
from transforms.records import Candidate

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_FUTURE = timedelta(days=2)
_DAY = 24 * 60 * 60
_MAJORITY = 3
_QUARTER = 15 * 60
_WIDEST_OFFSET = 14 * 60 * 60

#: An offset in figures, and letters that may be a zone's.
_STATED = re.compile(r"[+\u2212-]\d\d:?\d\d\s*$")
_LETTERS = re.compile(r"\d\s?(?:[AaPp]\.?[Mm]\.?)?\s?\(?[A-Z]{2,4}\b")

_Dated = tuple[ParsedDate, Candidate]
#: A candidate with the date in it.
ReadDate = tuple[ParsedDate | None, Candidate]


def read_dates(
    candidates: tuple[Candidate, ...], *, feed_date: datetime | None, language: str | None
) -> tuple[ReadDate, ...]:
    """What each candidate says, the feed's date last: letters of zones and the order of day and month are settled by
    the others; None where no date can be told."""
    plain = [(parse_date(candidate.value, language=language), candidate) for candidate in candidates]
    offsets = frozenset(p.offset_minutes for p, c in plain if p and p.offset_minutes and _STATED.search(c.value))
    days = {_day(parsed) for parsed, _ in plain if parsed}
    read = [(_settle(parsed, c, language, offsets, days), c) for parsed, c in plain]
    if feed_date is not None:
        read.append((_from_feed(feed_date), Candidate(value=feed_date.isoformat(), source="feed")))
    return tuple(read)


def choose_date(read: tuple[ReadDate, ...], fetched_at: datetime) -> tuple[ParsedDate, Candidate] | None:
    """When the story appeared, or last changed: the first believable date of the page, made exact by others that
    agree, else the feed's.

    Refused: dates before 1990, and more than two days after `fetched_at`.
    """
    dated = [(parsed, c) for parsed, c in read if parsed and _find_fault(parsed, fetched_at) is None]
    if not dated:
        return None
    winner = _outvoting(dated)
    dated.sort(key=lambda one: one[1] is not winner)
    exact = _make_exact(dated[0], dated[1:])
    return exact if exact[0].instant <= fetched_at + _FUTURE else dated[0]


def mark_refused(read: tuple[ReadDate, ...], fetched_at: datetime) -> tuple[Candidate, ...]:
    """All candidates, the feed's too, as evidence: the source of one that is not believed says why."""
    marked = [(candidate, _find_fault(parsed, fetched_at)) for parsed, candidate in read]
    return tuple(replace(c, source=f"{c.source} ({fault})") if fault else c for c, fault in marked)


def _find_fault(parsed: ParsedDate | None, fetched_at: datetime) -> str | None:
    if parsed is None:
        return "refused: no date that can be told"
    if parsed.instant < _EARLIEST:
        return "refused: before 1990"
    return "refused: in the future" if parsed.instant > fetched_at + _FUTURE else None


def _outvoting(dated: list[_Dated]) -> Candidate:
    """The first candidate, unless no other shares its day and three kinds of sources agree on another one."""
    kinds: dict[date, set[str]] = {}
    for parsed, candidate in dated:
        kinds.setdefault(_day(parsed), set()).add(candidate.source.partition(":")[0])
    first = _day(dated[0][0])
    other = max(kinds, key=lambda day: (len(kinds[day]), day == first))
    if len(kinds[first]) > 1 or len(kinds[other]) < _MAJORITY:
        return dated[0][1]
    return next(candidate for parsed, candidate in dated if _day(parsed) == other)


def _settle(
    parsed: ParsedDate | None, candidate: Candidate, language: str | None, offsets: frozenset[int], days: set[date]
) -> ParsedDate | None:
    if parsed is None:
        both = [parse_date(candidate.value, language=order, known_offsets=offsets) for order in ("fr", "en-US")]
        agreed = [one for one in both if one and _day(one) in days]
        return agreed[0] if len(agreed) == 1 else None
    if offsets and _LETTERS.search(candidate.value):
        return parse_date(candidate.value, language=language, known_offsets=offsets)
    return parsed


def _make_exact(best: _Dated, others: list[_Dated]) -> _Dated:
    if _is_bare_day(best[0], others):
        day = _midnight_day(best[0], others)
        return replace(best[0], instant=day, precision="day", offset_minutes=None), best[1]
    if best[0].precision == "day":
        # a date in the address or in running text gives way only to an instant of the same day
        return _sharpen_day(best, others)
    if best[0].offset_minutes is None:
        return _find_zone(best, others)
    return _prefer_local(best, others)


def _is_bare_day(parsed: ParsedDate, others: list[_Dated]) -> bool:
    """Whether an instant is but a day that a system wrote as its own midnight, in its zone or in UTC."""
    return parsed.precision == "instant" and _midnight_day(parsed, others) != parsed.instant


def _midnight_day(parsed: ParsedDate, others: list[_Dated]) -> datetime:
    """The day, as midnight UTC, of "2023-06-26T00:00:00+02:00", and of "2023-06-25T22:00Z" where "26 June" is printed;
    the instant itself when it is no midnight, or another candidate tells the time of that day."""
    if parsed.instant.second or parsed.instant.minute:
        return parsed.instant
    day = _local(parsed).replace(hour=0, tzinfo=UTC)
    if parsed.offset_minutes == 0 and parsed.instant.hour >= 20:
        day += timedelta(days=1)
        days = {other[0].instant for other in others if other[0].precision == "day"}
        is_midnight = day in days
    else:
        is_midnight = bool(parsed.offset_minutes) and _local(parsed).hour == 0
    timed = [
        o for o, _ in others if o.precision == "instant" and 0 < (o.instant - parsed.instant).total_seconds() < _DAY
    ]
    return day if is_midnight and not timed else parsed.instant


def _from_feed(feed_date: datetime) -> ParsedDate:
    offset = feed_date.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset is not None else None
    aware = feed_date if offset is not None else feed_date.replace(tzinfo=UTC)
    return ParsedDate(
        instant=aware.astimezone(UTC), precision="instant", offset_minutes=minutes, raw=feed_date.isoformat()
    )


def _local(parsed: ParsedDate) -> datetime:
    """The clock on the wall where the text was written."""
    return parsed.instant.replace(tzinfo=None) + timedelta(minutes=parsed.offset_minutes or 0)


def _day(parsed: ParsedDate) -> date:
    """The day in the calendar on that wall."""
    return (parsed.instant + timedelta(minutes=parsed.offset_minutes or 0)).date()


def _sharpen_day(best: _Dated, others: list[_Dated]) -> _Dated:
    day = best[0].instant.date()
    instants = [other for other in others if other[0].precision == "instant"]
    for other in instants:
        if _day(other[0]) == day:
            return _find_zone(other, others) if other[0].offset_minutes is None else other
    for other in instants:
        # an instant in UTC may fall on the evening before the printed day
        near = abs((other[0].instant - best[0].instant - timedelta(hours=12)).total_seconds())
        if other[0].offset_minutes == 0 and near <= 12 * 3600 + _WIDEST_OFFSET - 2 * 3600:
            return other
    return best


def _find_zone(best: _Dated, others: list[_Dated]) -> _Dated:
    """A time without a zone: the zoned twin that shows the same moment wins, else its zone is borrowed, else UTC."""
    parsed, candidate = best
    zoned = [other[0] for other in others if other[0].offset_minutes is not None and other[0].precision == "instant"]
    for other in zoned:
        gap = (parsed.instant - other.instant).total_seconds()
        if abs(gap) <= _WIDEST_OFFSET and abs(gap - _QUARTER * round(gap / _QUARTER)) < 60:
            instant = other.instant if other.instant.second else other.instant.replace(second=parsed.instant.second)
            return replace(parsed, instant=instant, offset_minutes=15 * round(gap / _QUARTER)), candidate
    for other in zoned:
        if other.offset_minutes:
            instant = parsed.instant - timedelta(minutes=other.offset_minutes)
            return replace(parsed, instant=instant, offset_minutes=other.offset_minutes), candidate
    return best


def _prefer_local(best: _Dated, others: list[_Dated]) -> _Dated:
    """Two printings of one wall clock, one in UTC and one with an offset: the offset was written on purpose."""
    if best[0].offset_minutes == 0:
        for other in others:
            offset = other[0].offset_minutes
            if (
                offset
                and other[0].precision == "instant"
                and abs(_local(other[0]) - _local(best[0])) < timedelta(minutes=1)
            ):
                return other
    return best
