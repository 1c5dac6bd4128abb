"""Politeness as the tables prove it: what the checks find, what the views show."""

from datetime import timedelta

import pytest

from transforms.records import FeedEntry, RobotsFile, Run
from transforms.text import make_id
from warehouse.checks import find_breaches
from warehouse.read import read_host_rests, read_robots

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def ask(load, make_fetch, noon):
    """Loads requests to one host, so many seconds after noon each, as a run of their own."""

    def run(*requests, run_id="run-1", robots=(), began=noon):
        values = {"run_id": run_id, "ms": 1000, "pace_s": 5}
        fetches = [
            make_fetch(fetch_id=make_id(run_id, str(n)), fetched_at=noon + at * SECOND, **(values | more))
            for n, (at, more) in enumerate(requests)
        ]
        row = Run(run_id=run_id, flow="ingest", started_at=began, state="running")
        load(fetches=fetches, robots=robots, runs=(row,))

    return run


def breaches(con):
    return {breach.check: breach.count for breach in find_breaches(con)}


def robots_file(noon, **more):
    values = {"origin": "https://news.example", "fetched_at": noon - HOUR, "good_until": noon + HOUR, "status": 200}
    return RobotsFile(**(values | more))


def test_requests_a_pace_apart_break_no_law(con, ask, noon):
    ask((0, {}), (6, {}), (12, {}), (12, {"host": "other.example"}), robots=[robots_file(noon)])
    assert breaches(con) == {}
    row = "select requests, least_gap_s, least_pace_s, too_soon from host_politeness where host = 'news.example'"
    assert con.execute(row).fetchone() == (3, 5.0, 5.0, 0)


def test_a_request_sooner_than_the_pace_breaks_it(con, ask):
    ask((0, {}), (5, {}))
    assert breaches(con) == {"host_pace": 1}
    assert con.execute("select least_gap_s, too_soon from host_politeness").fetchone() == (4.0, 1)


def test_a_request_while_the_one_before_still_ran_breaks_it(con, ask):
    ask((0, {"ms": 20_000}), (19, {}))
    assert breaches(con) == {"host_pace": 1}
    assert con.execute("select least_gap_s from host_politeness").fetchone() == (-1.0,)


def test_the_pause_holds_from_run_to_run(con, ask, noon):
    ask((0, {}))
    ask((3, {}), run_id="run-2", began=noon + SECOND)
    assert breaches(con) == {"host_pace": 1}


def test_a_breach_of_long_ago_does_not_bar_the_next_run(con, ask, noon):
    ask((0, {}), (3, {}))
    ask((3600, {}), run_id="run-2", began=noon + HOUR)
    assert breaches(con) == {}
    assert con.execute("select too_soon from host_politeness").fetchone() == (1,)


def test_what_robots_forbids_and_nobody_asked_for_is_no_breach(con, ask):
    ask((0, {}), (0, {"robots_allowed": False, "status": None, "pace_s": None}))
    assert breaches(con) == {}
    assert con.execute("select requests, kept_out_by_robots from host_politeness").fetchone() == (1, 1)


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503, None])
def test_a_request_to_an_origin_that_is_closed_is_a_breach(con, ask, noon, status):
    ask((0, {}), robots=[robots_file(noon, status=status)])
    assert breaches(con) == {"robots_obeyed": 1}


def test_a_request_that_robots_forbids_is_a_breach(con, ask):
    ask((0, {"robots_allowed": False}))
    assert breaches(con) == {"robots_obeyed": 1}


def test_robots_itself_may_be_asked_for(con, ask, noon):
    url = "https://news.example/robots.txt"
    ask((0, {"url": url, "final_url": url}), robots=[robots_file(noon, status=403)])
    assert breaches(con) == {}


def test_the_latest_robots_file_stands_and_is_read_while_it_is_good(con, load, noon):
    load(robots=[robots_file(noon, body="User-agent: *"), robots_file(noon, fetched_at=noon - 2 * HOUR, body="older")])
    load(robots=[robots_file(noon, fetched_at=noon - 3 * HOUR), robots_file(noon, origin="http://x.example")])
    assert con.execute("select count(*) from robots").fetchone() == (2,)
    assert {file.origin: file.body for file in read_robots(con, noon)} == {
        "http://x.example": None,
        "https://news.example": "User-agent: *",
    }
    assert read_robots(con, noon + HOUR) == ()
    later = {"fetched_at": noon - HOUR / 2}
    load(robots=[robots_file(noon, status=503, **later), robots_file(noon, origin="http://x.example", **later)])
    assert [file.origin for file in read_robots(con, noon)] == ["http://x.example"], "the other is asked for again"


