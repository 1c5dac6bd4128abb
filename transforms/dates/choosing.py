"""Which of a page's dates is the story's. Pure: when the page was fetched is an argument."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from transforms.dates.parsing import ParsedDate, parse_date
from transforms.records import Candidate

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_FUTURE = timedelta(days=2)
_QUARTER = 15 * 60
_WIDEST_OFFSET = 14 * 60 * 60

_Dated = tuple[ParsedDate, Candidate]


def choose_published(
    candidates: tuple[Candidate, ...], *, feed_date: datetime | None, fetched_at: datetime, language: str | None
) -> _Dated | None:
    """When the story appeared: the first believable date of the page, made exact by others that agree, else the feed's.

    Refused: dates before 1990, and more than two days after `fetched_at`.
    """
    return _choose(candidates, feed_date, fetched_at, language)


def choose_modified(
    candidates: tuple[Candidate, ...], *, feed_date: datetime | None, fetched_at: datetime, language: str | None
) -> _Dated | None:
    """When the story last changed, by the same rules; `feed_date` is the feed's date of the update."""
    return _choose(candidates, feed_date, fetched_at, language)


def _choose(
    candidates: tuple[Candidate, ...], feed_date: datetime | None, fetched_at: datetime, language: str | None
) -> _Dated | None:
    said = [(parse_date(candidate.value, language=language), candidate) for candidate in candidates]
    if feed_date is not None:
        said.append((_from_feed(feed_date), Candidate(value=feed_date.isoformat(), source="feed")))
    dated = [(parsed, c) for parsed, c in said if parsed and _EARLIEST <= parsed.instant <= fetched_at + _FUTURE]
    if not dated:
        return None
    exact = _make_exact(dated[0], dated[1:])
    return exact if exact[0].instant <= fetched_at + _FUTURE else dated[0]


def _make_exact(best: _Dated, others: list[_Dated]) -> _Dated:
    if best[0].precision == "day":
        # a date in the address or in running text gives way only to an instant of the same day
        return _sharpen_day(best, others)
    if best[0].offset_minutes is None:
        return _find_zone(best, others)
    return _prefer_local(best, others)


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


def _sharpen_day(best: _Dated, others: list[_Dated]) -> _Dated:
    day = best[0].instant.date()
    instants = [other for other in others if other[0].precision == "instant"]
    for other in instants:
        if _local(other[0]).date() == day:
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
