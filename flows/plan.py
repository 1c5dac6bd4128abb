"""Pure decisions: when a feed is due, which entries wait, how work is split by host. No clock, network or tables."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from flows.fetch.results import Archived, FetchFailure, NotModified, is_transient
from transforms.errors import TransformError
from transforms.records import Download, Entry, Feed, FeedEntry, FeedState
from transforms.text import fold_text, make_id
from transforms.urls import normalize_url, parse_host

T = TypeVar("T")

MIN_MINUTES = 10
MAX_MINUTES = 24 * 60
#: Before a feed's own history says anything.
FIRST_MINUTES = 60
_DAY = timedelta(days=1)
#: After so many weighted failures a feed is asked once in 30 days: many come back, so none is given up.
_LONG_DEAD = 30
#: Media Cloud's bounds: two thirds known means that we ask too often, under a third that we nearly miss something.
_TOO_OFTEN, _TOO_SELDOM = 2 / 3, 1 / 3
#: Waits before the second, third ... attempt at a page, in minutes; when they are used up it is rejected.
_RETRY_MINUTES = (15, 60, 240, 720)
#: A stored story's page is looked at again after so many hours, each time later, then left alone.
_LOOK_HOURS = (1, 3, 8, 24, 72, 168)
#: Nobody asked the page's server, so the attempt does not count.
NOT_TRIED = frozenset({"retry-later", "out-of-time"})


def make_feed_id(url: str) -> int:
    """The id of a feed, equal for two spellings of its URL."""
    return make_id("feed", normalize_url(url) or url)


def make_entry_id(feed_id: int, said: FeedEntry, *, is_guid_shared: bool = False) -> int:
    """The id of an entry: by its guid, or by its URL when it has none or others in the feed bear the same."""
    url = normalize_url(said.url) or said.url
    key = said.guid if said.guid and not is_guid_shared else url
    return make_id("entry", str(feed_id), key)


def choose_due_feeds(feeds: Iterable[FeedState], now: datetime, *, due_only: bool) -> tuple[FeedState, ...]:
    """The feeds to poll, the longest overdue first; without `due_only` all but the muted."""
    chosen = [feed for feed in feeds if not feed.is_muted]
    if due_only:
        chosen = [feed for feed in chosen if feed.next_due_at is None or feed.next_due_at <= now]
    first = datetime.min.replace(tzinfo=now.tzinfo)
    return tuple(sorted(chosen, key=lambda feed: (feed.next_due_at or first, feed.feed_id)))


def decide_next_poll(
    feed: FeedState,
    outcome: Download | NotModified | FetchFailure,
    now: datetime,
    *,
    read: Feed | None = None,
    body_hash: str | None = None,
    overlap: float | None = None,
    error: str | None = None,
) -> FeedState:
    """The feed's row after a poll.

    `read`: what the body said, None when it is the one we had. `overlap`: the share of its entries that were known
    (`measure_overlap`), None when it cannot tell. `error`: why a body that came could not be read; a hard failure.
    """
    if isinstance(outcome, FetchFailure):
        if outcome.reason in NOT_TRIED:
            return _postpone(feed, outcome, now)
        return _after_failure(feed, outcome, now)
    if error is not None:
        return _push_back(feed, now, weight=1.0, status=outcome.status, error=error)
    is_new = isinstance(outcome, Download) and (body_hash is None or body_hash != feed.body_hash)
    minutes = _interval(feed, read, overlap if is_new else 1.0)
    etag, last_modified = _validators(outcome)
    return replace(
        feed,
        title=(read.title if read else None) or feed.title,
        language=feed.language or _base_language(read),
        etag=etag if etag or is_new else feed.etag,
        last_modified=last_modified if last_modified or is_new else feed.last_modified,
        body_hash=body_hash or feed.body_hash,
        next_due_at=now + timedelta(minutes=minutes * (1 + _jitter(feed.feed_id))),
        failures=0.0,
        last_status=outcome.status,
        last_error=None,
        last_polled_at=now,
        last_changed_at=now if is_new else feed.last_changed_at,
        moved_to=_moved_to(outcome) or feed.moved_to,
    )


def measure_overlap(feed_id: int, feed: Feed, known: Mapping[int, Entry]) -> float | None:
    """The share of a feed's entries that were known already; None on a first poll or an empty feed.

    Under 1 but over 0 nothing was missed in between; 0 means that something may have been.
    """
    if not feed.entries or not known:
        return None
    urls = {normalize_url(entry.said.url) for entry in known.values()}
    ids = _entry_ids(feed_id, feed)
    seen = sum(ids[n] in known or normalize_url(said.url) in urls for n, said in enumerate(feed.entries))
    return seen / len(feed.entries)


def merge_entries(feed_id: int, feed: Feed, known: Mapping[int, Entry], now: datetime) -> tuple[Entry, ...]:
    """The rows of `entries` that this poll changes: new ones, ones whose words changed, ones unseen for a day.

    `known` maps entry_id to the feed's present rows. A known URL under a new guid is the same entry: many publishers
    let the guid change with every edit. A changed title or a later `updated` makes the entry wait again, for the page
    has probably changed too.
    """
    by_url = {normalize_url(entry.said.url): entry for entry in known.values()}
    ids = _entry_ids(feed_id, feed)
    merged: dict[int, Entry] = {}
    for entry_id, said in zip(ids, feed.entries, strict=True):
        old = known.get(entry_id) or by_url.get(normalize_url(said.url))
        new = _sight(old, said, now) if old else _first_sight(entry_id, feed_id, said, now)
        # an item that a feed gives twice: the first one counts, feeds put the newest first
        merged.setdefault(new.entry_id, new)
    return tuple(entry for entry in merged.values() if entry is not known.get(entry.entry_id))


def decide_retry(entry: Entry, failure: FetchFailure | TransformError, now: datetime) -> Entry:
    """The entry after a failed attempt: waiting for another one, or rejected when none will help."""
    if failure.reason in NOT_TRIED:
        held = failure.retry_after_s if isinstance(failure, FetchFailure) else None
        return replace(entry, next_attempt_at=now + timedelta(seconds=held) if held else entry.next_attempt_at)
    attempts = entry.attempts + 1
    is_hopeless = not (failure.is_transient if isinstance(failure, FetchFailure) else is_transient(failure.reason))
    if is_hopeless or attempts > len(_RETRY_MINUTES):
        return replace(entry, state="rejected", attempts=attempts, next_attempt_at=None, page=None)
    wait = timedelta(minutes=_RETRY_MINUTES[attempts - 1])
    if isinstance(failure, FetchFailure) and failure.retry_after_s:
        wait = max(wait, min(timedelta(seconds=failure.retry_after_s), _DAY))
    return replace(entry, state="waiting", attempts=attempts, next_attempt_at=now + wait, page=None)


def decide_next_look(entry: Entry, now: datetime) -> Entry:
    """The stored entry with the time at which its page is looked at again; None once it was looked at often enough.

    A look before that time, at a person's wish, leaves the schedule as it is.
    """
    if entry.next_attempt_at is not None and entry.next_attempt_at > now:
        return entry
    if entry.looks >= len(_LOOK_HOURS):
        return replace(entry, next_attempt_at=None)
    return replace(entry, next_attempt_at=now + timedelta(hours=_LOOK_HOURS[entry.looks]), looks=entry.looks + 1)


def choose_looks(looks: Iterable[Entry], waiting: Iterable[Entry]) -> tuple[Entry, ...]:
    """The stories to look at again whose page no waiting entry leads to, a page once."""
    taken = {entry.said.url for entry in waiting}
    chosen = {entry.said.url: entry for entry in reversed(tuple(looks)) if entry.said.url not in taken}
    return tuple(reversed(chosen.values()))


def shard_by_host(items: Iterable[T], key: Callable[[T], str], size: int) -> tuple[tuple[T, ...], ...]:
    """Items in shards of about `size`, whole hosts together, the biggest first. `key` gives an item's URL or host.

    >>> shard_by_host(["http://a/1", "http://b/1", "http://a/2", "http://c/1"], lambda url: url, 2)
    (('http://a/1', 'http://a/2'), ('http://b/1', 'http://c/1'))
    """
    hosts: dict[str, list[T]] = {}
    for item in items:
        hosts.setdefault(parse_host(key(item)) or key(item), []).append(item)
    shards: list[list[T]] = []
    for _, group in sorted(hosts.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        if not shards or len(shards[-1]) + len(group) > size:
            shards.append([])
        shards[-1].extend(group)
    return tuple(tuple(shard) for shard in shards)


def _interval(feed: FeedState, read: Feed | None, overlap: float | None) -> float:
    """Minutes until the next poll: the owner's wish or what overlap taught, never sooner than the feed's own ttl."""
    minutes: float = feed.interval_minutes or _learnt_interval(feed, overlap)
    return min(max(minutes, (read.ttl_minutes if read else None) or 0, MIN_MINUTES), MAX_MINUTES)


def _learnt_interval(feed: FeedState, overlap: float | None) -> float:
    if not feed.next_due_at or not feed.last_polled_at or feed.failures:
        return FIRST_MINUTES
    last = (feed.next_due_at - feed.last_polled_at) / timedelta(minutes=1) / (1 + _jitter(feed.feed_id))
    if overlap is None:
        return last
    if overlap >= _TOO_OFTEN:
        return last * 1.25
    return last / 2 if overlap < _TOO_SELDOM else last


def _after_failure(feed: FeedState, failure: FetchFailure, now: datetime) -> FeedState:
    error = f"{failure.reason}: {failure.detail}" if failure.detail else failure.reason
    if failure.status == 410:  # Gone: the publisher asks us to stop
        return replace(feed, is_muted=True, last_status=410, last_error=error, last_polled_at=now, next_due_at=None)
    # a feed that 404s today is often back tomorrow: soft, as all that passes by itself
    weight = 0.5 if failure.is_transient or failure.status == 404 else 1.0
    wait = timedelta(seconds=failure.retry_after_s or 0)
    return _push_back(feed, now, weight=weight, status=failure.status, error=error, wait=min(wait, _DAY))


def _push_back(
    feed: FeedState, now: datetime, *, weight: float, status: int | None, error: str, wait: timedelta = timedelta()
) -> FeedState:
    """Backoff grows by one interval a failure, up to a day; after thirty, a month."""
    failures = feed.failures + weight
    minutes = (feed.interval_minutes or FIRST_MINUTES) * (1 + failures)
    pause = timedelta(days=30) if failures >= _LONG_DEAD else timedelta(minutes=min(minutes, MAX_MINUTES))
    return replace(
        feed,
        failures=failures,
        next_due_at=now + max(pause * (1 + _jitter(feed.feed_id)), wait),
        last_status=status,
        last_error=error,
        last_polled_at=now,
        # the new address may be the wrong one: after three failures the one that was asked for gets its turn
        moved_to=feed.moved_to if failures < 3 else None,
    )


def _postpone(feed: FeedState, failure: FetchFailure, now: datetime) -> FeedState:
    """Not asked this time, for the host's Retry-After still runs or the run's time was up."""
    if not failure.retry_after_s:
        return feed
    return replace(feed, next_due_at=now + min(timedelta(seconds=failure.retry_after_s), _DAY))


def _jitter(feed_id: int) -> float:
    """0 to 0.1, fixed for a feed, so that feeds added together drift apart."""
    return feed_id % 1009 / 1009 / 10


def _validators(outcome: Download | NotModified) -> tuple[str | None, str | None]:
    if isinstance(outcome, NotModified):
        return outcome.etag, outcome.last_modified
    found = {name.lower(): value for name, value in reversed(outcome.headers)}
    return found.get("etag"), found.get("last-modified")


def _moved_to(outcome: Download | NotModified) -> str | None:
    return outcome.moved_to if isinstance(outcome, Archived | NotModified) else None


def _base_language(read: Feed | None) -> str | None:
    tag = (read.language or "").replace("_", "-").split("-")[0].lower() if read else ""
    return tag if len(tag) == 2 and tag.isalpha() else None


def _entry_ids(feed_id: int, feed: Feed) -> list[int]:
    """An id for each entry; a guid that several URLs of this feed share tells nothing and gives way to the URL."""
    pairs = {(said.guid, normalize_url(said.url)) for said in feed.entries}
    urls_a_guid = Counter(guid for guid, _ in pairs)
    return [make_entry_id(feed_id, said, is_guid_shared=urls_a_guid[said.guid] > 1) for said in feed.entries]


def _first_sight(entry_id: int, feed_id: int, said: FeedEntry, now: datetime) -> Entry:
    return Entry(entry_id=entry_id, feed_id=feed_id, said=said, first_seen_at=now, last_seen_at=now)


def _sight(old: Entry, said: FeedEntry, now: datetime) -> Entry:
    """`old` itself when nothing is worth writing."""
    if _has_news(old.said, said) and old.state != "ignored":
        is_retried = old.state == "waiting" and old.attempts > 0
        return replace(
            old,
            said=said,
            last_seen_at=now,
            state="waiting",
            attempts=0,
            looks=0,
            next_attempt_at=old.next_attempt_at if is_retried else None,
            page=None,
            page_url=None,
            page_fetched_at=None,
        )
    if said == old.said and now - old.last_seen_at < _DAY:
        return old
    return replace(old, said=said, last_seen_at=max(now, old.last_seen_at))


def _has_news(old: FeedEntry, new: FeedEntry) -> bool:
    if fold_text(old.title or "") != fold_text(new.title or ""):
        return True
    return new.updated_at is not None and old.updated_at is not None and new.updated_at > old.updated_at
