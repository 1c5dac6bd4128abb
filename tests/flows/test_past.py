"""Decisions of backfills: what is asked, whose pages are meant, which windows are left, who goes first."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from rich.console import Console

from flows.errors import UsageError
from flows.fetch import Client
from flows.line import utc_now
from flows.lock import hold_run_lock
from flows.origins import Span
from flows.origins.reader import SitemapWalk
from flows.past.ask import Ask, check_ask, make_ask, make_backfill_id, parse_ask, write_ask
from flows.past.ledger import UNDATED, choose_windows, day_of, group_windows, is_listed, make_window, note_listed
from flows.past.listing import read_batch
from flows.past.remote import split_groups
from flows.past.sites import choose_sites, find_site, is_on_site, make_home
from flows.past.standing import read_unfinished
from flows.past.turns import BatchEnd, borrow_network, hold_network, is_stop_asked, request_stop
from flows.plan import make_feed_id
from flows.settings import read_settings
from transforms.records import Backfill, FeedState, Window

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TODAY = NOW.date()
ROW = Backfill(backfill_id="b", origin="sitemap", asked="{}", state="running", asked_at=NOW)
START = datetime(2024, 5, 1, tzinfo=UTC)


def windows(*states: str, waiting: int = 0) -> Mapping[datetime, Window]:
    """A ledger of days in these states."""
    made = (make_window(ROW, START + timedelta(days=n), waiting) for n in range(len(states)))
    return {window.window_start: replace(window, state=state) for window, state in zip(made, states, strict=True)}


def chosen(ledger: Mapping[datetime, Window], ask: Ask, waiting: int = 0) -> list[int]:
    """The days of May 2024 that are to be done, out of three."""
    planned = windows("waiting", "waiting", "waiting")
    found = choose_windows(planned.values(), ledger, ask, dict.fromkeys(planned, waiting))
    return [window.window_start.day for window in found]


def test_asked_again_only_what_is_left_is_done() -> None:
    ledger = windows("completed", "running", "stopped")
    for origin in ("archive", "sitemap"):
        assert chosen({}, Ask(origin=origin)) == [1, 2, 3]
        assert chosen(ledger, Ask(origin=origin)) == [2, 3]
        assert chosen(ledger, Ask(origin=origin, is_redo=True)) == [1, 2, 3]


def test_when_all_is_done_the_archive_begins_anew_and_others_do_not() -> None:
    ledger = windows("completed", "completed", "completed")
    assert chosen(ledger, Ask(origin="archive")) == [1, 2, 3]
    assert chosen(ledger, Ask(origin="sitemap")) == []
    assert chosen(ledger, Ask(origin="sitemap"), waiting=2) == [1, 2, 3], "more pages were listed since"


def test_the_archive_is_remade_whole_when_a_day_was_added_since() -> None:
    assert chosen(windows("completed", "completed"), Ask(origin="archive")) == [1, 2, 3]


def test_quiet_days_share_a_group_and_busy_ones_do_not() -> None:
    days = [make_window(ROW, START + timedelta(days=n), pages) for n, pages in enumerate((3, 4, 500, 2, 2))]
    assert [len(group) for group in group_windows(days, 100)] == [2, 1, 2]


def test_listed_days_grow_together_and_today_is_never_listed() -> None:
    may = Span(date(2024, 5, 1), date(2024, 5, 31))
    row = note_listed(ROW, may)
    assert is_listed(row, Span(date(2024, 5, 3), date(2024, 5, 9)), TODAY)
    assert not is_listed(row, Span(date(2024, 5, 3), date(2024, 6, 1)), TODAY)
    row = note_listed(row, Span(date(2024, 6, 1), TODAY))
    assert row.listed_since == may.first
    assert not is_listed(row, Span(may.first, TODAY), TODAY)
    apart = note_listed(row, Span(date(2020, 1, 1), date(2020, 1, 2)))
    assert apart.listed_until == date(2020, 1, 2)


def test_pages_without_a_day_have_a_window_of_their_own() -> None:
    assert day_of(make_window(ROW, UNDATED, 1)) is None


def test_a_question_keeps_its_name_whatever_its_days_and_comes_back_from_the_ledger() -> None:
    ask = Ask(origin="feed", since=date(2024, 5, 1), publishers=("The Elm Courier",), max_pages=5)
    assert make_backfill_id(ask) == make_backfill_id(replace(ask, since=None, is_redo=True))
    assert make_backfill_id(ask) != make_backfill_id(replace(ask, publishers=()))
    assert parse_ask(write_ask(ask)) == replace(ask, max_pages=None)
    part = replace(ask, since=date(2024, 6, 1), whole_since=date(2024, 5, 1), max_pages=None)
    assert parse_ask(write_ask(part)) == replace(ask, max_pages=None), "a part is resumed as the whole"
    assert make_ask({"origin": "urls", "files": ["/a"], "since": "2024-05-01"}).files == ("/a",)


@pytest.mark.parametrize(
    ("ask", "wrong"),
    [
        (Ask(since=date(2024, 5, 2), until=date(2024, 5, 1)), "exchange"),
        (Ask(since=date(2027, 1, 1)), "future"),
        (Ask(origin="warc"), "--file"),
        (Ask(origin="feed", files=("/a",)), "--file"),
        (Ask(origin="rss"), "no such origin"),
        (Ask(origin="sitemap", is_compare=True), "--compare"),
        (Ask(max_hours=0), "--max-hours"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_the_remedy(ask: Ask, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        check_ask(ask, TODAY)


def test_a_server_gets_a_flow_run_a_month_and_each_knows_the_whole() -> None:
    ask = Ask(origin="sitemap", since=date(2024, 1, 1), until=date(2024, 3, 1))
    groups = split_groups(ask, TODAY)
    assert [group.since for group in groups] == [date(2024, 2, 1), date(2024, 1, 1)]
    assert {group.listing_span(TODAY) for group in groups} == {ask.span(TODAY)}
    assert sum(group.span(TODAY).days for group in groups) == ask.span(TODAY).days
    assert split_groups(replace(ask, max_pages=9), TODAY) == (replace(ask, max_pages=9),)


def feed(url: str, publisher: str | None = None) -> FeedState:
    return FeedState(feed_id=make_feed_id(url), url=url, publisher=publisher, first_seen_at=NOW)


COURIER = feed("https://feeds.example/courier", "The Elm Courier")
POST = feed("https://post.example/rss", "The Mill Post")
HOMES = {COURIER.feed_id: "https://www.courier.example"}


def sites_of(ask: Ask) -> list[str]:
    return sorted(site.url for site in choose_sites((COURIER, POST), HOMES, frozenset(), ask, NOW))


def test_publishers_go_by_name_or_site_and_their_site_is_where_their_stories_are() -> None:
    assert sites_of(Ask()) == ["https://post.example", "https://www.courier.example"]
    for name in ("the elm courier", "courier.example", "https://www.courier.example/"):
        assert sites_of(Ask(publishers=(name,))) == ["https://www.courier.example"]
    assert sites_of(Ask(feeds=("https://post.example/rss",))) == ["https://post.example"]
    assert sites_of(Ask(publishers=("unheard-of.example",))) == ["https://unheard-of.example"]


def test_an_unknown_publisher_or_feed_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean 'The Elm Courier'"):
        sites_of(Ask(publishers=("The Elm Currier",)))
    with pytest.raises(UsageError, match="not among the feeds"):
        sites_of(Ask(feeds=("https://post.example/atom",)))


def test_a_page_is_of_the_site_it_is_on_or_below() -> None:
    assert is_on_site("https://sport.courier.example/a", "https://www.courier.example")
    assert not is_on_site("https://notcourier.example/a", "https://courier.example")
    site = make_home("https://new.example/2024/a", NOW)
    assert (site.url, site.feed.url) == ("https://new.example", "https://new.example/")
    assert find_site("https://new.example/b", (site,)) == site


def test_a_backfill_waits_for_a_scheduled_run_and_asks_while_no_other_does(tmp_path: Path) -> None:
    order: list[str] = []
    began = Event()

    def schedule() -> None:
        with hold_run_lock(tmp_path, "ingest", 5), hold_network(tmp_path):
            began.set()
            while not order:  # until the backfill has asked for its turn
                order.append("scheduled")
            order.append("scheduled done")

    run = Thread(target=schedule)
    run.start()
    began.wait(5)
    with borrow_network(read_settings(home=tmp_path, host_delay_seconds=0)):
        order.append("backfill")
    run.join(5)
    assert order == ["scheduled", "scheduled done", "backfill"]


@pytest.mark.parametrize("lock", ["ingest", "network"])
def test_a_backfill_that_has_waited_for_the_network_leaves_its_hosts_their_pause(tmp_path: Path, lock: str) -> None:
    began, settings = Event(), read_settings(home=tmp_path, host_delay_seconds=1)
    let_go: list[float] = []

    def ask() -> None:
        with hold_run_lock(tmp_path, lock, 5):
            began.set()
            time.sleep(0.1)
            let_go.append(time.monotonic())

    run = Thread(target=ask)
    run.start()
    began.wait(5)
    with borrow_network(settings):
        assert time.monotonic() - let_go[0] >= 1
    run.join(5)
    before = time.monotonic()
    with borrow_network(settings):
        assert time.monotonic() - before < 1, "nobody was waited for"


def test_a_batch_of_a_backfill_ends_when_a_scheduled_run_comes_or_its_time_is_up(tmp_path: Path) -> None:
    alone, beside = BatchEnd(tmp_path), BatchEnd(tmp_path)
    assert not alone.has_come()
    with hold_run_lock(tmp_path, "ingest", 5):
        assert beside.has_come()
    assert beside.has_come(), "what was said stands"
    assert not alone.has_come()
    assert BatchEnd(tmp_path, seconds=0).has_come()


def test_a_batch_of_lists_asks_for_none_once_a_scheduled_run_waits(tmp_path: Path) -> None:
    client = Client(read_settings(home=tmp_path), None, "run", utc_now)
    walk = SitemapWalk(1, "https://courier.example", Span(TODAY, TODAY))
    with hold_run_lock(tmp_path, "ingest", 5):
        assert asyncio.run(read_batch(client, (walk,), tmp_path)) == (True, ())
    assert walk.next_url() == "https://courier.example/robots.txt", "it is still to be asked for"


def test_a_stop_is_heard_only_by_a_backfill_at_work(tmp_path: Path) -> None:
    assert not request_stop(tmp_path)
    with hold_run_lock(tmp_path, "backfill", 5):
        assert request_stop(tmp_path)
    assert is_stop_asked(tmp_path)


def test_there_is_nothing_to_resume_where_no_backfill_was_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path / "home"))
    assert read_unfinished(Console(width=200)) == ()
    assert "No backfill was begun in this home" in capsys.readouterr().out
