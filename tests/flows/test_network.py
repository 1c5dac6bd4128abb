"""Shards on the network: how they are stopped, and that they keep what they have got."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

from flows.line import HostRests, Line, Shard, begin_line
from flows.network import FetchedShard, fetch_shard, stop_run
from flows.settings import Settings
from tests.flows.wire import PAGE, Reply, Wire
from transforms.records import Entry, FeedEntry

NOW = datetime(2026, 3, 3, tzinfo=UTC)


def make_line(home: Path, wire: Wire) -> Line:
    settings = Settings(home=home, allow_private_hosts=(wire.host,), host_delay_seconds=0)
    return begin_line(settings, "ingest", is_due_only=False)


def make_shard(wire: Wire) -> Shard[Entry]:
    entries = tuple(
        Entry(
            entry_id=n,
            feed_id=1,
            state="waiting",
            said=FeedEntry(url=wire.url(f"/{n}")),
            first_seen_at=NOW,
            last_seen_at=NOW,
        )
        for n in range(3)
    )
    return Shard(items=entries, rests=HostRests(last_asked={}, held_until={}))


def test_a_shard_that_begins_after_its_run_was_stopped_asks_nobody(tmp_path: Path) -> None:
    with Wire() as wire:
        line = make_line(tmp_path, wire)
        stop_run(line.run_id)
        got = fetch_shard(line, make_shard(wire))
        assert (got.entries, got.fetches, wire.paths()) == ((), (), [])


def test_a_shard_that_is_stopped_gives_what_it_has_got_and_every_request(tmp_path: Path) -> None:
    got: list[FetchedShard] = []
    with Wire() as wire:
        wire.fails("/robots.txt", 404).serves("/0")
        wire.replies_with("/1", Reply(body=PAGE, drip_s=60))
        line = make_line(tmp_path, wire)
        thread = Thread(target=lambda: got.append(fetch_shard(line, make_shard(wire))))
        thread.start()
        deadline = monotonic() + 60
        while "/1" not in wire.paths() and monotonic() < deadline:
            sleep(0.05)
        stop_run(line.run_id)
        thread.join(15)
        assert not thread.is_alive()
    (shard,) = got
    assert [(entry.entry_id, entry.page is not None) for entry in shard.entries] == [(0, True)]
    assert [(fetch.url, fetch.error) for fetch in shard.fetches][1:] == [
        (wire.url("/0"), None),
        (wire.url("/1"), "out-of-time"),
    ]
    assert "/2" not in wire.paths()


def test_a_shard_that_is_over_ends_the_request_under_way_and_leaves_the_rest_without_waiting(tmp_path: Path) -> None:
    with Wire() as wire:
        wire.serves("/robots.txt", b"User-agent: *\nCrawl-delay: 1\n").serves("/0").serves("/1").serves("/2")
        line = make_line(tmp_path, wire)
        began = monotonic()
        got = fetch_shard(line, make_shard(wire), lambda: "/0" in wire.paths())
        assert monotonic() - began < 1.9, "nobody waited for the pauses of pages that were not asked for"
        assert wire.paths() == ["/robots.txt", "/0"]
    assert got.gave_way
    assert [entry.page is not None for entry in got.entries] == [True, False, False]
    assert all(entry.attempts == 0 and entry.next_attempt_at is None for entry in got.entries), "left as they were"
    assert [file.trouble for file in got.robots] == [None]


def test_that_it_was_over_before_a_host_was_asked_says_nothing_of_its_robots(tmp_path: Path) -> None:
    with Wire() as wire:
        line = make_line(tmp_path, wire)
        got = fetch_shard(line, make_shard(wire), lambda: True)
        assert (wire.paths(), got.robots, got.fetches) == ([], (), ())
    assert [entry.page for entry in got.entries] == [None, None, None]
