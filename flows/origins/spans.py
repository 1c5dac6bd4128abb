"""Days: stretches of them, those an address names, those a user asks for. Pure; today is an argument."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from flows.errors import UsageError

_YEAR = r"(?P<year>(?:19[89]|20[0-4])\d)"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01])"
_NAMES = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
#: Best first; each within its own delimiters, so that an article's number is not taken for a day.
_NAMED = tuple(
    re.compile(pattern, re.VERBOSE | re.IGNORECASE)
    for pattern in (
        # /2024/05/03/, 2024-05-03, 2024/may/03
        rf"(?<![0-9]) {_YEAR} [/_.-] (?:{_MONTH}|(?P<name>[a-z]{{3}})) [/_.-] {_DAY} (?![0-9])",
        # 20240503
        rf"(?<![0-9]) {_YEAR} {_MONTH} {_DAY} (?![0-9])",
        # sitemap.xml?yyyy=2024&mm=5&dd=3
        rf"yyyy={_YEAR} & mm=0?(?P<month>1[0-2]|[1-9]) (?: & dd=0?(?P<day>3[01]|[12]\d|[1-9]) )? (?!\d)",
        rf"year={_YEAR} & month=0?(?P<month>1[0-2]|[1-9]) (?: & day=0?(?P<day>3[01]|[12]\d|[1-9]) )? (?!\d)",
        # /2024/05/, sitemap-2024-05.xml
        rf"(?<![0-9]) {_YEAR} [/_.-] (?:{_MONTH}|(?P<name>[a-z]{{3}})) (?![0-9a-z])",
        # sitemap_202405.xml
        rf"(?<=[/_.=-]) {_YEAR} {_MONTH} (?=[/_.&-]|$)",
        # /2024/, sitemap-2024.xml
        rf"(?<=[/_.=-]) {_YEAR} (?=[/_.&-]|$)",
    )
)
_BACK = re.compile(r"(\d{1,5})\s*d(?:ays?)?")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def overlaps(self, other: "Span") -> bool:
        """Whether they share a day."""
        return self.first <= other.last and other.first <= self.last

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1


def find_span(url: str) -> Span | None:
    """The day, month or year that an address names, None when it names none.

    >>> find_span("https://news.example/2024/05/03/ferry-back")
    Span(first=datetime.date(2024, 5, 3), last=datetime.date(2024, 5, 3))
    >>> find_span("https://news.example/sitemap-2024-02.xml.gz").last
    datetime.date(2024, 2, 29)
    >>> find_span("https://news.example/story-20481236") is None
    True
    """
    rest = re.sub(r"^[a-z]+://[^/]*", "", url, flags=re.IGNORECASE)
    for pattern in _NAMED:
        for match in pattern.finditer(rest):
            if span := _make_span(match.groupdict()):
                return span
    return None


def parse_day(text: str, today: date, option: str) -> date:
    """A day as a user writes it: "2024-05-03", or "90d" for ninety days before today. Raises UsageError.

    >>> parse_day("30d", date(2026, 11, 24), "--since")
    datetime.date(2026, 10, 25)
    """
    try:
        if back := _BACK.fullmatch(text.strip().lower()):
            return today - timedelta(days=int(back[1]))
        return date.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise UsageError(f"{option} {text}: it is no day; write 2024-05-03, or 90d for ninety days ago") from None


def _make_span(parts: dict[str, str | None]) -> Span | None:
    year, month, name, day = (parts.get(key) for key in ("year", "month", "name", "day"))
    number = int(month) if month else _NAMES.get((name or "").lower())
    if name and number is None:
        return None
    first, last = number or 1, number or 12
    try:
        if day:
            return Span(date(int(year or 0), first, int(day)), date(int(year or 0), first, int(day)))
        return Span(
            date(int(year or 0), first, 1), date(int(year or 0), last, calendar.monthrange(int(year or 0), last)[1])
        )
    except ValueError:  # February 30
        return None
