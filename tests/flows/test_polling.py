"""Polls over a real server, run after run: what is asked, what is remembered, what the tables say of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.chores import unmute
from flows.cli import app
from flows.errors import UsageError
from tests.flows.lines import LineDesk, make_feed, make_page
from tests.flows.wire import Reply, Wire

pytestmark = pytest.mark.usefixtures("standing_workers")


@pytest.fixture
def wire() -> Iterator[Any]:
    with Wire() as server:
        for slug in "abcd":
            server.serves(f"/{slug}.html", make_page(slug), content_type="text/html")
        server.serves("/f.xml", make_feed("a", "b"))
        yield server


@pytest.fixture
def desk(wire: Any, tmp_path: Path) -> LineDesk:
    return LineDesk(tmp_path, [wire.url("/f.xml")])


LIST = ["feeds", "list"]
POLLS = (
    "select status, from_cache, entries_shown, entries_known from fetches where feed_id is not null order by fetched_at"
)


def test_not_modified_unchanged_and_changed_are_told_apart(wire, desk):
    desk.run()
    wire.serves("/f.xml", make_feed("a", "b"))  # the same bytes, for a server without validators
    desk.run()
    wire.serves("/f.xml", make_feed("b", "c"), etag='"1"')
    desk.run()
    desk.run()
    assert desk.ask(POLLS) == [
        (200, False, 2, None),
        (200, True, None, None),
        (200, False, 2, 1),
        (304, True, None, None),
    ]
    assert desk.ask("select count(*) from articles") == [(3,)]


def test_validators_go_back_as_they_came(wire, desk):
    wire.serves("/f.xml", make_feed("a"), etag='W/"7-gz"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT")
    desk.run()
    desk.run()
    asked = [headers for _, path, headers in wire.seen if path == "/f.xml"][1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('W/"7-gz"', "Mon, 02 Mar 2026 10:00:00 GMT")


def test_a_poll_that_shows_nothing_known_is_a_possible_gap(wire, desk):
    desk.run()
    wire.serves("/f.xml", make_feed("c", "d"))
    desk.run()
    assert desk.ask("select url, new_entries from coverage_gaps") == [(wire.url("/f.xml"), 2)]
    assert desk.ask("select learnt_minutes from feeds") == [(30,)]


def test_robots_is_asked_for_once_a_day_whatever_the_runs(wire, desk):
    wire.forbids("/b.html")
    desk.run()
    desk.run()
    assert wire.paths().count("/robots.txt") == 1 and "/b.html" not in wire.paths()
    assert desk.ask("select kept_out_by_robots, too_soon from host_politeness") == [(1, 0)]


def test_a_feed_moves_once_a_second_poll_is_led_there_and_keeps_its_history(wire, desk):
    desk.run()
    before = desk.ask("select feed_id, entry_id from entries order by all")
    wire.redirects("/f.xml", "/new.xml", 301).serves("/new.xml", make_feed("a", "b", "c"))
    desk.run()
    assert desk.ask("select state, moved_to from feed_health join feeds using (feed_id)") == [("moving", None)]
    wire.serves("/new.xml", make_feed("a", "b", "c", "d"))
    desk.run()
    desk.run()
    assert [path for path in wire.paths() if path.endswith("xml")][-2:] == ["/new.xml", "/new.xml"]
    assert desk.ask("select state, reason from feed_health") == [("moved", f"polled at {wire.url('/new.xml')}")]
    assert desk.ask("select count(*), count(distinct feed_id) from entries") == [(4, 1)]
    assert set(before) <= set(desk.ask("select feed_id, entry_id from entries"))
    assert desk.ask("select polls from feed_health") == [(4,)]


def test_a_feed_that_is_gone_is_muted_and_says_why(wire, desk):
    wire.fails("/f.xml", 410)
    desk.run()
    desk.run()
    assert wire.paths().count("/f.xml") == 1
    assert desk.ask("select state, reason from feed_health") == [("muted", "http-410: Gone")]


def test_a_muted_feed_is_polled_again_once_it_is_unmuted(wire, desk, tmp_path):
    wire.fails("/f.xml", 410)
    desk.run()
    with pytest.raises(UsageError, match=f"muted are: {wire.url('/f.xml')}"):
        unmute(desk.settings, "https://elsewhere.example/f.xml")
    config = {"COPYDESK_HOME": str(desk.settings.home), "COPYDESK_FEEDS_FILE": str(tmp_path / "feeds.toml")}
    listed, status = (CliRunner().invoke(app, arguments, env=config).output for arguments in (LIST, ["status"]))
    assert "muted: http-410: Gone" in listed
    assert "copydesk feeds unmute URL" in listed and "copydesk feeds unmute URL" in status
    unmute(desk.settings, wire.url("/f.xml"))
    assert "muted" not in CliRunner().invoke(app, LIST, env=config).output
    assert desk.ask("select is_muted, failures, next_due_at from feeds") == [(False, 0, None)]
    wire.serves("/f.xml", make_feed("a"))
    desk.run(due=True)
    assert desk.ask("select state from feed_health") == [("good",)]


def test_our_own_outage_is_blamed_on_nobody(wire, tmp_path):
    with Wire() as one, Wire() as two:
        desk = LineDesk(
            tmp_path, [server.serves("/f.xml", make_feed("a")).url("/f.xml") for server in (one, two, wire)]
        )
        desk.run()
        before = desk.ask("select feed_id, failures, last_error, last_polled_at from feeds order by all")
    wire.close()
    report = desk.run()
    assert report.counts["network_outages"] and report.rejects == ()
    assert desk.ask("select feed_id, failures, last_error, last_polled_at from feeds order by all") == before
    assert desk.ask("select count(*) from feeds where next_due_at > now() + interval 11 minutes") == [(0,)]
    assert desk.ask(
        "select count(*) from entries where state <> 'stored' and (attempts <> 1 or state <> 'waiting')"
    ) == [(0,)]


def test_one_host_that_is_down_is_to_blame(wire, tmp_path):
    desk = LineDesk(tmp_path, [wire.url("/f.xml"), "http://127.0.0.1:9/f.xml", "http://127.0.0.2:9/f.xml"])
    desk.settings = desk.settings.model_copy(update={"allow_private_hosts": ("127.0.0.1", "127.0.0.2")})
    desk.run()
    assert desk.ask("select count(*) from feeds where failures > 0") == [(2,)]


def test_a_host_that_fails_at_everything_is_not_asked_for_all_of_it(wire, tmp_path):
    slugs = [f"s{n}" for n in range(12)]
    wire.serves("/f.xml", make_feed(*slugs))
    for slug in slugs:
        wire.fails(f"/{slug}.html", 503)
    desk = LineDesk(tmp_path, [wire.url("/f.xml")])
    desk.run()
    assert sum(path.startswith("/s") for path in wire.paths()) == 5
    assert desk.ask("select attempts, count(*) from entries group by all order by all") == [(0, 7), (1, 5)]
    for slug in slugs:
        wire.serves(f"/{slug}.html", make_page(slug), content_type="text/html")
    desk.run()
    assert desk.ask("select count(*) from articles") == [(12,)]


def test_a_host_that_says_too_much_is_asked_at_half_the_pace_in_the_next_run_too(wire, tmp_path):
    desk = LineDesk(tmp_path, [wire.url("/f.xml")], host_delay_seconds=0.2)
    wire.replies_with("/a.html", Reply(status=503, body=b"busy"), *wire.replies["/a.html"])
    desk.run()
    desk.run()
    paces = desk.ask("select pace_s, count(*) from fetches where pace_s is not null group by all order by all")
    assert [pace for pace, _ in paces] == [0.2, 0.4]
    assert desk.ask("select too_soon from host_politeness") == [(0,)]


def test_the_same_page_under_many_addresses_is_one_article(wire, tmp_path):
    canonical = make_page("a").replace(b"<head>", f'<head><link rel="canonical" href="{wire.url("/a.html")}">'.encode())
    for path in ("/a.html", "/a.html/", "/amp/a.html", "/a.html?print=1"):
        wire.serves(path, canonical, content_type="text/html")
    wire.redirects("/short", "/a.html", 302)
    links = ["/a.html?utm_source=rss", "/a.html#comments", "/amp/a.html", "/a.html?print=1", "/short", "/a.html/"]
    for n, link in enumerate(links):
        item = f"<item><title>T{n}</title><link>{link}</link></item>"
        wire.serves(f"/{n}.xml", f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    desk = LineDesk(tmp_path, [wire.url(f"/{n}.xml") for n in range(len(links))])
    desk.run()
    asked = [path for path in wire.paths() if not path.endswith(("xml", "txt"))]
    assert len(asked) == 4, "spellings of one address are one request; then its print, the short link and its end"
    desk.run()
    assert desk.ask("select url from articles") == [(wire.url("/a.html"),)]
    assert desk.ask("select state, count(distinct article_id) from entries group by all") == [("stored", 1)]


def test_a_feed_s_retry_after_is_kept_though_a_person_asks(wire, desk):
    wire.fails("/f.xml", 429, retry_after="3600")
    desk.run()
    wire.serves("/f.xml", make_feed("a"))
    desk.run()
    assert wire.paths().count("/f.xml") == 1


def test_what_a_feed_asks_for_is_kept_by_the_schedule(wire, desk):
    wire.serves("/f.xml", make_feed("a", head="<ttl>300</ttl>"), cache_control="max-age=600")
    desk.run()
    desk.run(due=True)
    assert wire.paths().count("/f.xml") == 1
    ((due, ttl),) = desk.ask("select next_due_at, ttl_minutes from feeds")
    assert ttl == 300 and (due - datetime.now(UTC)).total_seconds() > 299 * 60
