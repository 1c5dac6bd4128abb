"""The stages that know the tables, as plain functions: plan, store, publish. No Prefect, no network.

None holds the private file while the network is asked. Whatever a killed run leaves is either in the tables, and then
the next run goes on from it, or was never seen: entries wait until they are fetched, and fetched ones wait, with the
place of their page, until they are made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from duckdb import DuckDBPyConnection

from flows.line import HostRests, Line, Shard, utc_now
from flows.lock import hold_warehouse
from flows.make import MadeShard, PageJob, make_job
from flows.network import FetchedShard, PolledShard
from flows.plan import choose_due_feeds, choose_looks, is_own_outage, make_feed_id, shard_by_host
from flows.polls import mark_polls, take_up
from flows.report import RunReport, StageReport, describe_breach
from flows.sources import read_sources
from transforms.records import Batch, Entry, FeedSource, FeedState, Run
from transforms.urls import make_page_key, parse_host
from warehouse.connection import open_private
from warehouse.errors import WarehouseError
from warehouse.load import LoadCounts, discard_staged, load_staged, stage_batch
from warehouse.publish import publish
from warehouse.read import (
    read_feeds,
    read_host_rests,
    read_known_entries,
    read_looks,
    read_requests,
    read_robots,
    read_running,
    read_waiting,
)
from warehouse.remakes import Layer, expire_remakes

T = TypeVar("T")

FEEDS_A_SHARD = 50
PAGES_A_SHARD = 200
#: What one run takes up; the rest waits for the next.
PAGES_A_RUN = 20_000
#: Stories first seen within it are looked at again whenever a person asks for a run.
_RECENT = timedelta(days=1)
#: A host that asks for a longer rest is left out of the run; a shorter one is sat out.
_PATIENCE = timedelta(seconds=30)


@contextmanager
def open_warehouse(line: Line) -> Iterator[DuckDBPyConnection]:
    """The private file, in our turn; not to be opened twice at once."""
    turn = hold_warehouse(line.settings.home)
    with turn, open_private(line.paths, wait_seconds=line.settings.lock_wait_seconds) as con:
        yield con


def begin_run(line: Line) -> None:
    """Opens the run's row, closes those of runs that were killed, and drops what these left half staged.

    Only for the holder of the flow's lock: no other run of it is at work.
    """
    discard_staged(line.staged)
    with open_warehouse(line) as con:
        killed = [replace(run, state="crashed") for run in read_running(con, line.flow)]
        batch = Batch(run_id=line.run_id, runs=(*killed, _run_row(line)))
        load_staged(con, [stage_batch(batch, line.staged, f"{line.run_id}-begin")], now=utc_now())


@contextmanager
def note_stop(line: Line) -> Iterator[None]:
    """A run that Ctrl-C ends is told from one that was killed; what it has stored stays."""
    try:
        yield
    except KeyboardInterrupt:
        row = replace(_run_row(line), ended_at=utc_now(), state="stopped")
        # a stranger who holds the file must not keep us from ending; the next run will see
        with suppress(WarehouseError):
            _store(line, Batch(run_id=line.run_id, runs=(row,)), "stopped")
        raise


def plan_feeds(line: Line, feeds: str) -> tuple[Shard[FeedState], ...]:
    """Which feeds to poll, in shards of whole hosts; `feeds` names the list of sources. Begins the run."""
    sources = read_sources(feeds, line.settings)
    begin_run(line)
    with open_warehouse(line) as con:
        known = {feed.feed_id: feed for feed in read_feeds(con)}
        rests = read_rests(con)
    states = (_join_source(source, known.get(make_feed_id(source.url)), line.began) for source in sources)
    due = choose_due_feeds(states, line.began, due_only=line.is_due_only)
    return _shard(due, lambda feed: feed.moved_to or feed.url, FEEDS_A_SHARD, rests)


def store_polled(line: Line, shards: Sequence[PolledShard]) -> StageReport:
    """Feeds, entries and requests of all polls, in one transaction: a validator is never kept without its entries."""
    polled = [poll for shard in shards for poll in shard.polled]
    fetches = [fetch for shard in shards for fetch in shard.fetches]
    with open_warehouse(line) as con:
        known = _by_feed(read_known_entries(con, [poll.feed.feed_id for poll in polled if poll.read]))
    is_outage = is_own_outage(fetches)
    taken = [take_up(poll, known.get(poll.feed.feed_id, {}), is_outage=is_outage) for poll in polled]
    rejects = () if is_outage else tuple(poll.reject for poll in polled if poll.reject)
    batch = Batch(
        run_id=line.run_id,
        feeds=tuple(took.feed for took in taken),
        entries=tuple(entry for took in taken for entry in took.entries),
        fetches=mark_polls(fetches, taken),
        robots=tuple(file for shard in shards for file in shard.robots),
        rejects=rejects,
        resolved_urls=tuple(poll.feed.url for poll in polled if poll.is_good),
    )
    _store(line, batch, "polled")
    counts = {
        "feeds_polled": len(polled),
        "feeds_unchanged": sum(poll.is_unchanged for poll in polled),
        "feeds_failed": len(rejects),
        "entries_new": sum(took.entries_new for took in taken),
        "network_outages": int(is_outage),
    }
    return StageReport(counts=counts, rejects=rejects)


def plan_pages(line: Line) -> tuple[Shard[Entry], ...]:
    """Which waiting entries to fetch, in shards of whole hosts; of several that lead to one page, one.

    Then the stored stories whose page is due to be looked at again; those of the last day whenever a person asks.
    """
    with open_warehouse(line) as con:
        waiting = read_waiting(con, utc_now(), PAGES_A_RUN, ignore_backoff=not line.is_due_only)
        looks = read_looks(con, utc_now(), PAGES_A_RUN, since=None if line.is_due_only else line.began - _RECENT)
        rests = read_rests(con)
    unfetched = [entry for entry in waiting if not entry.page]
    keys = {entry.entry_id: make_page_key(entry.said.url) for entry in unfetched}
    # of one page's addresses another one is tried after one has failed
    likeliest_last = sorted(unfetched, key=lambda entry: (entry.attempts, entry.feed_id), reverse=True)
    chosen = {keys[entry.entry_id]: entry.entry_id for entry in likeliest_last}
    pages = [entry for entry in unfetched if chosen[keys[entry.entry_id]] == entry.entry_id]
    asked = (*pages, *choose_looks(looks, waiting))[:PAGES_A_RUN]
    return _shard(asked, lambda entry: entry.said.url, PAGES_A_SHARD, rests)


def store_fetched(line: Line, shards: Sequence[FetchedShard]) -> StageReport:
    """Where the pages lie, what failed, and every request, in one transaction.

    When our own network is down, no page has been tried: all entries stay as they were.
    """
    fetches = tuple(fetch for shard in shards for fetch in shard.fetches)
    with open_warehouse(line) as con:  # few hosts are asked for pages; the polls asked more
        is_outage = is_own_outage((*read_requests(con, line.run_id), *fetches)) if fetches else False
    rejects = () if is_outage else tuple(reject for shard in shards for reject in shard.rejects)
    entries = () if is_outage else tuple(entry for shard in shards for entry in shard.entries)
    batch = Batch(
        run_id=line.run_id,
        entries=entries,
        fetches=fetches,
        robots=tuple(file for shard in shards for file in shard.robots),
        rejects=rejects,
        removals=tuple(removal for shard in shards for removal in shard.removals),
    )
    loaded = _store(line, batch, "fetched")
    counts = {
        "pages_fetched": sum(entry.page is not None for entry in entries),
        "articles_unpublished": loaded.articles_unpublished,
        "network_outages": int(is_outage),
    }
    return StageReport(counts=counts, rejects=rejects)


def plan_stories(line: Line) -> tuple[tuple[PageJob, ...], ...]:
    """The fetched pages that wait to be made, whichever run fetched them."""
    with open_warehouse(line) as con:
        feeds = {feed.feed_id: feed for feed in read_feeds(con)}
        waiting = read_waiting(con, utc_now(), PAGES_A_RUN, ignore_backoff=True)
    jobs = [make_job(entry, entry.page, feeds.get(entry.feed_id)) for entry in waiting if entry.page]
    return chunk(jobs, PAGES_A_SHARD)


def store_made(line: Line, shards: Sequence[MadeShard]) -> StageReport:
    """All stories of the run, in one transaction."""
    return report_made(shards, load_all(line, [shard.staged for shard in shards]))


def publish_snapshot(line: Line, report: RunReport) -> RunReport:
    """Closes the run's row, checks the laws, and replaces the file that analysts open; the report with the warnings."""
    _end_run(line, report, "failed" if report.broken else "completed")
    expire_remakes(line.paths, utc_now(), line.settings.undo_days)
    try:
        with hold_warehouse(line.settings.home):
            published = publish(
                line.paths,
                keep=line.settings.snapshots_kept,
                wait_seconds=line.settings.lock_wait_seconds,
            )
    except WarehouseError:
        _end_run(line, report, "failed")
        raise
    return replace(report, warnings=tuple(map(describe_breach, published.warnings)))


