"""Decisions as tables: when a feed is due, which entries wait, how work is split."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fetch import Archived, FetchFailure, NotModified
from flows.plan import (
    choose_due_feeds,
    choose_looks,
    decide_next_look,
    decide_next_poll,
    decide_retry,
    make_feed_id,
    measure_overlap,
    merge_entries,
    shard_by_host,
)
from transforms.errors import PageUnreadable
from transforms.records import Entry, Feed, FeedEntry, FeedState, PageRef

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FEED = FeedState(feed_id=0, url="https://example.org/f", first_seen_at=NOW)
OK = Archived(url=FEED.url, final_url=FEED.url, status=200, body=b"x", headers=(("ETag", '"1"'),), fetched_at=NOW)
SAME = NotModified(url=FEED.url, final_url=FEED.url, status=304, fetched_at=NOW)


def failure(reason: str, status: int | None = None, transient: bool = False, wait: int | None = None) -> FetchFailure:
    return FetchFailure(
        url="u", reason=reason, status=status, retry_after_s=wait, is_transient=transient, failed_at=NOW
    )


def polled(minutes: int, **more: object) -> FeedState:
    return replace(FEED, last_polled_at=NOW - minutes * MINUTE, next_due_at=NOW, **more)


@pytest.mark.parametrize(
    ("feed", "overlap", "ttl", "minutes"),
    [
        (FEED, None, None, 60),
        (polled(60), 0.9, None, 75),
        (polled(60), 0.5, None, 60),
        (polled(60), 0.1, None, 30),
        (polled(12), 0.0, None, 10),
        (polled(1400), 1.0, None, 1440),
        (polled(60, interval_minutes=20), 0.9, None, 20),
        (polled(60, interval_minutes=20), 0.9, 45, 45),
        (polled(600, failures=3.0), 0.9, None, 60),
    ],
)
def test_the_next_poll_follows_wish_ttl_and_overlap(feed, overlap, ttl, minutes):
    got = decide_next_poll(feed, OK, NOW, read=Feed(kind="rss20", ttl_minutes=ttl), body_hash="h", overlap=overlap)
    assert got.next_due_at == NOW + minutes * MINUTE
    assert (got.failures, got.last_error, got.etag, got.last_changed_at) == (0.0, None, '"1"', NOW)


def test_an_unchanged_feed_is_asked_less_often_and_keeps_its_validators():
    got = decide_next_poll(polled(60, etag='"1"', last_changed_at=NOW - DAY), SAME, NOW)
    assert (got.next_due_at, got.etag, got.last_changed_at, got.last_status) == (
        NOW + 75 * MINUTE,
        '"1"',
        NOW - DAY,
        304,
    )


@pytest.mark.parametrize(
    ("outcome", "failures", "wait"),
    [
        (failure("not-a-feed"), 1.0, timedelta(minutes=120)),
        (failure("timeout", transient=True), 0.5, timedelta(minutes=90)),
        (failure("http-404", 404), 0.5, timedelta(minutes=90)),
        (failure("http-429", 429, True, 7200), 0.5, timedelta(hours=2)),
        (failure("http-503", 503, True, 10**7), 0.5, DAY),
    ],
)
def test_failures_push_a_feed_back_and_never_for_good(outcome, failures, wait):
    got = decide_next_poll(FEED, outcome, NOW)
    assert (got.failures, got.next_due_at, got.is_muted) == (failures, NOW + wait, False)


def test_backoff_is_linear_up_to_a_day_and_a_month_after_thirty():
    feed = FEED
    waits = []
    for _ in range(31):
        feed = decide_next_poll(feed, failure("tls"), NOW)
        waits.append(feed.next_due_at - NOW)
    assert waits[:3] == [120 * MINUTE, 180 * MINUTE, 240 * MINUTE]
    assert waits[25] == DAY and waits[-1] == 30 * DAY


def test_gone_mutes_and_a_muted_feed_is_not_due():
    got = decide_next_poll(FEED, failure("http-410", 410), NOW)
    assert got.is_muted and choose_due_feeds([got], NOW, due_only=False) == ()


def test_a_feed_that_was_not_asked_is_not_punished():
    assert decide_next_poll(FEED, failure("out-of-time"), NOW) == FEED
    got = decide_next_poll(FEED, failure("retry-later", wait=60), NOW)
    assert (got.failures, got.next_due_at) == (0.0, NOW + MINUTE)


def test_a_permanent_redirect_is_remembered_until_it_fails():
    feed = decide_next_poll(FEED, replace(OK, moved_to="https://new.example/f"), NOW)
    assert feed.moved_to == "https://new.example/f"
    for _ in range(3):
        feed = decide_next_poll(feed, failure("http-403", 403), NOW)
    assert feed.moved_to is None


def test_only_due_feeds_are_due_the_longest_overdue_first():
    late, later, future = (
        replace(FEED, feed_id=n, next_due_at=NOW + d) for n, d in ((1, -DAY), (2, -MINUTE), (3, DAY))
    )
    assert [feed.feed_id for feed in choose_due_feeds([future, later, late, FEED], NOW, due_only=True)] == [0, 1, 2]
    assert len(choose_due_feeds([future, later, late, FEED], NOW, due_only=False)) == 4


def said(n: int, **more: object) -> FeedEntry:
    return FeedEntry(**{"guid": f"g{n}", "url": f"https://example.org/{n}", "title": f"T{n}", **more})


def feed_of(*entries: FeedEntry) -> Feed:
    return Feed(kind="rss20", entries=entries)


def known_of(*entries: Entry) -> dict[int, Entry]:
    return {entry.entry_id: entry for entry in entries}


def test_new_entries_wait_and_twins_are_one():
    got = merge_entries(1, feed_of(said(1), said(2), said(1)), {}, NOW)
    assert [(e.said.guid, e.state, e.first_seen_at) for e in got] == [("g1", "waiting", NOW), ("g2", "waiting", NOW)]


def test_a_second_poll_of_the_same_feed_writes_nothing():
    known = known_of(*merge_entries(1, feed_of(said(1), said(2)), {}, NOW))
    assert merge_entries(1, feed_of(said(1), said(2)), known, NOW + 60 * MINUTE) == ()
    assert len(merge_entries(1, feed_of(said(1)), known, NOW + DAY)) == 1


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"title": "T1, corrected"}, "waiting"),
        ({"title": "t1 "}, "stored"),
        ({"updated_at": NOW + MINUTE}, "waiting"),
        ({"updated_at": NOW - MINUTE}, "stored"),
        ({"description": "More"}, "stored"),
        ({"guid": "other"}, "stored"),
    ],
)
def test_only_news_makes_a_stored_entry_wait_again(change, state):
    (entry,) = merge_entries(1, feed_of(said(1, updated_at=NOW)), {}, NOW)
    ref = PageRef(warc_file="w", warc_offset=0, sha256="0")
    stored = replace(entry, state="stored", article_id=7, attempts=1, page=ref)
    (got,) = merge_entries(1, feed_of(said(1, **{"updated_at": NOW, **change})), known_of(stored), NOW + MINUTE)
    assert (got.entry_id, got.state, got.article_id) == (entry.entry_id, state, 7)
    assert (got.attempts, got.page) == ((0, None) if state == "waiting" else (1, ref))


def test_a_guid_that_several_stories_share_gives_way_to_the_url():
    got = merge_entries(1, feed_of(said(1, guid="x"), said(2, guid="x")), {}, NOW)
    assert len({entry.entry_id for entry in got}) == 2


def test_overlap_is_the_share_that_was_known():
    known = known_of(*merge_entries(1, feed_of(said(1), said(2)), {}, NOW))
    assert measure_overlap(1, feed_of(said(1), said(3)), known) == 0.5
    assert measure_overlap(1, feed_of(said(3)), known) == 0
    assert measure_overlap(1, feed_of(), known) is None and measure_overlap(1, feed_of(said(1)), {}) is None


@pytest.mark.parametrize(
    ("trouble", "attempts", "state", "wait"),
    [
        (failure("http-404", 404), 0, "rejected", None),
        (failure("robots"), 0, "rejected", None),
        (PageUnreadable("no-article"), 0, "rejected", None),
        (PageUnreadable("cut-short"), 0, "waiting", 15 * MINUTE),
        (failure("timeout", transient=True), 0, "waiting", 15 * MINUTE),
        (failure("timeout", transient=True), 3, "waiting", 720 * MINUTE),
        (failure("timeout", transient=True), 4, "rejected", None),
        (failure("http-429", 429, True, 7200), 0, "waiting", 120 * MINUTE),
    ],
)
def test_a_failed_attempt_waits_or_ends(trouble, attempts, state, wait):
    entry = Entry(entry_id=1, feed_id=1, said=said(1), first_seen_at=NOW, last_seen_at=NOW, attempts=attempts)
    got = decide_retry(entry, trouble, NOW)
    assert (got.state, got.attempts) == (state, attempts + 1)
    assert got.next_attempt_at == (NOW + wait if wait else None)


def test_a_page_nobody_asked_for_has_not_been_tried():
    entry = Entry(entry_id=1, feed_id=1, said=said(1), first_seen_at=NOW, last_seen_at=NOW)
    assert decide_retry(entry, failure("retry-later", transient=True, wait=60), NOW).attempts == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 99))), st.integers(1, 10))
def test_a_shard_holds_whole_hosts_and_nothing_is_lost(pairs, size):
    urls = [f"https://h{host}.example/{path}" for host, path in pairs]
    shards = shard_by_host(urls, lambda url: url, size)
    assert sorted(url for shard in shards for url in shard) == sorted(urls)
    hosts = [{url.split("/")[2] for url in shard} for shard in shards]
    assert sum(map(len, hosts)) == len({url.split("/")[2] for url in urls})
    assert all(len(shard) <= size or len(names) == 1 for shard, names in zip(shards, hosts, strict=True))


def test_two_spellings_of_a_feed_are_one_feed():
    assert make_feed_id("HTTPS://Example.org:443/f") == make_feed_id("https://example.org/f")


def test_a_stored_story_is_looked_at_again_ever_more_seldom_and_then_no_more():
    entry = Entry(entry_id=1, feed_id=1, said=said(1), first_seen_at=NOW, last_seen_at=NOW, state="stored")
    at, waits = NOW, []
    while (entry := decide_next_look(entry, at)).next_attempt_at:
        waits.append(entry.next_attempt_at - at)
        at = entry.next_attempt_at
    assert waits == sorted(waits) and len(waits) == 6
    assert at - NOW < 14 * DAY


def test_a_look_before_its_time_leaves_the_schedule():
    entry = Entry(entry_id=1, feed_id=1, said=said(1), first_seen_at=NOW, last_seen_at=NOW, state="stored")
    due = decide_next_look(entry, NOW)
    assert decide_next_look(due, NOW + MINUTE) == due


def test_a_page_that_a_waiting_entry_leads_to_is_not_looked_at_too():
    one, two, twin = (
        Entry(entry_id=n, feed_id=n, said=said(url), first_seen_at=NOW, last_seen_at=NOW)
        for n, url in ((1, 1), (2, 2), (3, 2))
    )
    assert choose_looks([one, two, twin], [replace(one, entry_id=9)]) == (two,)
