"""What a poll changes: the feed's row, its entries, the request's account of it. Pure; asks and stores nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flows.network import Polled
from flows.plan import count_known, decide_next_poll, merge_entries, postpone
from transforms.records import Entry, FeedState, Fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The rows after a poll."""

    poll: Polled
    feed: FeedState
    entries: tuple[Entry, ...] = ()
    entries_new: int = 0
    shown: int | None = None  #: of a feed that changed
    known: int | None = None  #: of those; None on a first poll


def take_up(poll: Polled, known: Mapping[int, Entry], *, is_outage: bool = False) -> Taken:
    """The feed's and its entries' rows; when our own network is down, the feed is only put off."""
    feed_id = poll.feed.feed_id
    if is_outage:
        return Taken(poll=poll, feed=postpone(poll.feed, poll.at))
    shown = len(poll.read.entries) if poll.read else None
    seen = count_known(feed_id, poll.read, known) if poll.read and known else None
    feed = decide_next_poll(
        poll.feed,
        poll.outcome,
        poll.at,
        read=poll.read,
        body_hash=poll.body_hash,
        overlap=seen / shown if shown and seen is not None else None,
        error=poll.error,
    )
    entries = merge_entries(feed_id, poll.read, known, poll.at) if poll.read else ()
    new = sum(entry.entry_id not in known for entry in entries)
    return Taken(poll=poll, feed=feed, entries=entries, entries_new=new, shown=shown, known=seen)


def mark_polls(fetches: Iterable[Fetch], taken: Iterable[Taken]) -> tuple[Fetch, ...]:
    """The requests, those that answered a poll with its feed, whether it had changed, and how much of it was known."""
    by_fetch = {took.poll.outcome.fetch_id: took for took in taken if took.poll.outcome.fetch_id is not None}
    return tuple(_mark(fetch, by_fetch.get(fetch.fetch_id)) for fetch in fetches)


def _mark(fetch: Fetch, took: Taken | None) -> Fetch:
    if took is None:
        return fetch
    return replace(
        fetch,
        feed_id=took.poll.feed.feed_id,
        from_cache=took.poll.is_unchanged,
        entries_shown=took.shown,
        entries_known=took.known,
    )
