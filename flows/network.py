"""The stages `poll` and `fetch` for one shard: all is asked politely, archived, told as records. No tables."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from flows.fetch import NOT_TRIED, Archived, Client, FetchFailure, NotModified, fetch_all
from flows.line import Line, Shard, utc_now
from flows.plan import decide_next_look, decide_retry
from flows.progress import begin_stage
from transforms.errors import FeedUnreadable
from transforms.feed import parse_feed
from transforms.records import Entry, Feed, FeedState, Fetch, Reject, Removal, RobotsFile, Stage
from warehouse.archive import ArchiveWriter

J = TypeVar("J")
R = TypeVar("R")

#: What a page answers that was taken down.
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What polling one feed gave."""

    feed: FeedState  #: as it stood before
    outcome: Archived | NotModified | FetchFailure
    at: datetime
    body_hash: str | None = None
    read: Feed | None = None  #: None: unchanged, failed or unreadable
    reject: Reject | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether the feed is the one we had: 304, or the very same bytes."""
        came = isinstance(self.outcome, Archived)
        return isinstance(self.outcome, NotModified) or (came and self.read is None and self.reject is None)

    @property
    def is_good(self) -> bool:
        """Whether the feed is there and can be read."""
        return self.reject is None and not isinstance(self.outcome, FetchFailure)

    @property
    def error(self) -> str | None:
        """Why a body that came could not be read."""
        came = isinstance(self.outcome, Archived) and self.read is None
        return self.reject.reason if came and self.reject else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledShard:
    """What polling a shard gave."""

    polled: tuple[Polled, ...]
    fetches: tuple[Fetch, ...]
    robots: tuple[RobotsFile, ...] = ()  #: fetched on the way


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedShard:
    """What fetching a shard's pages gave: the entries as they stand now, every request, and what failed."""

    entries: tuple[Entry, ...]
    fetches: tuple[Fetch, ...]
    rejects: tuple[Reject, ...]
    removals: tuple[Removal, ...] = ()  #: stored stories whose page is gone
    robots: tuple[RobotsFile, ...] = ()
    gave_way: bool = False  #: it was over before all pages were asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What asking for an entry's page came to: the entry as it stands now, and what there is to tell."""

    entry: Entry
    reject: Reject | None = None
    removal: Removal | None = None


def poll_shard(line: Line, shard: Shard[FeedState]) -> PolledShard:
    """Asks each feed for news and reads what came."""

    async def poll(client: Client, feed: FeedState) -> Polled:
        url = feed.moved_to or feed.url
        outcome = await client.fetch_feed(url, etag=feed.etag, last_modified=feed.last_modified)
        return _read_feed(feed, outcome)

    polled, client = asyncio.run(_with_client(line, "poll", shard, poll))
    return PolledShard(polled=tuple(poll for poll in polled if poll), fetches=client.fetches, robots=client.robots)


def fetch_shard(line: Line, shard: Shard[Entry], is_over: Callable[[], bool] = lambda: False) -> FetchedShard:
    """Fetches each entry's page into the archive; what the time does not suffice for is left as it was.

    Once it `is_over`, no further request is made; those under way are ended.
    """

    async def fetch(client: Client, entry: Entry) -> Taken:
        if entry.state != "stored":
            return _take_up(entry, await client.fetch_page(entry.said.url))
        etag, last_modified = entry.page_etag, entry.page_last_modified
        return _take_up(entry, await client.fetch_page(entry.said.url, etag=etag, last_modified=last_modified))

    taken, client = asyncio.run(_with_client(line, "fetch", shard, fetch, is_over))
    done = [item for item in taken if item]
    return FetchedShard(
        entries=tuple(item.entry for item in done),
        fetches=client.fetches,
        rejects=tuple(item.reject for item in done if item.reject),
        removals=tuple(item.removal for item in done if item.removal),
        robots=client.robots,
        gave_way=is_over(),
    )


_at_work: set[tuple[str, asyncio.AbstractEventLoop, asyncio.Task[Any]]] = set()
_stopped: set[str] = set()


def stop_run(run_id: str) -> None:
    """Gives up all that a run still asks in this process, or is about to, from whatever thread.

    Its shards end at once, with what they have got.
    """
    _stopped.add(run_id)
    at_work = [(loop, job) for of_run, loop, job in tuple(_at_work) if of_run == run_id]
    for loop in {loop for loop, _ in at_work}:
        # all at once: one that is given up must not hand its turn at a host to another
        loop.call_soon_threadsafe(_cancel, [job for of_loop, job in at_work if of_loop is loop])


