"""What the wire gave: feeds and their entries, responses, where their bytes lie."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EntryState = Literal["waiting", "stored", "rejected", "ignored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """A feed someone asked us to poll, as feeds.toml or OPML names it."""

    url: str  #: as given, http or https
    publisher: str | None = None  #: "Coastline Wire"; None: the feed's own title is taken
    language: str | None = None  #: ISO 639-1; None: detected per story
    interval_minutes: int | None = None  #: the owner's own wish; None: decided from history
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """A row of `feeds`: a source and what polling it taught us."""

    feed_id: int
    url: str
    title: str | None = None
    publisher: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    interval_minutes: int | None = None  #: the owner's wish, else None
    etag: str | None = None  #: sent back exactly as given
    last_modified: str | None = None  #: sent back exactly as given
    body_hash: str | None = None  #: hex sha256 of the last body, for servers that lie about both
    next_due_at: datetime | None = None
    failures: float = 0.0  #: weighted, 0 after a success
    last_status: int | None = None
    last_error: str | None = None
    last_polled_at: datetime | None = None
    last_changed_at: datetime | None = None
    moved_to: str | None = None  #: where two polls were led by permanent redirects: polled there
    is_muted: bool = False
    first_seen_at: datetime
    ttl_minutes: int | None = None  #: the feed's own wish
    learnt_minutes: float | None = None  #: between polls, as overlap has taught
    moving_to: str | None = None  #: where one poll was led by permanent redirects


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRef:
    """Where the bytes of a response lie in the archive."""

    warc_file: str  #: relative to the archive folder, "2026/11/23/....warc.gz"
    warc_offset: int  #: bytes into that file
    sha256: str  #: hex, of the decoded body


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """What the wire gave: a complete response."""

    url: str  #: as asked
    final_url: str  #: after redirects
    status: int
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()  #: as received, in order, repeated ones repeated
    body: bytes  #: content codings undone
    fetched_at: datetime
    ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """A row of `fetches`: a request we made, or one that robots.txt kept us from."""

    fetch_id: int
    run_id: str
    host: str  #: "example.org" or "127.0.0.1:8765", the unit of politeness
    url: str
    final_url: str | None = None
    status: int | None = None  #: None: no answer came
    bytes: int | None = None  #: decoded body
    ms: int | None = None
    fetched_at: datetime
    from_cache: bool = False  #: 304, or a body equal to the last one
    robots_allowed: bool = True
    retry_after_s: int | None = None
    error: str | None = None  #: reason slug and detail
    warc_file: str | None = None
    warc_offset: int | None = None
    sha256: str | None = None
    feed_id: int | None = None  #: the feed whose poll this request answered
    pace_s: float | None = None  #: owed to the host between the end of the request before and this one
    entries_shown: int | None = None  #: of a feed that changed
    entries_known: int | None = None  #: of those shown


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """A row of `robots`: what came when an origin's robots.txt was asked for."""

    origin: str  #: scheme, host and port
    status: int | None = None  #: None: nothing came
    body: str | None = None  #: of a 2xx answer
    trouble: str | None = None  #: why nothing came, a reason slug
    detail: str | None = None
    fetched_at: datetime
    good_until: datetime  #: until then it is not asked for again


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaItem:
    """A picture that a feed attached to an entry (Media RSS, enclosure)."""

    url: str
    caption: str | None = None  #: media:description, of this item
    credit: str | None = None  #: media:credit
    title: str | None = None  #: media:title


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """What a feed said of one story; nothing of it is our own choice."""

    guid: str | None = None
    url: str  #: absolute, http or https
    title: str | None = None
    byline_raw: str | None = None  #: author, dc:creator, names joined by "; "
    description: str | None = None  #: plain text
    published_at: datetime | None = None
    updated_at: datetime | None = None
    keywords: tuple[str, ...] = ()
    media: tuple[MediaItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as read: its own data and its entries, in the feed's order."""

    title: str | None = None
    language: str | None = None  #: as declared, "en-GB"
    site_url: str | None = None
    ttl_minutes: int | None = None  #: ttl or sy:updatePeriod, whichever is there
    kind: str  #: "rss20", "atom10", "rss10", "json1" ...
    entries: tuple[FeedEntry, ...] = ()
    skipped: int = 0  #: items without a usable link


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of `entries`: an item a feed showed, and what became of it."""

    entry_id: int
    feed_id: int
    said: FeedEntry
    first_seen_at: datetime
    last_seen_at: datetime
    state: EntryState = "waiting"
    attempts: int = 0
    next_attempt_at: datetime | None = None
    article_id: int | None = None
    page: PageRef | None = None  #: fetched, not made yet: a killed run goes on from here without asking again
    page_url: str | None = None  #: the final URL of that page
    page_fetched_at: datetime | None = None
    page_etag: str | None = None  #: of its page's last answer, sent back exactly as given
    page_last_modified: str | None = None  #: of its page's last answer, sent back exactly as given
    looks: int = 0  #: how often the page was looked at again since the feed last announced it
