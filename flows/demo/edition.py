"""All that one edition serves: path to resource. Makes bytes once; serves nothing."""

import gzip
import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from flows.demo import pages, syndication
from flows.demo.desk import Story, read_sites, read_stories

#: What does not depend on the news was last touched when the newsroom opened.
OPENED = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One body, plain and compressed, with its validators."""

    content_type: str
    modified: datetime
    body: bytes
    packed: bytes | None  #: gzip; None where it would not pay
    tag: str  #: of the plain body; the compressed one is another representation and bears another tag


def make_edition(edition: int, base: str) -> Mapping[str, Resource]:
    """Every path of the newsroom as of that edition; `base` is the server's own URL, without a slash at the end."""
    stories = read_stories(edition)
    newest = max(story.modified for story in stories)
    served = {
        "/robots.txt": _make_text("text/plain", syndication.make_robots(base), OPENED),
        "/sitemap.xml": _make_text("application/xml", syndication.make_sitemap(stories, base), newest),
        "/": _make_text("text/html", pages.make_door(base), OPENED),
    }
    for site in read_sites().values():
        own = tuple(story for story in stories if story.site == site.key)
        latest = max(story.modified for story in own)
        kind = f"application/{site.feed_kind}+xml"
        served[site.feed_path] = _make_text(kind, syndication.make_feed(site, own, base), latest)
        served[f"/{site.key}/about"] = _make_text("text/html", pages.make_about(site, base), OPENED)
        served[f"/{site.key}/"] = _make_text("text/html", pages.make_front(site, None, own, base), latest)
        for section in site.sections:
            shown = tuple(story for story in own if story.section == section)
            front = pages.make_front(site, section, shown, base)
            changed = max((story.modified for story in shown), default=OPENED)
            served[f"/{site.key}/{section}/"] = _make_text("text/html", front, changed)
    # related links keep the headline they were made with, as on real sites: a correction changes its own page only
    by_path = {story.path: story for story in read_stories(1)}
    for story in stories:
        if story.kind != "front":
            page = pages.make_page(story, by_path, base)
            served[story.path] = _make_text("text/html", page, story.modified)
        served |= _make_images(story)
    return served


def _make_text(kind: str, text: str, modified: datetime) -> Resource:
    body = text.encode("utf-8")
    packed = gzip.compress(body, mtime=0)  # mtime=0: the same bytes whenever they are made
    return _make_resource(f"{kind}; charset=utf-8", body, packed, modified)


def _make_images(story: Story) -> dict[str, Resource]:
    """A plain coloured PNG for each picture of the story, so that no link is dead."""
    return {
        f"/media/{photo.image}": _make_resource("image/png", _make_png(photo.image), None, story.published)
        for photo in story.photos
    }


def _make_resource(kind: str, body: bytes, packed: bytes | None, modified: datetime) -> Resource:
    tag = hashlib.sha256(body).hexdigest()[:20]
    return Resource(content_type=kind, body=body, packed=packed, modified=modified.astimezone(UTC), tag=tag)


@cache
def _make_png(name: str, width: int = 640, height: int = 427) -> bytes:
    """One plain colour, taken from the name; one bit a pixel with a palette of one, so that it is made in no time."""
    colour = hashlib.sha256(name.encode()).digest()[:3]
    header = struct.pack(">IIBBBBB", width, height, 1, 3, 0, 0, 0)
    rows = zlib.compress(bytes(1 + width // 8) * height)
    chunks = ((b"IHDR", header), (b"PLTE", colour), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_make_chunk(kind, content) for kind, content in chunks)


def _make_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