def _cancel(jobs: Iterable[asyncio.Task[Any]]) -> None:
    for job in jobs:
        job.cancel()


def is_stopped(run_id: str) -> bool:
    """Whether `stop_run` was called for it."""
    return run_id in _stopped


@contextmanager
def _listed(run_id: str) -> Iterator[None]:
    """The running job can be stopped while the block lasts; that of a stopped run ends at once."""
    job = asyncio.current_task()
    assert job is not None
    entry = (run_id, asyncio.get_running_loop(), job)
    _at_work.add(entry)
    try:
        if run_id in _stopped:
            raise asyncio.CancelledError
        yield
    finally:
        _at_work.discard(entry)


async def _with_client(
    line: Line,
    stage: Stage,
    shard: Shard[J],
    ask: Callable[[Client, J], Awaitable[R]],
    is_over: Callable[[], bool] = lambda: False,
) -> tuple[tuple[R | None, ...], Client]:
    advance = begin_stage(stage, len(shard.items))
    seconds = line.settings.fetch_minutes * 60 if line.is_due_only else None
    with ArchiveWriter(line.paths.archive, line.run_id) as archive:
        client = Client(
            line.settings,
            archive.write,
            line.run_id,
            utc_now,
            holds=shard.rests.held_until,
            last_asked=shard.rests.last_asked,
            strikes=shard.rests.strikes,
            robots=shard.rests.robots,
            is_over=is_over,
        )
        async with client:

            async def run(job: J) -> R:
                with _listed(line.run_id):
                    result = await ask(client, job)
                advance()
                return result

            results = await fetch_all(shard.items, run, seconds=seconds)
    return results, client


def _read_feed(feed: FeedState, outcome: Archived | NotModified | FetchFailure) -> Polled:
    now = utc_now()
    if isinstance(outcome, FetchFailure):
        asked = outcome.reason not in NOT_TRIED
        reject = _reject("poll", feed.url, outcome.reason, outcome.detail) if asked else None
        return Polled(feed=feed, outcome=outcome, at=now, reject=reject)
    if isinstance(outcome, NotModified):
        return Polled(feed=feed, outcome=outcome, at=now)
    body_hash = hashlib.sha256(outcome.body).hexdigest()
    if body_hash == feed.body_hash:
        return Polled(feed=feed, outcome=outcome, at=now, body_hash=body_hash)
    try:
        read = parse_feed(outcome.body, outcome.final_url, outcome.header("content-type"))
    except FeedUnreadable as error:
        reject = _reject("poll", feed.url, error.reason, error.detail)
        return Polled(feed=feed, outcome=outcome, at=now, reject=reject)
    empty = None if read.entries else _reject("poll", feed.url, "empty-feed", "the feed has no entry with a link")
    return Polled(feed=feed, outcome=outcome, at=now, body_hash=body_hash, read=read, reject=empty)


def _take_up(entry: Entry, outcome: Archived | NotModified | FetchFailure) -> Taken:
    """The entry with its page, as it was looked at, or after a failed attempt."""
    if isinstance(outcome, Archived):
        return Taken(entry=_with_page(entry, outcome))
    if isinstance(outcome, NotModified):
        return Taken(entry=decide_next_look(entry, utc_now()))
    if outcome.reason in NOT_TRIED:
        return Taken(entry=decide_retry(entry, outcome, utc_now()))
    if entry.article_id is not None and outcome.status in _GONE:
        removal = Removal(article_id=entry.article_id, seen_at=outcome.failed_at)
        # without validators: that it is the page we had says nothing once we know that it was gone
        gone = replace(entry, state="stored", page_etag=None, page_last_modified=None)
        return Taken(entry=decide_next_look(gone, utc_now()), removal=removal)
    if entry.state == "stored":  # the story stands; that its page cannot be asked today changes nothing
        return Taken(entry=decide_next_look(entry, utc_now()))
    reject = _reject("fetch", entry.said.url, outcome.reason, outcome.detail)
    return Taken(entry=decide_retry(entry, outcome, utc_now()), reject=reject)


def _with_page(entry: Entry, page: Archived) -> Entry:
    return replace(
        entry,
        state="waiting",
        page=page.ref,
        page_url=page.final_url,
        page_fetched_at=page.fetched_at,
        page_etag=page.header("etag"),
        page_last_modified=page.header("last-modified"),
    )


def _reject(stage: Stage, url: str, reason: str, detail: str | None) -> Reject:
    return Reject(stage=stage, url=url, reason=reason, detail=detail, rejected_at=utc_now())
