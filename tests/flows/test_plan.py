"""Decisions as tables: when a feed is due, which entries wait, how work is split."""

from collections import Counter
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
    is_own_outage,
    make_feed_id,
    measure_overlap,
    merge_entries,
    postpone,
    shard_by_host,
)
from transforms.errors import PageUnreadable
from transforms.records import Entry, Feed, FeedEntry, FeedState, Fetch, PageRef

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FEED = FeedState(feed_id=0, url="https://example.org/f", first_seen_at=NOW)
OK = Archived(url=FEED.url, final_url=FEED.url, status=200, body=b"x", headers=(("ETag", '"1"'),), fetched_at=NOW)
SAME = NotModified(url=FEED.url, final_url=FEED.url, status=304, fetched_at=NOW)


def failure(reason: str, status: int | None = None, transient: bool = False, wait: int | None = None) -> FetchFailure:
    return FetchFailure(
        url="u", reason=reason, status=status, retry_after_s=wait, is_transient=transient, failed_at=NOW
    )


def polled(minutes: float, **more: object) -> FeedState:
    return replace(FEED, **{"last_polled_at": NOW - minutes * MINUTE, "learnt_minutes": minutes, **more})


def wait_of(feed: FeedState) -> float:
    assert feed.next_due_at
    return (feed.next_due_at - NOW) / MINUTE


@pytest.mark.parametrize(
    ("feed", "overlap", "learnt"),
    [
        (FEED, None, 60),
        (polled(60), 0.9, 75),
        (polled(60), 0.5, 60),
        (polled(60), 0.1, 30),
        (polled(12), 0.0, 10),
        (polled(1400), 1.0, 1440),
        (polled(600, failures=3.0), 0.9, 600),
    ],
)
def test_overlap_teaches_how_often_to_ask(feed, overlap, learnt):
    got = decide_next_poll(feed, OK, NOW, read=Feed(kind="rss20"), body_hash="h", overlap=overlap)
    assert got.learnt_minutes == learnt
    assert max(10, learnt - 30) <= wait_of(got) <= min(1440, learnt + 30)
    assert (got.failures, got.last_error, got.etag, got.last_changed_at) == (0.0, None, '"1"', NOW)


@pytest.mark.parametrize(
    ("headers", "ttl", "overlap", "least"),
    [
        ((), 45, 0.9, 45),
        ((), 100_000, 0.9, 1440),
        ((("Cache-Control", "max-age=7200"),), None, 0.9, 120),
        ((("Cache-Control", "max-age=7200, no-cache"),), None, 0.9, 10),
        ((("Cache-Control", "public"), ("cache-control", "max-age=7200")), None, 0.9, 120),
        ((("Cache-Control", "max-age=7200"), ("Age", "3600")), None, 0.9, 60),
        ((("Cache-Control", "max-age=60"), ("Expires", "Mon, 02 Mar 2026 20:00:00 GMT")), None, 0.9, 10),
        ((("Expires", "Mon, 02 Mar 2026 12:00:00 GMT"),), None, 0.9, 120),
        ((("Expires", "Mon, 02 Mar 2026 12:00:00 GMT"), ("Date", "Mon, 02 Mar 2026 09:00:00 GMT")), None, 0.9, 180),
        ((("Expires", "0"),), None, 0.9, 10),
        ((("Retry-After", "10800"),), None, 0.9, 180),
        ((("Retry-After", "Mon, 02 Mar 2026 13:00:00 GMT"),), None, 0.9, 180),
        # nothing of the last poll was left: how long it says it keeps is not believed, what it asks for is heeded
        ((("Cache-Control", "max-age=7200"),), 300, 0.0, 10),
        ((("Retry-After", "10800"),), None, 0.0, 180),
    ],
)
def test_a_feed_is_left_alone_for_as_long_as_it_asks(headers, ttl, overlap, least):
    outcome = replace(OK, headers=headers)
    feed = polled(15, interval_minutes=15)
    got = decide_next_poll(feed, outcome, NOW, read=Feed(kind="rss20", ttl_minutes=ttl), body_hash="h", overlap=overlap)
    assert least <= wait_of(got) <= min(1440, max(least, 15) + 60)


def test_what_a_feed_asks_for_holds_while_it_is_unchanged():
    got = decide_next_poll(polled(15, interval_minutes=15, ttl_minutes=240), SAME, NOW)
    assert wait_of(got) >= 240 and got.ttl_minutes == 240
    got = decide_next_poll(
        polled(15, interval_minutes=15), replace(SAME, headers=(("Cache-Control", "max-age=9000"),)), NOW
    )
    assert wait_of(got) >= 150


