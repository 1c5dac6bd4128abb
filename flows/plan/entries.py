"""Which items of a feed are one story, what a poll changes of them, and when a page is tried again. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from flows.fetch.results import NOT_TRIED, FetchFailure, is_transient
from transforms.errors import TransformError
from transforms.records import Entry, Feed, FeedEntry
from transforms.text import fold_text, make_id
from transforms.urls import make_page_key

_DAY = timedelta(days=1)
_Story = tuple[datetime, str]
#: Waits before the second, third ... attempt at a page, in minutes; when they are used up it is rejected.
_RETRY_MINUTES = (15, 60, 240, 720)
#: The same where the site itself says no: feeds run ahead of caches and of embargoes, so the page may yet come.
_FIRM_MINUTES = (60, 480, 1440)
#: A stored story's page is looked at again after so many hours, each time later, then left alone.
_LOOK_HOURS = (1, 3, 8, 24, 72, 168)
#: Our own no, which no later attempt changes.
_OURS = frozenset({"robots", "bad-scheme", "private-address", "too-large"})
#: Refused for its bytes, and other bytes may come: a picture or a file in the page's place.
_PASSING = frozenset({"not-html"})


def make_entry_id(feed_id: int, said: FeedEntry, *more: str) -> int:
    """The id of a feed's entry at its first sight: by its link in any spelling, which every item has.

    `more` tells it from an entry that was first seen at this link and has moved.
    """
    return make_id("entry", str(feed_id), _link(said), *more)


def count_known(feed_id: int, feed: Feed, known: Mapping[int, Entry]) -> int:
    """How many of a feed's entries were known already."""
    memory = _Memory(feed_id, feed, known)
    return sum(memory.find(said) is not None for said in feed.entries)


def measure_overlap(feed_id: int, feed: Feed, known: Mapping[int, Entry]) -> float | None:
    """The share of a feed's entries that were known already; None on a first poll or an empty feed.

    Under 1 but over 0 nothing was missed in between; 0 means that something may have been.
    """
    if not feed.entries or not known:
        return None
    return count_known(feed_id, feed, known) / len(feed.entries)


def merge_entries(feed_id: int, feed: Feed, known: Mapping[int, Entry], now: datetime) -> tuple[Entry, ...]:
    """The rows of `entries` that this poll changes: new ones, ones whose words changed, ones unseen for a day.

    `known` maps entry_id to the feed's present rows. A changed title or a later `updated` makes an entry wait again,
    for the page has probably changed too.
    """
    memory = _Memory(feed_id, feed, known)
    merged: dict[int, Entry] = {}
    for said in feed.entries:
        old = memory.find(said)
        if old is None:
            new = Entry(entry_id=memory.new_id(said), feed_id=feed_id, said=said, first_seen_at=now, last_seen_at=now)
            memory.add(new)
        else:
            new = _sight(old, said, now)
        # an item that a feed gives twice: the first one counts, feeds put the newest first
        merged.setdefault(new.entry_id, new)
    return tuple(entry for entry in merged.values() if entry is not known.get(entry.entry_id))


class _Memory:
    """A feed's entries, and how an item is told to be one of them.

    By its guid, where that is the item's own; else by its link, in any spelling; else, where the link changes too, by
    date and title. So a story stays one entry though its guid or its link changes with every edit or poll.
    """

    def __init__(self, feed_id: int, feed: Feed, known: Mapping[int, Entry]) -> None:
        self._feed_id = feed_id
        self._by_id = dict(known)
        self._by_link = {_link(entry.said): entry for entry in known.values()}
        # a guid that several links of this feed share tells nothing
        links_a_guid = Counter(guid for guid, _ in {(said.guid, _link(said)) for said in feed.entries})
        shared = {guid for guid, links in links_a_guid.items() if links > 1}
        self._by_guid = {
            entry.said.guid: entry
            for entry in sorted(known.values(), key=lambda entry: (entry.first_seen_at, entry.entry_id))
            if entry.said.guid and entry.said.guid not in shared
        }
        self._by_story = self._index_stories(feed, known)

    def find(self, said: FeedEntry) -> Entry | None:
        """The entry that the item is, if it is a known one."""
        by_guid = self._by_guid.get(said.guid) if said.guid else None
        if by_guid and _is_same(by_guid.said, said):
            return by_guid
        return self._by_link.get(_link(said)) or self._by_story.get(_story(said))

    def new_id(self, said: FeedEntry) -> int:
        """The id of an entry for an item that is no known one."""
        found = make_entry_id(self._feed_id, said)
        return make_entry_id(self._feed_id, said, said.guid or said.title or "") if found in self._by_id else found

    def add(self, entry: Entry) -> None:
        """Another item of the same poll may be this one again."""
        self._by_id[entry.entry_id] = entry
        self._by_link[_link(entry.said)] = entry

    def _index_stories(self, feed: Feed, known: Mapping[int, Entry]) -> dict[_Story | None, Entry]:
        """Entries by date and title, as far as these name one entry and one item, and the entry has lost its link."""
        shown = {_link(said) for said in feed.entries}
        times = Counter(_story(entry.said) for entry in known.values())
        items = Counter(_story(said) for said in feed.entries)
        lost = [(_story(entry.said), entry) for entry in known.values() if _link(entry.said) not in shown]
        return {story: entry for story, entry in lost if story and times[story] == 1 and items[story] == 1}


def decide_retry(entry: Entry, failure: FetchFailure | TransformError, now: datetime) -> Entry:
    """The entry after a failed attempt: waiting for another one, or rejected when none will help."""
    if failure.reason in NOT_TRIED:
        held = failure.retry_after_s if isinstance(failure, FetchFailure) else None
        return replace(entry, next_attempt_at=now + timedelta(seconds=held) if held else entry.next_attempt_at)
    attempts = entry.attempts + 1
    waits = _waits_after(failure)
    if attempts > len(waits):
        return replace(entry, state="rejected", attempts=attempts, next_attempt_at=None, page=None)
    wait = timedelta(minutes=waits[attempts - 1])
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
    taken = {_link(entry.said) for entry in waiting}
    chosen = {_link(entry.said): entry for entry in reversed(tuple(looks)) if _link(entry.said) not in taken}
    return tuple(reversed(chosen.values()))


def _waits_after(failure: FetchFailure | TransformError) -> tuple[int, ...]:
    """Minutes before each further attempt; none where no attempt will help."""
    if isinstance(failure, FetchFailure):
        firm = () if failure.reason in _OURS else _FIRM_MINUTES
        return _RETRY_MINUTES if failure.is_transient else firm
    if is_transient(failure.reason):
        return _RETRY_MINUTES
    return _FIRM_MINUTES if failure.reason in _PASSING else ()


def _link(said: FeedEntry) -> str:
    return make_page_key(said.url) or said.url


def _story(said: FeedEntry) -> _Story | None:
    title = fold_text(said.title or "")
    return (said.published_at, title) if said.published_at and title else None


def _is_same(old: FeedEntry, new: FeedEntry) -> bool:
    """Whether anything bears out what an equal guid says; some feeds number their items anew with every poll."""
    if _link(old) == _link(new):
        return True
    pairs = [(fold_text(old.title or ""), fold_text(new.title or "")), (old.published_at, new.published_at)]
    telling = [one == other for one, other in pairs if one and other]
    return any(telling) or not telling


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
    if old.published_at is None and new.published_at is not None:  # the story was made without it
        return True
    return new.updated_at is not None and old.updated_at is not None and new.updated_at > old.updated_at
