"""Sitemaps: bytes -> the lists and pages they name, and robots.txt -> where they are. Pure; reader.py asks for them."""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from flows.origins.candidate import Candidate, choose_span
from flows.origins.spans import Span, find_span
from flows.robots import decode_robots
from transforms.dates import parse_date
from transforms.errors import TransformError
from transforms.feed import parse_feed
from transforms.records import FeedEntry
from transforms.text import clean_text
from transforms.urls import normalize_url

#: The protocol's own limit for one file, and what becomes of it here.
MAX_BYTES = 50 * 2**20
#: Where sites keep them that do not say so in robots.txt, the most common first.
KNOWN_PATHS = (
    "/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml", "/wp-sitemap.xml", "/news-sitemap.xml",
    "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml.gz", "/sitemap/sitemap.xml", "/sitemap.txt",
)  # fmt: skip
_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapRead:
    """What a sitemap says."""

    kind: str  #: "sitemap-index", "sitemap" or "unreadable"
    lists: tuple[tuple[str, datetime | None], ...] = ()  #: further sitemaps, and when each changed last
    pages: tuple[Candidate, ...] = ()


def parse_robots_sitemaps(body: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, in its order.

    >>> parse_robots_sitemaps(b"User-agent: *\\nSITEMAP: /map.xml\\n", "https://news.example/robots.txt")
    ('https://news.example/map.xml',)
    """
    found = (urljoin(url, match[1]) for match in _LINE.finditer(decode_robots(body)))
    return tuple(dict.fromkeys(link for link in found if normalize_url(link)))


def may_hold(url: str, changed: datetime | None, asked: Span) -> bool:
    """Whether a sitemap may list pages of the days asked for: by its dated name, and by when it changed last."""
    named = find_span(url)
    if named and not named.overlaps(asked):
        return False
    # what has not changed since before the first day lists nothing of a later one
    return changed is None or changed.astimezone(UTC).date() >= asked.first


def parse_sitemap(body: bytes, url: str) -> SitemapRead:
    """A sitemap, an index of them, a feed or a plain list; gzip or not. Whatever is broken ends where it breaks."""
    body = unzip(body, MAX_BYTES)
    head = body[:2000].lstrip().lower()
    if b"<urlset" in head or b"<sitemapindex" in head:
        return _parse_xml(body, url)
    if head.startswith((b"http://", b"https://")):
        lines = body.decode("utf-8", "replace").split()
        return SitemapRead(kind="sitemap", pages=tuple(_make_page(line, None, None, None) for line in lines))
    try:
        entries = parse_feed(body, url).entries
    except TransformError:
        return SitemapRead(kind="unreadable")
    return SitemapRead(kind="sitemap", pages=tuple(make_feed_candidate(said) for said in entries))


def make_feed_candidate(said: FeedEntry) -> Candidate:
    """A feed's entry as a candidate."""
    return Candidate(said=said, span=choose_span(said.url, said.published_at or said.updated_at, None))


def unzip(body: bytes, limit: int) -> bytes:
    """What a gzip file holds, at most `limit` bytes of it, as far as it goes; other bytes as they are."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    out = bytearray()
    while body.startswith(b"\x1f\x8b") and len(out) < limit:
        inflate = zlib.decompressobj(31)
        try:
            out += inflate.decompress(body, limit - len(out))
        except zlib.error:
            break
        body = inflate.unused_data
    return bytes(out)


def _parse_xml(body: bytes, url: str) -> SitemapRead:
    lists: dict[str, datetime | None] = {}
    pages: dict[str, Candidate] = {}
    for name, element in _iter_elements(body):
        values = {_local(child): _text(child) for child in element.iter() if isinstance(child.tag, str)}
        link = values.get("loc")
        link = urljoin(url, link) if link else None
        if link is None or normalize_url(link) is None:
            continue
        changed = _instant(values.get("lastmod"))
        if name == "sitemap":
            lists[link] = changed
        else:
            pages[link] = _make_page(link, values.get("title"), _instant(values.get("publication_date")), changed)
    kind = "sitemap-index" if lists and not pages else "sitemap"
    return SitemapRead(kind=kind, lists=tuple(lists.items()), pages=tuple(pages.values()))


def _iter_elements(body: bytes) -> Iterator[tuple[str, Any]]:
    """Each url and sitemap element, dropped from memory once it has been used."""
    options: dict[str, Any] = {"events": ("end",), "recover": True, "huge_tree": False, "resolve_entities": False}
    try:
        for _, element in etree.iterparse(io.BytesIO(body), no_network=True, load_dtd=False, **options):
            name = _local(element)
            if name in {"url", "sitemap"}:
                yield name, element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError:  # beyond repair from here on
        return


def _make_page(url: str, title: str | None, published: datetime | None, changed: datetime | None) -> Candidate:
    said = FeedEntry(url=url, title=title, published_at=published)
    return Candidate(said=said, span=choose_span(url, published, changed))


def _local(element: Any) -> str:
    return str(etree.QName(element).localname).lower() if isinstance(element.tag, str) else ""


def _text(element: Any) -> str | None:
    return clean_text(element.text or "")


def _instant(raw: str | None) -> datetime | None:
    parsed = parse_date(raw, default_offset=UTC) if raw and len(raw) <= 100 else None
    return parsed.instant if parsed else None