def _end_run(line: Line, report: RunReport, state: str) -> None:
    row = replace(_run_row(line), ended_at=utc_now(), state=state, counts=dict(report.counts))
    _store(line, Batch(run_id=line.run_id, runs=(row,)), "end")


def load_all(line: Line, staged: Sequence[Path], keep: Layer | None = None) -> LoadCounts:
    """Loads staged batches in one transaction; what they replace is kept in that layer."""
    with open_warehouse(line) as con:
        return load_staged(con, staged, now=utc_now(), keep=keep)


def report_made(shards: Sequence[MadeShard], loaded: LoadCounts) -> StageReport:
    """What making and loading came to."""
    counts = {
        "articles_new": loaded.articles_new,
        "articles_changed": loaded.articles_changed,
        "articles_unchanged": loaded.articles_unchanged,
    }
    return StageReport(counts=counts, rejects=tuple(reject for shard in shards for reject in shard.rejects))


def chunk(items: Sequence[T], size: int) -> tuple[tuple[T, ...], ...]:
    """Items in shards of at most `size`, in their order."""
    return tuple(tuple(items[at : at + size]) for at in range(0, len(items), size))


def _run_row(line: Line) -> Run:
    return Run(run_id=line.run_id, flow=line.flow, started_at=line.began, state="running")


