"""A page that an origin names, and of which day it may be. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from flows.origins.spans import Span, find_span
from transforms.records import FeedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A page that an origin says exists."""

    said: FeedEntry  #: its address, and what the origin says of it
    span: Span | None  #: the days it may be of; None: nobody says

    def day_within(self, span: Span) -> date | None:
        """The first of its days that lies within `span`; None when none does."""
        if self.span is None or not self.span.overlaps(span):
            return None
        return max(self.span.first, span.first)


def choose_span(url: str, published: datetime | None, changed: datetime | None) -> Span | None:
    """The days a page may be of: what its list says, else its address, else when it changed last.

    >>> choose_span("https://news.example/2024/05/03/ferry", None, datetime(2026, 1, 1, tzinfo=UTC))
    Span(first=datetime.date(2024, 5, 3), last=datetime.date(2024, 5, 3))
    """
    if published:
        return _day_of(published)
    named = find_span(url)
    if changed is None:
        return named
    last = _day_of(changed)
    if named is None:
        return last
    # an address that names a month or year only: the day of the last change, if it is one of that month
    return last if named.overlaps(last) else named


def _day_of(moment: datetime) -> Span:
    day = moment.astimezone(UTC).date()
    return Span(first=day, last=day)
