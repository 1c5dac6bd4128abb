"""What a page said: decoded, then read, with every candidate for a value."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Access = Literal["free", "paywalled", "undeclared"]


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