def test_a_robots_file_loaded_twice_changes_nothing(con, load, noon):
    file = robots_file(noon, body="User-agent: *")
    load(robots=[file])
    assert load(robots=[file]).tables["robots"].unchanged == 1


def test_what_hosts_asked_of_us_is_remembered(con, ask, noon):
    ask((0, {"status": 503}), (10, {"status": 429, "retry_after_s": 600}), (20, {"host": "other.example"}))
    past = read_host_rests(con, noon + 60 * SECOND)
    assert past.strikes == {"news.example": 2}
    assert past.last_asked == {"news.example": noon + 11 * SECOND, "other.example": noon + 21 * SECOND}
    assert past.held_until == {"news.example": noon + 610 * SECOND}
    assert read_host_rests(con, noon + 2 * HOUR).strikes == {}


STATES = [
    ({"failures": 1.5, "last_error": "timeout: no answer"}, ("failing", "timeout: no answer")),
    ({"is_muted": True, "last_error": "http-410"}, ("muted", "http-410")),
    ({"last_polled_at": None}, ("new", "not polled yet")),
    ({"moving_to": "https://b.example/f"}, ("moving", "once more led to https://b.example/f, it moves there")),
    ({"moved_to": "https://b.example/f"}, ("moved", "polled at https://b.example/f")),
    ({}, ("good", None)),
]


@pytest.mark.parametrize(("more", "answer"), STATES, ids=lambda value: value[0] if isinstance(value, tuple) else "")
def test_a_feed_has_a_state_and_a_reason(con, load, make_feed, noon, more, answer):
    load(feeds=(make_feed(**{"last_polled_at": noon, "failures": 0.0, "last_error": None, **more}),))
    assert con.execute("select state, reason from feed_health").fetchone() == answer


def test_an_answer_that_was_no_feed_is_a_failed_poll(con, load, make_feed, make_fetch, noon):
    feed = make_feed(failures=1.5, last_error="not-a-feed")
    polls = [{"entries_shown": 3}, {"status": 304, "from_cache": True}, {"status": 200}, {"status": 503}]
    load(
        feeds=(feed,),
        fetches=[
            make_fetch(n, feed_id=feed.feed_id, fetched_at=noon + n * HOUR, **poll) for n, poll in enumerate(polls)
        ],
    )
    health = con.execute("select polls, good_polls, last_good_at, failures from feed_health").fetchone()
    assert health == (4, 2, noon + HOUR, 2)


@pytest.mark.parametrize(("weighted", "failures"), [(0.0, 0), (0.5, 1), (2.25, 3)])
def test_failures_of_a_feed_are_counted_in_whole_polls(con, load, make_feed, weighted, failures):
    load(feeds=(make_feed(failures=weighted),))
    assert con.execute("select failures from feed_health").fetchall() == [(failures,)]


def test_a_poll_that_showed_nothing_known_is_a_possible_gap(con, load, make_feed, make_fetch, noon):
    feed = make_feed()
    polls = [(None, 10), (4, 10), (0, 10), (0, 0)]
    load(
        feeds=(feed,),
        fetches=[
            make_fetch(n, feed_id=feed.feed_id, fetched_at=noon + n * HOUR, entries_known=known, entries_shown=shown)
            for n, (known, shown) in enumerate(polls)
        ],
    )
    gaps = con.execute("select fetched_at, polled_before_at, new_entries from coverage_gaps").fetchall()
    assert gaps == [(noon + 2 * HOUR, noon + HOUR, 10)]


def test_an_item_that_leads_to_a_stored_page_in_another_spelling_is_not_asked_for(con, load, make_story, make_entry):
    story = make_story()
    load(stories=(story,), entries=(make_entry("a/7", feed_id=1, state="stored", article_id=story.article_id),))
    said = FeedEntry(url="http://m.news.example/a/7/?utm_source=x#top")
    load(entries=(make_entry("other", feed_id=2, said=said),))
    states = con.execute("select state, article_id from entries order by feed_id").fetchall()
    assert states == [("stored", story.article_id)] * 2
