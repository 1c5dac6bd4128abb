"""Filling the list of known pages: from sitemaps, feed archives and lists of addresses. Fetches no story.

Reading goes in batches: each asks for half a minute's worth of documents, less where a scheduled run waits, then all
it found is stored in one transaction, so that a killed run loses little.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from duckdb import DuckDBPyConnection

from flows.fetch import Client
from flows.line import Line, utc_now
from flows.origins import Candidate
from flows.origins.reader import FeedWalk, ListRead, SitemapWalk, Walk, read_next
from flows.origins.sitemap import MAX_BYTES
from flows.origins.spans import Span
from flows.origins.urls import read_url_list
from flows.past.ask import Ask
from flows.past.sites import Site, find_site, is_on_site, make_home
from flows.past.turns import BatchEnd, borrow_network, is_stop_asked
from flows.plan import make_entry_id
from flows.stages import open_warehouse, read_rests
from transforms.records import Backfill, Batch, Entry, FeedState, Fetch, KnownPage, RobotsFile
from transforms.text import make_id
from transforms.urls import is_front_page, normalize_url
from warehouse.archive import ArchiveWriter
from warehouse.load import load_staged, stage_batch
from warehouse.past import Known, read_known
from warehouse.read import read_entries

_BATCH_SECONDS = 30
_STORED_AT_ONCE = 5_000

Show = Callable[[ListRead], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What listing came to."""

    pages: int = 0  #: within the days asked for
    new: int = 0  #: that nobody had shown before
    requests: int = 0
    notes: tuple[str, ...] = ()  #: for the user: sites that offer nothing
    is_whole: bool = True  #: False: stopped on the way


def make_walks(ask: Ask, sites: Sequence[Site], span: Span) -> tuple[Walk, ...]:
    """What is to be read for a question: a walk a site, or a feed."""
    if ask.origin == "feed":
        return tuple(FeedWalk(site.feed.feed_id, site.feed.moved_to or site.feed.url, span) for site in sites)
    homes: dict[str, Site] = {}
    for site in sites:
        homes.setdefault(site.url, site)
    return tuple(SitemapWalk(site.feed.feed_id, site.url, span) for site in homes.values())


def list_pages(line: Line, ask: Ask, backfill: Backfill, sites: Sequence[Site]) -> Listed:
    """Lists the pages of the days asked for; what was known before is told apart and not asked for again."""
    span = ask.listing_span(line.began.date())
    if ask.origin == "urls":
        return _list_files(line, ask, backfill, sites, span)
    walks = make_walks(ask, sites, span)
    total, home = Listed(), line.settings.home
    with asyncio.Runner() as runner, ArchiveWriter(line.paths.archive, line.run_id) as archive:
        client = make_client(line, archive)
        runner.run(client.__aenter__())
        try:
            stored = 0
            while not is_stop_asked(home):
                with borrow_network(line.settings):
                    is_more, reads = runner.run(read_batch(client, walks, home))
                    fetches = client.fetches[stored:]
                    stored += len(fetches)
                    pages = choose_pages(reads, sites, ask, span)
                    batch = _Found(pages=pages, reads=reads, fetches=fetches, robots=client.robots)
                    total = _add(total, _store(line, ask, backfill, sites, batch))
                if not is_more:
                    return replace(total, notes=explain(ask, walks))
        finally:
            runner.run(client.__aexit__(None, None, None))
    return replace(total, is_whole=False)


async def read_batch(client: Client, walks: Sequence[Walk], home: Path) -> tuple[bool, tuple[ListRead, ...]]:
    """Documents of all walks at once, each one's after the other, until the batch must end; whether any are left."""
    end = BatchEnd(home, _BATCH_SECONDS)

    async def follow(walk: Walk) -> tuple[bool, list[ListRead]]:
        reads: list[ListRead] = []
        while not end.has_come():
            is_more, read = await read_next(client, walk, utc_now())
            reads += [read] if read else []
            if not is_more:
                return False, reads
        return True, reads

    ends = await asyncio.gather(*(follow(walk) for walk in walks))
    return any(is_more for is_more, _ in ends), tuple(read for _, reads in ends for read in reads)


