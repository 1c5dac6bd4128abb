"""What a run did, and what enters the warehouse in one load."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from transforms.records.past import Backfill, Import, KnownPage, Listing
from transforms.records.story import Story
from transforms.records.wire import Entry, FeedState, Fetch, RobotsFile

Stage = Literal["poll", "fetch", "make", "load"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row of `rejects`: what could not be made, and why."""

    stage: Stage
    url: str
    reason: str  #: slug: "no-article", "not-html", "http-404", "robots", "timeout"
    detail: str | None = None
    rejected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A stored story whose page was found gone (404 or 410)."""

    article_id: int
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A row of `runs`."""

    run_id: str
    flow: str
    started_at: datetime
    ended_at: datetime | None = None
    state: str  #: "running", "completed", "failed", "stopped" by Ctrl-C, "crashed": killed, seen by the next run
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A row of `windows`: one day of a backfill."""

    backfill_id: str
    window_start: datetime
    window_end: datetime
    source: str  #: "archive", "sitemap", "feed", "warc" or "urls"
    state: str  #: "waiting", "running", "completed", "failed", "stopped"
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One load: everything that enters the warehouse in one transaction."""

    run_id: str
    feeds: tuple[FeedState, ...] = ()
    entries: tuple[Entry, ...] = ()
    fetches: tuple[Fetch, ...] = ()
    stories: tuple[Story, ...] = ()
    removals: tuple[Removal, ...] = ()
    rejects: tuple[Reject, ...] = ()
    resolved_urls: tuple[str, ...] = ()  #: URLs whose open rejects are resolved by this load
    runs: tuple[Run, ...] = ()
    windows: tuple[Window, ...] = ()
    robots: tuple[RobotsFile, ...] = ()
    backfills: tuple[Backfill, ...] = ()
    known_pages: tuple[KnownPage, ...] = ()
    listings: tuple[Listing, ...] = ()
    imports: tuple[Import, ...] = ()