def _store(line: Line, batch: Batch, name: str) -> LoadCounts:
    return load_all(line, [stage_batch(batch, line.staged, f"{line.run_id}-{name}")])


def _shard(items: Iterable[T], url: Callable[[T], str], size: int, rests: HostRests) -> tuple[Shard[T], ...]:
    """Shards of whole hosts; hosts that want to be left alone for longer than we would sit out are left out."""
    limit = utc_now() + _PATIENCE
    free = (item for item in items if rests.held_until.get(parse_host(url(item)) or "", limit) <= limit)
    return tuple(Shard(items=group, rests=rests) for group in shard_by_host(free, url, size))


def read_rests(con: DuckDBPyConnection) -> HostRests:
    """What the tables know of hosts now."""
    now = utc_now()
    past = read_host_rests(con, now)
    return HostRests(
        last_asked=past.last_asked,
        held_until=past.held_until,
        strikes=past.strikes,
        robots=read_robots(con, now),
    )


def _join_source(source: FeedSource, known: FeedState | None, now: datetime) -> FeedState:
    """The feed's history under the owner's present wishes."""
    state = known or FeedState(feed_id=make_feed_id(source.url), url=source.url, first_seen_at=now)
    return replace(
        state,
        publisher=source.publisher or state.publisher,
        language=source.language or state.language,
        tags=source.tags,
        interval_minutes=source.interval_minutes,
    )


def _by_feed(entries: Iterable[Entry]) -> Mapping[int, Mapping[int, Entry]]:
    found: dict[int, dict[int, Entry]] = {}
    for entry in entries:
        found.setdefault(entry.feed_id, {})[entry.entry_id] = entry
    return found
