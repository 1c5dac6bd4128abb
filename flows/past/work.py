"""What is to be done for a group of windows: fetch their pages batch by batch, make stories, store all at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from duckdb import DuckDBPyConnection

from flows.errors import UsageError
from flows.line import HostRests, Line, Shard, utc_now
from flows.make import MadeShard, PageJob, make_job
from flows.network import FetchedShard, fetch_shard
from flows.origins.urls import read_url_list
from flows.origins.warc import find_warc_files
from flows.past.ask import Ask
from flows.past.importing import import_pages
from flows.past.ledger import day_of
from flows.past.listing import Listed, list_pages
from flows.past.sites import Site, choose_sites, is_on_site, join_feeds, make_site
from flows.past.turns import BATCH_SECONDS, BatchEnd
from flows.plan import shard_by_host
from flows.report import StageReport
from flows.sources import read_sources
from flows.stages import PAGES_A_SHARD, chunk, load_all, open_warehouse, read_rests, report_made
from transforms.records import Backfill, Batch, Entry, FeedState, Reject, Window
from transforms.story import StoryContext
from transforms.urls import parse_host
from warehouse.load import stage_batch
from warehouse.past import read_archived_days, read_imported_pages, read_sites, read_window_entries
from warehouse.read import PageFetch, read_feeds, read_page_fetches
from warehouse.remakes import drop_remakes, make_layer

_PATIENCE_SECONDS = 30
#: Older stories hardly change any more: scheduled runs do not look at them again.
_FRESH = timedelta(days=7)
_LOOKED_ENOUGH = 99


def read_known_sites(line: Line, ask: Ask) -> tuple[Site, ...]:
    """The sites a question is about. Raises UsageError for a publisher or feed that nobody knows."""
    settings = line.settings
    is_local = "://" not in settings.feeds_file
    sources = read_sources(settings.feeds_file, settings) if is_local and Path(settings.feeds_file).is_file() else ()
    with open_warehouse(line) as con:
        feeds, homes = read_feeds(con), read_sites(con)
    known = frozenset(feed.feed_id for feed in feeds)
    return choose_sites(join_feeds(feeds, sources, line.began), homes, known, ask, line.began)


def check_names(line: Line, ask: Ask) -> None:
    """Raises UsageError for publishers, feeds and files that nobody knows, or when none is known at all."""
    needs_sites = ask.origin in ("all", "sitemap", "feed")
    sites = read_known_sites(line, ask) if ask.publishers or ask.feeds or needs_sites else ()
    if needs_sites and not sites and not (ask.origin == "all" and _has_archived(line)):
        raise UsageError(
            f"no feed is known here, in {line.settings.feeds_file} or the tables; add some: copydesk feeds add URL, "
            "or name a site: --publisher https://news.example"
        )
    if ask.origin == "warc":
        find_warc_files(Path(name) for name in ask.files)
    if ask.origin == "urls":
        for name in ask.files:
            read_url_list(Path(name))


def _has_archived(line: Line) -> bool:
    with open_warehouse(line) as con:
        return bool(read_archived_days(con, date.min, date.max))


def find_pages(line: Line, ask: Ask, backfill: Backfill) -> tuple[Listed, tuple[Reject, ...]]:
    """Lists, or copies, all pages of the days asked for."""
    sites = read_known_sites(line, ask)
    if ask.origin == "warc":
        return import_pages(line, ask, backfill, sites)
    return list_pages(line, ask, backfill, sites), ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """The pages of a group of windows that are to be made."""

    shards: tuple[tuple[PageJob, ...], ...]
    starts: Mapping[str, datetime]  #: page -> its window
    pages: Mapping[datetime, int]  #: window -> how many


def plan_batch(line: Line, windows: Sequence[Window], limit: int | None) -> tuple[Shard[Entry], ...]:
    """Pages of some windows to fetch next, in shards of whole hosts: of a host as many as a batch has time for."""
    with open_warehouse(line) as con:
        waiting = [
            entry for window in windows for entry in read_window_entries(con, window.backfill_id, day_of(window))
        ]
        rests = read_rests(con)
    chosen = choose_batch(waiting, line, rests)[:limit]
    shards = shard_by_host(chosen, lambda entry: entry.said.url, PAGES_A_SHARD)
    return tuple(Shard(items=shard, rests=rests) for shard in shards)


def choose_batch(waiting: Iterable[Entry], line: Line, rests: HostRests) -> tuple[Entry, ...]:
    """The entries that are to be fetched next: not fetched, not tried yet, of hosts that may be asked."""
    pause = line.settings.host_delay_seconds
    per_host = max(1, min(PAGES_A_SHARD, int(BATCH_SECONDS / pause))) if pause else PAGES_A_SHARD
    now = utc_now()
    taken: Counter[str] = Counter()
    chosen = []
    for entry in waiting:
        host = parse_host(entry.said.url) or ""
        held = rests.held_until.get(host)
        is_free = held is None or (held - now).total_seconds() <= _PATIENCE_SECONDS
        if _is_untried(entry) and is_free and taken[host] < per_host:
            taken[host] += 1
            chosen.append(entry)
    return tuple(chosen)


def fetch_batch(line: Line, shard: Shard[Entry]) -> FetchedShard:
    """Fetches pages until there are no more, or the batch must end; the others are left as they were."""
    return fetch_shard(line, shard, BatchEnd(line.settings.home).has_come)


def count_tried(shards: Iterable[FetchedShard]) -> int:
    """How many pages a batch has asked for; the others were left as they were."""
    entries = (entry for shard in shards for entry in shard.entries)
    return sum(entry.page is not None or entry.attempts > 0 or entry.state != "waiting" for entry in entries)


def plan_group(line: Line, windows: Sequence[Window]) -> GroupPlan:
    """The pages of some windows that lie in the archive, in shards."""
    jobs: list[PageJob] = []
    starts: dict[str, datetime] = {}
    pages: dict[datetime, int] = {}
    with open_warehouse(line) as con:
        feeds = {feed.feed_id: feed for feed in read_feeds(con)}
        sites = _sites_of(feeds, read_sites(con))
        for window in windows:
            found = _find_jobs(con, window, feeds, sites, line.began)
            jobs += found
            starts |= {job.url: window.window_start for job in found}
            pages[window.window_start] = len(found)
    return GroupPlan(shards=chunk(jobs, PAGES_A_SHARD), starts=starts, pages=pages)


def store_group(
    line: Line,
    windows: Sequence[Window],
    plan: GroupPlan,
    shards: Sequence[MadeShard],
    state: str,
    remake: str | None = None,
) -> StageReport:
    """The stories of some windows and their rows in the ledger, in one transaction: a window is stored whole or not.

    `state`: "completed", "failed", or "stopped" when pages are left; then those windows that have none are completed.
    What a `remake` replaces is kept; it can be taken back from then on, an earlier one no more.
    """
    rejects = Counter(plan.starts.get(reject.url) for shard in shards for reject in shard.rejects)
    left = _find_unfinished(line, windows) if state == "stopped" else frozenset()
    rows = tuple(
        replace(
            window,
            state="completed" if state == "stopped" and window.window_start not in left else state,
            counts={"pages": plan.pages[window.window_start], "rejects": rejects[window.window_start]},
        )
        for window in windows
    )
    name = f"{line.run_id}-windows-{windows[0].window_start:%Y%m%d}"
    ledger = stage_batch(Batch(run_id=line.run_id, windows=rows), line.staged, name)
    keep = make_layer(line.paths, remake, line.run_id, list(plan.pages), utc_now()) if remake else None
    loaded = load_all(line, [*(shard.staged for shard in shards), ledger], keep)
    if keep and keep.folder.exists():
        drop_remakes(line.paths, but=remake)
    return report_made(shards, loaded)


def _find_unfinished(line: Line, windows: Sequence[Window]) -> frozenset[datetime]:
    """The windows that have pages nobody has asked for yet."""
    with open_warehouse(line) as con:
        waiting = {w.window_start: read_window_entries(con, w.backfill_id, day_of(w)) for w in windows}
    return frozenset(start for start, entries in waiting.items() if any(map(_is_untried, entries)))


def _is_untried(entry: Entry) -> bool:
    # one that failed waits for its next attempt, which any later run makes
    return entry.page is None and entry.attempts == 0


def _find_jobs(
    con: DuckDBPyConnection, window: Window, feeds: Mapping[int, FeedState], sites: Sequence[Site], now: datetime
) -> list[PageJob]:
    day = day_of(window)
    if window.source == "archive":
        return _archived_jobs(read_page_fetches(con, window.window_start, window.window_end), feeds, sites)
    if window.source == "warc":
        return _archived_jobs(read_imported_pages(con, window.backfill_id, day) if day else (), feeds, sites)
    fetched = [entry for entry in read_window_entries(con, window.backfill_id, day) if entry.page]
    if window.window_start < now - _FRESH:
        fetched = [replace(entry, looks=_LOOKED_ENOUGH) for entry in fetched]
    return [make_job(entry, entry.page, feeds.get(entry.feed_id)) for entry in fetched if entry.page]


def _archived_jobs(pages: Iterable[PageFetch], feeds: Mapping[int, FeedState], sites: Sequence[Site]) -> list[PageJob]:
    jobs = []
    for page in pages:
        if page.entry:
            job = make_job(page.entry, page.page, feeds.get(page.entry.feed_id))
            jobs.append(job if page.entry.state == "rejected" else replace(job, entry=None))
        else:
            jobs.append(PageJob(url=page.url, page=page.page, context=_strange_context(page, sites)))
    return jobs


def _strange_context(page: PageFetch, sites: Sequence[Site]) -> StoryContext:
    """What is known of a page that no feed showed: whose site it is on, if all feeds of that site agree."""
    feeds = [site.feed for site in sites if is_on_site(page.final_url, site.url)]
    publishers = {feed.publisher or feed.title for feed in feeds}
    languages = {feed.language for feed in feeds}
    return StoryContext(
        first_seen_at=page.fetched_at,
        publisher=publishers.pop() if len(publishers) == 1 else None,
        language=languages.pop() if len(languages) == 1 else None,
    )


def _sites_of(feeds: Mapping[int, FeedState], homes: Mapping[int, str]) -> tuple[Site, ...]:
    known = frozenset(feeds)
    return tuple(make_site(feed, homes.get(feed_id), known) for feed_id, feed in sorted(feeds.items()))
