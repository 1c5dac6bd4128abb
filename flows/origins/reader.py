"""Asks for what lists pages of the past: robots.txt, sitemaps, older pages of feeds. One document a turn, politely.

A walk knows what to ask for next and takes what came; it is the same for a site's sitemaps and for a feed's archive.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urljoin

from flows.fetch import Archived, Client, FetchFailure, NotModified
from flows.origins.candidate import Candidate
from flows.origins.feed_archive import find_next_page, is_exhausted
from flows.origins.sitemap import KNOWN_PATHS, make_feed_candidate, may_hold, parse_robots_sitemaps, parse_sitemap
from flows.origins.spans import Span
from transforms.errors import TransformError
from transforms.feed import parse_feed
from transforms.records import Listing
from transforms.urls import normalize_url

#: A site with more sitemaps or feed pages than this within the days asked for is an endless one.
_MAX_LISTS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """What one document gave."""

    feed_id: int
    listing: Listing
    pages: tuple[Candidate, ...] = ()


class Walk(Protocol):
    """What is still to be asked for one site or feed."""

    def next_url(self) -> str | None: ...
    def take(self, url: str, came: Archived | FetchFailure, now: datetime) -> ListRead | None: ...


@dataclass
class SitemapWalk:
    """A site's sitemaps: those that robots.txt names, else those at known paths; then what these lead to."""

    feed_id: int
    site: str
    asked: Span
    found: int = 0  #: sitemaps that could be read
    _todo: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._robots = urljoin(self.site, "/robots.txt")
        self._add([self._robots])

    def next_url(self) -> str | None:
        """The next document, depth first."""
        return self._todo.pop(0) if self._todo else None

    def take(self, url: str, came: Archived | FetchFailure, now: datetime) -> ListRead | None:
        """What a document leads to and lists."""
        if url == self._robots:
            return self._take_robots(came, now)
        if isinstance(came, FetchFailure):
            return None
        read = parse_sitemap(came.body, came.final_url)
        lists = [link for link, changed in read.lists if may_hold(link, changed, self.asked)]
        pages = tuple(page for page in read.pages if page.span is None or page.span.overlaps(self.asked))
        self.found += read.kind != "unreadable"
        self._add(lists)
        return self._tell(url, read.kind, len(read.lists) + len(read.pages), len(lists) + len(pages), now, pages)

    def _take_robots(self, came: Archived | FetchFailure, now: datetime) -> ListRead | None:
        links = parse_robots_sitemaps(came.body, came.final_url) if isinstance(came, Archived) else ()
        self._add(links or [urljoin(self.site, path) for path in KNOWN_PATHS])
        return self._tell(url=self._robots, kind="robots", shown=len(links), chosen=len(links), now=now)

    def _add(self, links: Iterable[str]) -> None:
        fresh = [link for link in dict.fromkeys(links) if link not in self._seen and len(self._seen) < _MAX_LISTS]
        self._seen.update(fresh)
        self._todo = fresh + self._todo

    def _tell(
        self, url: str, kind: str, shown: int, chosen: int, now: datetime, pages: tuple[Candidate, ...] = ()
    ) -> ListRead:
        listing = Listing(url=url, kind=kind, feed_id=self.feed_id, shown=shown, chosen=chosen, read_at=now)
        return ListRead(feed_id=self.feed_id, listing=listing, pages=pages)


@dataclass
class FeedWalk:
    """A feed and its older pages, until they leave the days asked for, repeat themselves or end."""

    feed_id: int
    feed_url: str
    asked: Span
    found: int = 0
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._next: str | None = self.feed_url
        self._asked_for = {self.feed_url}

    def next_url(self) -> str | None:
        """The next page of the feed."""
        url, self._next = self._next, None
        return url

    def take(self, url: str, came: Archived | FetchFailure, now: datetime) -> ListRead | None:
        """What a page lists, and whether another one follows."""
        if isinstance(came, FetchFailure):
            return None
        try:
            read = parse_feed(came.body, came.final_url, came.header("content-type"))
        except TransformError:
            return None
        self.found += 1
        page = tuple(make_feed_candidate(said) for said in read.entries)
        if not is_exhausted(page, self._seen, self.asked) and len(self._asked_for) < _MAX_LISTS:
            following = find_next_page(came.body, came.final_url)
            self._next = following if following not in self._asked_for else None
            self._asked_for.add(following or "")
        self._seen.update(normalize_url(item.said.url) or item.said.url for item in page)
        within = tuple(item for item in page if item.span is None or item.span.overlaps(self.asked))
        listing = Listing(url=url, kind="feed", feed_id=self.feed_id, shown=len(page), chosen=len(within), read_at=now)
        return ListRead(feed_id=self.feed_id, listing=listing, pages=within)


async def read_next(client: Client, walk: Walk, now: datetime) -> tuple[bool, ListRead | None]:
    """Asks for one document; whether there was one left to ask for, and what it gave."""
    url = walk.next_url()
    if url is None:
        return False, None
    came = await client.fetch_feed(url)
    # nothing conditional is asked, so nothing is ever "not modified"
    return True, None if isinstance(came, NotModified) else walk.take(url, came, now)
