"""Finding a site's feeds: what it declares, links to and lists in sitemaps, and the usual places. Stores no feed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from rich.console import Console

from flows.asking import explain_failure, open_client
from flows.errors import UsageError
from flows.fetch import Archived, Client, FetchFailure
from flows.settings import Settings
from flows.tables import render_rows
from transforms.errors import FeedUnreadable, PageUnreadable
from transforms.feed import parse_feed
from transforms.page import make_page, parse_tree
from transforms.records import Feed
from transforms.sitelinks import COMMON_PATHS, FeedLink, extract_feed_links, parse_sitemap, parse_sitemap_lines
from transforms.urls import normalize_url, parse_host

#: A host is asked every few seconds at most, so a search must end: addresses tried, and sitemaps read.
_MAX_TRIES = 25
_MAX_SITEMAPS = 4
#: Titles that name no publisher, in lower case.
_NO_NAMES = frozenset({
    "atom", "atom feed", "feed", "headlines", "home", "homepage", "latest news", "news", "rss", "rss feed",
    "top stories",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed of a site, as it was read."""

    url: str
    title: str | None
    kind: str  #: "rss20", "atom10" ...
    entries: int
    last_at: datetime | None  #: the latest date of an entry
    source: str  #: "given", "link element", "link", "sitemap", "common path"


class SiteUnreachable(UsageError):
    """The site itself could not be asked; `is_silent` says that nobody answered at all."""

    def __init__(self, url: str, failure: FetchFailure) -> None:
        super().__init__("{}: {}; {}".format(url, *explain_failure(failure)))
        self.is_silent = failure.status is None and failure.is_transient


async def discover_feeds(site: str, settings: Settings, *, is_first_enough: bool = False) -> tuple[FoundFeed, ...]:
    """The feeds of a site, or the one feed that the address is; SiteUnreachable when it cannot be fetched.

    `is_first_enough` ends the search with the first feed found.
    """
    url = site if "://" in site else f"https://{site}"
    async with open_client(settings, "discover") as client:
        answer = await client.fetch_page(url)
        if isinstance(answer, FetchFailure):
            raise SiteUnreachable(url, answer)
        if given := _read(answer, FeedLink(url=url, source="given")):
            return (given[0],)
        return await _try_all(client, answer, is_first_enough=is_first_enough)


def show_feeds(site: str, settings: Settings, console: Console) -> None:
    """Prints the feeds of a site. Raises UsageError when there are none."""
    with console.status(f"Asking {site} ..."):
        found = asyncio.run(discover_feeds(site, settings))
    if not found:
        raise _none_found(site)
    rows = [(feed.title, feed.kind, feed.entries, feed.last_at, feed.source, feed.url) for feed in found]
    console.print(render_rows(("title", "kind", "entries", "last", "found by", "url"), rows))


def choose_feed(url: str, settings: Settings, console: Console) -> tuple[str, str | None]:
    """The feed's address to poll, of a feed or of a site, and what it calls itself; says what it chose and why."""
    try:
        with console.status(f"Asking {url} ..."):
            found = asyncio.run(discover_feeds(url, settings, is_first_enough=True))
    except SiteUnreachable as error:
        if not error.is_silent or "://" not in url:  # what has no scheme may be no address at all
            raise
        console.print(f"{error}; it is added unseen.", highlight=False, markup=False, soft_wrap=True)
        return url, None
    if not found:
        raise _none_found(url)
    feed = found[0]
    last = f", last entry {feed.last_at:%Y-%m-%d %H:%M} UTC" if feed.last_at else ""
    console.print(
        f"{feed.title or feed.url} ({feed.kind}, {feed.entries} entries{last})", highlight=False, markup=False
    )
    if feed.source != "given":
        other = f"It is the first feed of {url}; all of them: copydesk feeds discover {url}"
        console.print(other, highlight=False, markup=False, soft_wrap=True)
    return feed.url, feed.title


def name_publisher(url: str, title: str | None) -> str | None:
    """Whom a feed is of, where nobody says so: what it calls itself, else its host.

    >>> name_publisher("https://www.news.example/rss.xml", " The  Example ")
    'The Example'
    >>> name_publisher("https://www.news.example/rss.xml", "RSS feed")
    'news.example'
    """
    name = " ".join((title or "").split())
    if name and name.casefold() not in _NO_NAMES:
        return name
    return (parse_host(url) or "").removeprefix("www.") or None


def _none_found(site: str) -> UsageError:
    remedy = "look for its feeds' page, and try: copydesk feeds check URL"
    return UsageError(f"{site}: no feed is declared, linked to, listed or in the usual places; {remedy}")


async def _try_all(client: Client, page: Archived, *, is_first_enough: bool) -> tuple[FoundFeed, ...]:
    found: dict[object, FoundFeed] = {}
    tried: set[str] = set()
    async for link in _candidates(client, page):
        key = normalize_url(link.url) or link.url
        if key in tried:
            continue
        if len(tried) >= _MAX_TRIES or (found and is_first_enough):
            break
        outcome = await client.fetch_feed(link.url)
        tried.add(key)
        if isinstance(outcome, Archived) and (read := _read(outcome, link)):
            tried.add(normalize_url(outcome.final_url) or outcome.final_url)
            # one feed under two addresses shows the same stories
            found.setdefault(read[1], read[0])
    return tuple(found.values())


async def _candidates(client: Client, page: Archived) -> AsyncIterator[FeedLink]:
    """Addresses worth a try, the likeliest first; a sitemap is asked for only when all before it have been tried."""
    for link in _links_of(page):
        yield link
    for path in COMMON_PATHS:
        yield FeedLink(url=urljoin(page.final_url, path), source="common path")
    async for link in _from_sitemaps(client, page.final_url):
        yield link


def _links_of(page: Archived) -> tuple[FeedLink, ...]:
    try:
        return extract_feed_links(parse_tree(make_page(page)), page.final_url)
    except PageUnreadable:
        return ()


async def _from_sitemaps(client: Client, url: str) -> AsyncIterator[FeedLink]:
    root = urljoin(url, "/")
    files = [file.body or "" for file in client.robots if root.startswith(file.origin)]
    waiting = [*(line for file in files for line in parse_sitemap_lines(file)), urljoin(root, "/sitemap.xml")]
    for number in range(_MAX_SITEMAPS):
        if number >= len(waiting):
            return
        outcome = await client.fetch_feed(waiting[number])
        if isinstance(outcome, Archived):
            maps, links = parse_sitemap(outcome.body, outcome.final_url)
            waiting += [one for one in maps if one not in waiting]
            for link in links:
                yield link


def _read(answer: Archived, link: FeedLink) -> tuple[FoundFeed, object] | None:
    """The feed in an answer, and what tells it from others; None for anything else."""
    try:
        feed = parse_feed(answer.body, answer.final_url, answer.header("content-type"))
    except FeedUnreadable:
        return None
    dates = [date for said in feed.entries for date in (said.published_at, said.updated_at) if date]
    found = FoundFeed(
        url=link.url,
        title=feed.title or link.title,
        kind=feed.kind,
        entries=len(feed.entries),
        last_at=max(dates, default=None),
        source=link.source,
    )
    return found, _stories(feed) or link.url


def _stories(feed: Feed) -> tuple[str, ...]:
    return tuple(said.url for said in feed.entries)
