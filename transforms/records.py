"""Every shape that travels between stages, and only those. Frozen, no behaviour.

Conventions: tuples, never lists; aware UTC datetimes; None for absent, never ""; ids are the first 8 bytes of a sha256
(`text.make_id`); `raw` fields are verbatim. The line reads downwards: what they said, what we fetched, what we say.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Precision = Literal["instant", "day"]
Access = Literal["free", "paywalled", "undeclared"]
PartyKind = Literal["person", "organization"]
EntityKind = Literal["person", "organization", "place", "event"]
MentionField = Literal["headline", "body", "caption"]
EntryState = Literal["waiting", "stored", "rejected", "ignored"]
Stage = Literal["poll", "fetch", "make", "load"]


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
    moved_to: str | None = None
    is_muted: bool = False
    first_seen_at: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A response read as HTML text, with what is known of it from outside."""

    url: str  #: as asked
    final_url: str
    html: str  #: decoded as browsers do
    encoding: str  #: what decoded it
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One value a page offers for a field, and where it stood."""

    value: str
    source: str  #: "json-ld:author.name", "meta:og:title", "h1", "feed:title", "rel=author", ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as a page or feed offers it, before its caption is parsed."""

    image_url: str | None = None
    caption_raw: str | None = None  #: text of the caption element, credit and all, when it cannot be told apart
    credit_raw: str | None = None  #: when page or data separate it
    alt_text: str | None = None
    copyright_notice: str | None = None
    place: str | None = None  #: contentLocation
    source: str  #: "figure", "json-ld:image", "media-rss", ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What the page said: the body, candidates a field, pictures. No choice between candidates is made here."""

    url: str
    final_url: str
    fetched_at: datetime
    body: str | None  #: paragraphs, separated by a blank line
    candidates: dict[str, tuple[Candidate, ...]]  #: field name of `articles` -> best first, as found
    pictures: tuple[Picture, ...] = ()
    declared_language: str | None = None
    access: Access = "undeclared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A row of `evidence`: where a value came from, or a candidate that lost."""

    field: str  #: "headline", "published_at", "bylines[0].name", "captions[1].credit_line"
    value: str
    source: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """A row of `bylines`: a name on a story."""

    position: int  #: from 0
    name: str
    kind: PartyKind
    role: str | None = None  #: "reporter", "editor", "photographer" ... or as printed
    affiliation: str | None = None
    raw: str  #: the words this name was read from
    source: str
    entity_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Depicted:
    """Who a caption says is in the picture, and where in it."""

    name: str
    position: str | None = None  #: "center", "left", "2nd left", "right" ...
    entity_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """A row of `captions`: a picture on a story, twins merged."""

    position: int  #: from 0, in page order
    caption: str | None  #: what it shows, credit removed
    credit_line: str | None  #: verbatim
    creators: tuple[str, ...] = ()  #: people, names repaired: "Kazuhiro Nogi"
    agencies: tuple[str, ...] = ()  #: by their short names, in printed order: "AFP", "Getty Images"
    is_pool: bool = False
    is_handout: bool = False
    is_file_photo: bool = False
    depicted: tuple[Depicted, ...] = ()
    place: str | None = None
    taken_on: date | None = None
    image_url: str | None = None
    alt_text: str | None = None
    caption_raw: tuple[str, ...] = ()  #: each variant verbatim
    variants: int = 1
    source: str = "figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A row of `entities`: a person, organization or place, whatever stories name it."""

    entity_id: int
    name: str
    kind: EntityKind
    sort_name: str | None = None  #: "Blinken, Antony"
    aliases: tuple[str, ...] = ()  #: sorted, without `name`
    geoname_id: int | None = None
    wikidata_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A row of `mentions`: an entity named in a story. `text[start:end] == surface` always."""

    field: MentionField = "body"
    caption_position: int | None = None  #: which caption, for field 'caption'
    start: int  #: characters into that field's text
    end: int
    surface: str
    kind: EntityKind
    name: str  #: the name it resolves to
    entity_id: int | None = None
    role: str | None = None
    is_metonym: bool = False
    is_inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A row of `quotes`: words in quotation marks and who said them."""

    position: int  #: from 0
    quote: str  #: without its marks
    speaker: str | None = None
    entity_id: int | None = None
    start: int  #: characters into the body, marks excluded
    end: int
    is_inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What we say: one row of `articles` with its bylines, captions, mentions, quotes and evidence."""

    article_id: int
    url: str
    canonical_url: str | None = None
    feed_id: int | None = None
    publisher: str | None = None
    headline: str
    alternative_headline: str | None = None
    description: str | None = None
    byline: str | None = None  #: verbatim
    dateline: str | None = None  #: verbatim
    located: str | None = None  #: the dateline's place
    section: str | None = None
    keywords: tuple[str, ...] = ()
    body: str
    word_count: int
    language: str | None = None
    published_at: datetime | None = None
    published_precision: Precision | None = None
    modified_at: datetime | None = None
    first_seen_at: datetime
    fetched_at: datetime
    access: Access = "undeclared"
    agency: str | None = None
    copyright_notice: str | None = None
    body_hash: str  #: hex sha256 of the body, quotes and spaces folded
    content_key: str  #: hex sha256 of what makes a revision: headline, byline, body, captions, folded
    transform_version: str
    bylines: tuple[Byline, ...] = ()
    captions: tuple[Caption, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sketch: tuple[int, ...] = ()  #: hashes of the body's shingles, for syndication


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row of `rejects`: what could not be made, and why."""

    stage: Stage
    url: str
    reason: str  #: slug: "no-article", "not-html", "http-404", "robots", "timeout"
    detail: str | None = None
    rejected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A row of `runs`."""

    run_id: str
    flow: str
    started_at: datetime
    ended_at: datetime | None = None
    state: str  #: "running", "completed", "failed", "crashed": killed, seen by the next run
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A row of `windows`: one day of a backfill."""

    backfill_id: str
    window_start: datetime
    window_end: datetime
    source: str  #: "archive"
    state: str  #: "running", "completed", "failed"
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One load: everything that enters the warehouse in one transaction."""

    run_id: str
    feeds: tuple[FeedState, ...] = ()
    entries: tuple[Entry, ...] = ()
    fetches: tuple[Fetch, ...] = ()
    stories: tuple[Story, ...] = ()
    rejects: tuple[Reject, ...] = ()
    resolved_urls: tuple[str, ...] = ()  #: URLs whose open rejects are resolved by this load
    runs: tuple[Run, ...] = ()
    windows: tuple[Window, ...] = ()
