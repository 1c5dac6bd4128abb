"""What a backfill is asked for: one frozen question, its checks, and its name. Reads nothing."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, Literal, get_args

from flows.errors import UsageError
from flows.origins.spans import Span
from transforms.story import TRANSFORM_VERSION
from transforms.text import make_id

Origin = Literal["archive", "sitemap", "feed", "warc", "urls"]
#: What `all` means, the cheapest first: no network, thousands of pages a request, dozens of pages a request.
ALL: tuple[Origin, ...] = ("archive", "sitemap", "feed")
ORIGINS = ("all", *get_args(Origin))
_OF_FILES = ("warc", "urls")
_EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question for pages of the past."""

    origin: str = "archive"  #: or "all"
    since: date | None = None  #: None: from the first day there is
    until: date | None = None  #: included; None: to today
    publishers: tuple[str, ...] = ()  #: names as in `feeds`, or sites; empty: all of them
    feeds: tuple[str, ...] = ()  #: addresses of feeds
    files: tuple[str, ...] = ()  #: absolute paths, for warc and urls
    whole_since: date | None = None  #: where these days are part of more: the whole, which is listed at once
    whole_until: date | None = None
    is_oldest_first: bool = False
    is_redo: bool = False  #: begin anew, whatever the ledger says
    is_undated: bool = False  #: take pages of which nobody says the day, too
    max_pages: int | None = None  #: to fetch in this run
    max_hours: float | None = None
    is_compare: bool = False  #: tell what remaking changes ...
    is_apply: bool = True  #: ... and change it

    def span(self, today: date) -> Span:
        """The days asked for."""
        return Span(self.since or _EARLIEST, self.until or today)

    def listing_span(self, today: date) -> Span:
        """The days whose pages are listed along with those asked for."""
        span = self.span(today)
        return Span(self.whole_since or span.first, self.whole_until or span.last)

    def split(self) -> "tuple[Ask, ...]":
        """A question for each origin."""
        return tuple(replace(self, origin=origin) for origin in ALL) if self.origin == "all" else (self,)

    @property
    def asks_for_pages(self) -> bool:
        """Whether its pages are still to be fetched; others lie in files."""
        return self.origin in ("sitemap", "feed", "urls")

    @property
    def takes_undated(self) -> bool:
        """A list without any range is meant as a whole."""
        return self.is_undated or (self.origin == "urls" and self.since is None and self.until is None)


def check_ask(ask: Ask, today: date) -> None:
    """Raises UsageError for a question that makes no sense."""
    if ask.origin not in ORIGINS:
        raise UsageError(f"--from {ask.origin}: there is no such origin; known are {', '.join(ORIGINS)}")
    if ask.since and ask.until and ask.since > ask.until:
        raise UsageError(f"--since {ask.since} is after --until {ask.until}; exchange them")
    if ask.since and ask.since > today:
        raise UsageError(f"--since {ask.since} lies in the future; the past ends today, {today}")
    if (ask.origin in _OF_FILES) != bool(ask.files):
        remedy = "name what to read with --file PATH" if not ask.files else "--file is for --from warc and --from urls"
        raise UsageError(f"--from {ask.origin}: {remedy}")
    if ask.is_compare and ask.origin != "archive":
        raise UsageError(f"--compare is for --from archive, not {ask.origin}: only what is archived can be remade")
    for name, value in (("--max-pages", ask.max_pages), ("--max-hours", ask.max_hours)):
        if value is not None and value <= 0:
            raise UsageError(f"{name} {value}: nothing would be done; name more than 0, or leave it out")


def make_backfill_id(ask: Ask) -> str:
    """The same for the same question, whatever its days: asked again, it goes on.

    What is remade by newer transforms is another question, for what older ones made is no answer to it.
    """
    version = TRANSFORM_VERSION if ask.origin == "archive" else ""
    scope = json.dumps([sorted(ask.publishers), sorted(ask.feeds), sorted(ask.files), version])
    return f"{ask.origin}-{make_id('backfill', ask.origin, scope):016x}"


def write_ask(ask: Ask) -> str:
    """As JSON, for the ledger: the whole that was asked for; what holds for one run only is left out."""
    whole = replace(
        ask,
        since=ask.whole_since or ask.since,
        until=ask.whole_until or ask.until,
        whole_since=None,
        whole_until=None,
        is_redo=False,
        max_pages=None,
        max_hours=None,
    )
    return json.dumps(asdict(whole), default=str, sort_keys=True)


def parse_ask(text: str) -> Ask:
    """A question out of the ledger."""
    return make_ask(json.loads(text))


def make_ask(values: Mapping[str, Any]) -> Ask:
    """A question from plain values, others left out: lists for tuples, "2024-05-03" for days."""
    known = {field.name for field in fields(Ask)}
    taken: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items() if name in known
    }
    for name in ("since", "until"):
        if isinstance(taken.get(name), str):
            taken[name] = date.fromisoformat(taken[name])
    return Ask(**taken)