def choose_pages(
    reads: Iterable[ListRead], sites: Sequence[Site], ask: Ask, span: Span
) -> tuple[tuple[Candidate, int], ...]:
    """The pages that may be stories of the days asked for, each with the feed that it was read for."""
    by_feed = {site.feed.feed_id: site for site in sites}
    chosen: dict[str, tuple[Candidate, int]] = {}
    for read in reads:
        for page in read.pages:
            url = normalize_url(page.said.url)
            # a sitemap may list anybody's pages; where a feed's stories are is the feed's own business
            is_own = ask.origin == "feed" or (url and is_on_site(url, by_feed[read.feed_id].url))
            if url is None or is_front_page(url) or not is_own:
                continue
            if ask.takes_undated if page.span is None else page.day_within(span):
                chosen.setdefault(url, (page, read.feed_id))
    return tuple(chosen.values())


def explain(ask: Ask, walks: Sequence[Walk]) -> tuple[str, ...]:
    """A line for each site that has nothing to read."""
    notes = []
    for walk in walks:
        if isinstance(walk, SitemapWalk) and not walk.found:
            notes.append(f"{walk.site}: no sitemap in robots.txt or at the known paths; try --from feed")
        if isinstance(walk, FeedWalk) and not walk.found:
            notes.append(f"{walk.feed_url}: it cannot be read as a feed; check it: copydesk feeds check URL")
    return tuple(notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    pages: tuple[tuple[Candidate, int], ...]
    reads: tuple[ListRead, ...] = ()
    fetches: tuple[Fetch, ...] = ()
    feeds: tuple[FeedState, ...] = ()
    robots: tuple[RobotsFile, ...] = ()


def make_client(line: Line, archive: ArchiveWriter | None) -> Client:
    """A client for lists, which may be larger than feeds, that knows the hosts' rests; no archive: only for a look."""
    with open_warehouse(line) as con:
        rests = read_rests(con)
    return Client(
        line.settings.model_copy(update={"feed_max_bytes": MAX_BYTES}),
        archive.write if archive else None,
        line.run_id,
        utc_now,
        holds=rests.held_until,
        last_asked=rests.last_asked,
        strikes=rests.strikes,
        robots=rests.robots,
    )


def _list_files(line: Line, ask: Ask, backfill: Backfill, sites: Sequence[Site], span: Span) -> Listed:
    pages, feeds, notes = choose_listed(ask, sites, span, line)
    total = Listed(notes=notes)
    for at in range(0, len(pages), _STORED_AT_ONCE):
        found = _Found(pages=pages[at : at + _STORED_AT_ONCE], feeds=feeds)
        total = _add(total, _store(line, ask, backfill, sites, found))
    return total


def choose_listed(
    ask: Ask, sites: Sequence[Site], span: Span, line: Line
) -> tuple[tuple[tuple[Candidate, int], ...], tuple[FeedState, ...], tuple[str, ...]]:
    """The pages of the lists that are asked for, feeds for sites that have none yet, and what could not be read."""
    is_narrow = bool(ask.publishers or ask.feeds)
    known = list(sites)
    feeds: dict[int, FeedState] = {}
    pages: dict[str, tuple[Candidate, int]] = {}
    lists = {name: read_url_list(Path(name)) for name in ask.files}
    for candidate in (page for listed in lists.values() for page in listed.pages):
        url = candidate.said.url
        if not (ask.takes_undated if candidate.span is None else candidate.day_within(span)):
            continue
        site = find_site(url, known)
        if site is None and not is_narrow:
            site = make_home(url, line.began)
            known.append(site)
            feeds[site.feed.feed_id] = site.feed
        if site:
            pages.setdefault(normalize_url(url) or url, (candidate, site.feed.feed_id))
    notes = (f"{name}: {listed.unread} rows hold no address" for name, listed in lists.items() if listed.unread)
    return tuple(pages.values()), tuple(feeds.values()), tuple(notes)


def _store(line: Line, ask: Ask, backfill: Backfill, sites: Sequence[Site], found: _Found) -> Listed:
    span = ask.listing_span(line.began.date())
    with open_warehouse(line) as con:
        entries, known_pages = take_up(con, backfill, span, found.pages)
        if ask.is_redo:
            entries += _try_again(con, known_pages)
        new_sites = tuple(site.feed for site in sites if site.is_new)
        batch = Batch(
            run_id=line.run_id,
            feeds=(*new_sites, *found.feeds),
            entries=entries,
            fetches=found.fetches,
            robots=found.robots,
            known_pages=known_pages,
            listings=tuple(read.listing for read in found.reads),
        )
        staged = stage_batch(batch, line.staged, f"{line.run_id}-listed-{time.monotonic_ns()}")
        load_staged(con, [staged], now=utc_now())
    requests = sum(fetch.robots_allowed for fetch in found.fetches)
    return Listed(pages=len(found.pages), new=len(entries), requests=requests)


def take_up(
    con: DuckDBPyConnection, backfill: Backfill, span: Span, pages: Sequence[tuple[Candidate, int]]
) -> tuple[tuple[Entry, ...], tuple[KnownPage, ...]]:
    """Entries for pages that nobody has shown yet, and the list's rows of all of them."""
    now = utc_now()
    keys = {_key_of(page.said.url): page.said.url for page, _ in pages}
    known = _index(read_known(con, [u for page, _ in pages for u in _spellings(page.said.url)], keys))
    entries: dict[int, Entry] = {}
    rows: dict[int, KnownPage] = {}
    for page, feed_id in pages:
        url = page.said.url
        old = next((known[key] for key in (*_spellings(url), _key_of(url)) if key in known), None)
        entry_id = old.entry_id if old else None
        if entry_id is None:
            entry_id = make_entry_id(feed_id, page.said)
            entry = Entry(entry_id=entry_id, feed_id=feed_id, said=page.said, first_seen_at=now, last_seen_at=now)
            entries.setdefault(entry_id, _as_stored(entry, old))
        rows[entry_id] = KnownPage(
            backfill_id=backfill.backfill_id,
            entry_id=entry_id,
            feed_id=feed_id,
            source=backfill.origin,
            url=url,
            day=page.day_within(span),
            listed_at=now,
        )
    return tuple(entries.values()), tuple(rows.values())


def _try_again(con: DuckDBPyConnection, pages: Iterable[KnownPage]) -> tuple[Entry, ...]:
    """Those of these pages that were rejected, or have failed and are to be asked for again later, waiting anew."""
    known = read_entries(con, [page.entry_id for page in pages])
    failed = (entry for entry in known if entry.state == "rejected" or (entry.state == "waiting" and not entry.page))
    return tuple(replace(entry, state="waiting", attempts=0, next_attempt_at=None, page=None) for entry in failed)


def _as_stored(entry: Entry, article: Known | None) -> Entry:
    """An article that stands without an entry is not fetched again."""
    return replace(entry, state="stored", article_id=article.article_id) if article else entry


def _index(known: Iterable[Known]) -> dict[str | int, Known]:
    """By address and by article; what has an entry, and is stored, first."""
    index: dict[str | int, Known] = {}
    for item in sorted(known, key=lambda item: (item.entry_id is None, item.state != "stored", item.entry_id or 0)):
        for address in item.addresses:
            for spelling in _spellings(address):
                index.setdefault(spelling, item)
        if item.article_id is not None:
            index.setdefault(item.article_id, item)
    return index


def _spellings(url: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((url, normalize_url(url) or url)))


def _key_of(url: str) -> int:
    """The id of the article that a page at this address would be, if it names no other one."""
    return make_id("article", normalize_url(url) or url)


def _add(one: Listed, other: Listed) -> Listed:
    return replace(one, pages=one.pages + other.pages, new=one.new + other.new, requests=one.requests + other.requests)