def test_an_unchanged_feed_is_asked_less_often_and_keeps_its_validators():
    got = decide_next_poll(polled(60, etag='"1"', last_changed_at=NOW - DAY), SAME, NOW)
    assert (got.learnt_minutes, got.etag, got.last_changed_at, got.last_status) == (75, '"1"', NOW - DAY, 304)


@given(st.integers(0, 2**64 - 1), st.integers(0, 10**6), st.sampled_from([None, 1, 10, 37, 60, 600, 10_000]))
def test_a_feed_is_due_between_ten_minutes_and_a_day(feed_id, seconds, wish):
    now = NOW + timedelta(seconds=seconds)
    got = decide_next_poll(replace(FEED, feed_id=feed_id, interval_minutes=wish), SAME, now)
    assert 10 * MINUTE <= got.next_due_at - now <= DAY


def test_feeds_that_were_added_together_are_due_all_over_the_hour_and_stay_so():
    ids = [make_feed_id(f"https://example.org/{n}") for n in range(600)]
    feeds = [replace(FEED, feed_id=feed_id, interval_minutes=60) for feed_id in ids]
    for _ in range(3):  # each polled by the run, every quarter of an hour, that finds it due
        feeds = [decide_next_poll(feed, SAME, quarter_after(feed.next_due_at or NOW)) for feed in feeds]
        tenths = Counter(feed.next_due_at.minute // 6 for feed in feeds)
        assert len(tenths) == 10 and max(tenths.values()) < 90


def quarter_after(at: datetime) -> datetime:
    return at + (15 - at.minute % 15) % 15 * MINUTE - timedelta(seconds=at.second, microseconds=at.microsecond)


@pytest.mark.parametrize(
    ("outcome", "failures", "minutes"),
    [
        (failure("not-a-feed"), 1.0, 120),
        (failure("timeout", transient=True), 0.5, 90),
        (failure("http-404", 404), 0.5, 90),
        (failure("dns", transient=True), 0.25, 75),
        (failure("http-429", 429, True, 7200), 0.5, 120),
        (failure("http-503", 503, True, 10**7), 0.5, 1440),
    ],
)
def test_failures_push_a_feed_back_and_never_for_good(outcome, failures, minutes):
    got = decide_next_poll(FEED, outcome, NOW)
    assert (got.failures, got.is_muted) == (failures, False)
    assert (outcome.retry_after_s or 0) / 60 <= wait_of(got) or wait_of(got) == 1440
    assert minutes - 30 <= wait_of(got) <= minutes + 60


def test_backoff_is_linear_up_to_a_day_and_a_month_after_thirty():
    feed = FEED
    waits = []
    for _ in range(31):
        feed = decide_next_poll(feed, failure("tls"), NOW)
        waits.append(wait_of(feed))
    assert waits[:3] == [120, 180, 240]
    assert waits[25] == 1440 and waits[-1] == 30 * 1440


def test_gone_mutes_and_a_muted_feed_is_not_due():
    got = decide_next_poll(FEED, failure("http-410", 410), NOW)
    assert got.is_muted and choose_due_feeds([got], NOW, due_only=False) == ()


def test_a_feed_that_was_not_asked_is_not_punished():
    assert decide_next_poll(FEED, failure("out-of-time"), NOW) == FEED
    got = decide_next_poll(FEED, failure("retry-later", wait=60), NOW)
    assert (got.failures, got.next_due_at) == (0.0, NOW + MINUTE)


NEW = "https://new.example/f"


def moved(feed: FeedState, *led: str | None) -> FeedState:
    for where in led:
        feed = decide_next_poll(feed, replace(OK, moved_to=where), NOW)
    return feed


def test_a_permanent_redirect_moves_a_feed_once_a_second_poll_is_led_there_too():
    once = moved(FEED, NEW)
    assert (once.moved_to, once.moving_to) == (None, NEW)
    twice = moved(once, NEW)
    assert (twice.moved_to, twice.moving_to, twice.feed_id, twice.url) == (NEW, None, FEED.feed_id, FEED.url)
    assert moved(twice, None).moved_to == NEW, "it is polled there and led nowhere"


def test_a_redirect_that_was_taken_back_moves_nothing():
    assert moved(FEED, NEW, None, NEW).moved_to is None
    assert moved(FEED, NEW, "https://other.example/f").moved_to is None
    assert decide_next_poll(moved(FEED, NEW), failure("timeout", transient=True), NOW).moving_to is None


def test_a_move_is_forgotten_when_the_new_address_fails():
    feed = moved(FEED, NEW, NEW)
    for _ in range(3):
        feed = decide_next_poll(feed, failure("http-403", 403), NOW)
    assert feed.moved_to is None


def test_a_feed_that_moved_back_is_polled_where_it_was():
    assert moved(moved(FEED, NEW, NEW), FEED.url, FEED.url).moved_to is None


def silence(host: str, error: str = "dns: no such name", status: int | None = None) -> Fetch:
    return Fetch(fetch_id=1, run_id="r", host=host, url="u", fetched_at=NOW, error=error, status=status)


def test_when_nobody_answers_it_is_our_own_network():
    silent = [silence("a"), silence("b", "connect: refused"), silence("c", "timeout: no answer")]
    assert is_own_outage(silent)
    assert not is_own_outage(silent[:2]), "two hosts may well be down at once"
    assert not is_own_outage([*silent, silence("d", "http-500", 500)]), "somebody answered"
    assert not is_own_outage([silence(host, "private-address: 10.0.0.1") for host in "abcd"])
    assert not is_own_outage([])
    assert postpone(FEED, NOW) == replace(FEED, next_due_at=NOW + 10 * MINUTE)


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


OTHER = "https://example.org/other"


@pytest.mark.parametrize(
    "change",
    [
        {"guid": "other"},
        {"guid": None},
        {"url": OTHER, "title": "T1, corrected"},
        {"url": OTHER, "published_at": NOW + DAY},
        {"guid": "other", "title": "T1, corrected", "published_at": NOW + DAY},
        {"guid": "other", "url": "http://www.example.org/1/?utm_source=rss#top"},
        {"guid": "other", "url": "https://example.org/session-8812/1"},
        {"guid": None, "url": "https://example.org/session-8812/1"},
    ],
)
def test_a_story_stays_one_entry_by_guid_else_by_link_else_by_date_and_title(change):
    known = known_of(*merge_entries(1, feed_of(said(1, published_at=NOW), said(2, published_at=NOW)), {}, NOW))
    poll = feed_of(said(1, **{"published_at": NOW, **change}), said(2, published_at=NOW))
    assert measure_overlap(1, poll, known) == 1
    assert {entry.entry_id for entry in merge_entries(1, poll, known, NOW + DAY)} == set(known)


@pytest.mark.parametrize(
    "change",
    [
        {"guid": "other", "url": OTHER, "title": "Another story"},
        {"guid": "other", "url": OTHER, "published_at": NOW + DAY},
        # a feed that numbers its items anew with every poll
        {"url": OTHER, "title": "Another story", "published_at": NOW + DAY},
        {"url": OTHER, "title": "Another story", "published_at": None},
    ],
)
def test_another_story_is_another_entry(change):
    known = known_of(*merge_entries(1, feed_of(said(1, published_at=NOW)), {}, NOW))
    (new,) = merge_entries(1, feed_of(said(1, **{"published_at": NOW, **change})), known, NOW + MINUTE)
    assert new.entry_id not in known and new.state == "waiting"
    again = merge_entries(1, feed_of(said(1, **{"published_at": NOW, **change})), known | known_of(new), NOW + 2 * DAY)
    assert [entry.entry_id for entry in again] == [new.entry_id]


def test_stories_of_one_date_and_title_stay_apart():
    weather = [said(n, title="Weather", published_at=NOW, guid=None) for n in (1, 2)]
    known = known_of(*merge_entries(1, feed_of(*weather), {}, NOW))
    assert len(known) == 2
    third = said(3, title="Weather", published_at=NOW, guid=None)
    assert len(merge_entries(1, feed_of(*weather, third), known, NOW + MINUTE)) == 1


def test_one_page_in_two_spellings_is_one_entry():
    twins = feed_of(said(1), said(2, url="http://m.example.org/1/amp?utm_source=rss"))
    assert len(merge_entries(1, twins, {}, NOW)) == 1


def test_overlap_is_the_share_that_was_known():
    known = known_of(*merge_entries(1, feed_of(said(1), said(2)), {}, NOW))
    assert measure_overlap(1, feed_of(said(1), said(3)), known) == 0.5
    assert measure_overlap(1, feed_of(said(3)), known) == 0
    assert measure_overlap(1, feed_of(), known) is None and measure_overlap(1, feed_of(said(1)), {}) is None


@pytest.mark.parametrize(
    ("trouble", "attempts", "state", "wait"),
    [
        (failure("http-404", 404), 0, "waiting", 60 * MINUTE),
        (failure("http-404", 404), 2, "waiting", 1440 * MINUTE),
        (failure("http-404", 404), 3, "rejected", None),
        (failure("robots"), 0, "rejected", None),
        (failure("private-address"), 0, "rejected", None),
        (PageUnreadable("no-article"), 0, "rejected", None),
        (PageUnreadable("not-html"), 0, "waiting", 60 * MINUTE),
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
    for reason in ("retry-later", "host-unwell", "out-of-time"):
        assert decide_retry(entry, failure(reason, transient=True, wait=60), NOW).attempts == 0


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
