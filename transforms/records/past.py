"""What a backfill knows of the past: what was asked, the pages that are said to exist, the lists that say so."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """A row of `backfills`: a question to one origin, and how far it is answered."""

    backfill_id: str
    origin: str  #: "archive", "sitemap", "feed", "warc" or "urls"
    asked: str  #: what was asked for, as JSON
    listed_since: date | None = None  #: the pages from here ...
    listed_until: date | None = None  #: ... to here are in `known_pages`; None: nothing is listed yet
    attempts: int = 1
    state: str  #: "running", "stopped", "failed", "completed"
    asked_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """A row of `known_pages`: a page that a sitemap, feed archive or list says exists."""

    backfill_id: str
    entry_id: int
    feed_id: int
    source: str
    url: str
    day: date | None  #: None: nobody says of when it is
    listed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A row of `listings`: a sitemap, robots.txt or page of a feed that was read for the pages it lists."""

    url: str
    kind: str  #: "robots", "sitemap-index", "sitemap", "feed", "unreadable"
    feed_id: int
    shown: int  #: links in it
    chosen: int  #: of these, pages or lists within the days that were asked for
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A row of `imports`: a page of a foreign WARC file, copied into the archive."""

    import_id: int
    backfill_id: str
    url: str  #: as asked
    final_url: str
    fetched_at: datetime  #: by whoever fetched it
    day: date  #: the day the page is of
    warc_file: str
    warc_offset: int
    sha256: str
    from_file: str  #: the foreign file
    from_offset: int
