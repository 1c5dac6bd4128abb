"""What we say: a story with its names, pictures, words and the evidence for them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from transforms.records.page import Access

Precision = Literal["instant", "day"]
PartyKind = Literal["person", "organization"]
EntityKind = Literal["person", "organization", "place", "event"]
MentionField = Literal["headline", "body", "caption"]


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
    other_parties: tuple[str, ...] = ()  #: of the credit line, what is neither, verbatim: a paper, or unread
    is_pool: bool = False
    is_handout: bool = False
    is_file_photo: bool = False
    courtesy_of: str | None = None  #: who gave the picture
    copyright_notice: str | None = None  #: of the picture, verbatim
    copyright_year: int | None = None  #: the first of a range
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
    said_on: date | None = None  #: the day that its sentence names


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
