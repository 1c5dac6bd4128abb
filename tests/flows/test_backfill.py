"""Backfills on a site with a past: each origin fills the days asked for, and nothing is asked or stored twice."""

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.desk import SAME, Desk, make_desk
from tests.flows.lines import make_feed, make_page
from tests.flows.pastsite import PastSite
from tests.flows.wire import Reply, Wire
from tests.starter import Forked, Starter
from warehouse.connection import make_paths, open_private
from warehouse.publish import publish

FIRST = datetime(2024, 1, 1, 9, tzinfo=UTC)
KILLS = 3


@pytest.fixture(scope="module")
def site() -> Iterator[PastSite]:
    """A story a day from January to April 2024."""
    with PastSite(121, FIRST, days=121) as past:
        yield past


@pytest.fixture(scope="module")
def past(module_desk: Desk, site: PastSite, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk whose only source is the site; each test fills a month of its own."""
    know(module_desk, site, tmp_path_factory.mktemp("feeds"))
    return module_desk


def know(desk: Desk, site: PastSite, folder: Path) -> None:
    feeds = folder / "feeds.toml"
    feeds.write_text(site.feeds_toml(), encoding="utf-8")
    desk.environment["COPYDESK_FEEDS_FILE"] = str(feeds)


def stored(desk: Desk, month: str) -> set[str]:
    return {
        row["url"] for row in desk.ask(f"select url from articles where strftime(published_at, '%Y-%m') = '{month}'")
    }


def asked(site: PastSite) -> set[str]:
    return {site.url + path for path in site.story_requests()}


def days_of(month: str, last: int) -> tuple[str, ...]:
    return ("--since", f"{month}-01", "--until", f"{month}-{last}")


def test_sitemaps_fill_a_month_and_ask_for_nothing_else(past: Desk, site: PastSite) -> None:
    site.requests.clear()
    february = site.month(2024, 2)
    said = past.run("backfill", "--from", "sitemap", *days_of("2024-02", 29))
    assert f"Stored {len(february)} new articles" in said
    assert stored(past, "2024-02") == february == asked(site)
    assert set(site.story_requests().values()) == {1}
    # the names of the other months' sitemaps tell that they hold nothing of February
    assert [path for path in site.requests if path.startswith("/maps/")] == ["/maps/2024-02.xml.gz"]
    windows = past.ask("select state, counts['pages'] as pages from windows")
    assert len(windows) == 29 and {row["state"] for row in windows} == {"completed"}
    assert sum(row["pages"] for row in windows) == len(february)
    (row,) = past.ask("select sum(known) as known, min(share) as share from coverage where day < '2024-03-01'")
    assert (row["known"], row["share"]) == (len(february), 1.0)


def test_asked_again_nothing_is_asked_of_anybody(past: Desk, site: PastSite) -> None:
    before = past.counts()
    site.requests.clear()
    past.run("backfill", "--from", "sitemap", *days_of("2024-02", 29))
    assert not site.requests
    after = past.counts()
    assert {name for name in after if after[name] != before[name]} == {"runs"}


def test_older_pages_of_a_feed_fill_a_month_and_stop_behind_it(past: Desk, site: PastSite) -> None:
    site.requests.clear()
    march = site.month(2024, 3)
    past.run("backfill", "--from", "feed", "--publisher", "The Past Post", *days_of("2024-03", 31))
    assert stored(past, "2024-03") == march == asked(site)
    # March ends on the second page; the fourth one is the first that holds nothing of it
    assert len([path for path in site.requests if path.startswith("/feed/")]) <= 4


def test_foreign_warc_files_fill_a_month_without_any_network(past: Desk, site: PastSite, tmp_path: Path) -> None:
    site.requests.clear()
    site.write_warc(tmp_path / "one.warc.gz", site.pages[::2])
    site.write_warc(tmp_path / "two.warc", site.pages[1::2])
    whole = (tmp_path / "one.warc.gz").read_bytes()
    (tmp_path / "torn.warc.gz").write_bytes(whole[:-300])
    april = site.month(2024, 4)
    said = past.run("backfill", "--from", "warc", "--file", str(tmp_path), *days_of("2024-04", 30))
    assert stored(past, "2024-04") == april
    assert not site.requests
    assert len(past.ask("from imports")) == len(april), "what two files hold is copied once"
    assert "warc-cut-short" in said or "warc-unreadable" in said
    (article,) = past.ask("select distinct publisher from articles where published_at >= '2024-04-01'")
    assert article["publisher"] == "The Past Post"


def test_a_list_of_addresses_fills_the_days_asked_for(past: Desk, site: PastSite, tmp_path: Path) -> None:
    site.requests.clear()
    january = site.month(2024, 1)
    rows = [{"url": site.url + page.path, "date": page.at.isoformat()} for page in site.pages]
    (tmp_path / "list.jsonl").write_text("\n".join(map(json.dumps, rows)))
    past.run("backfill", "--from", "urls", "--file", str(tmp_path / "list.jsonl"), *days_of("2024-01", 31))
    assert stored(past, "2024-01") == january == asked(site)


def test_all_of_it_comes_back_identical_from_the_archive(past: Desk, site: PastSite) -> None:
    # clusters of invented stories, which share most of their sentences, are drawn anew by who comes first
    rows = "select * exclude (first_seen_at, cluster_id) from articles order by all"
    before = past.ask(rows)
    assert len(before) == len(site.pages)
    past.write("delete from articles")
    past.run("backfill", "--from", "archive")
    assert past.ask(rows) == before


def test_a_dry_run_says_what_it_would_take_and_changes_nothing(past: Desk, site: PastSite) -> None:
    before = past.counts()
    said = past.run("backfill", "--from", "sitemap", "--since", "2024-01-01", "--until", "2024-12-31", "--dry-run")
    assert f"{len(site.pages)} pages known already, 0 new" in said
    assert past.counts() == before


def test_a_dry_run_leaves_a_host_alone_that_asked_for_rest(past: Desk, site: PastSite) -> None:
    rest = "now() as fetched_at, 429 as status, 3600 as retry_after_s, 1 as fetch_id"
    past.write(
        f"insert into fetches by name select * replace ({rest}) from fetches where retry_after_s is null limit 1"
    )
    site.requests.clear()
    past.run("backfill", "--from", "sitemap", "--since", "2024-01-01", "--until", "2024-12-31", "--dry-run")
    past.write("delete from fetches where fetch_id = 1")
    assert not site.requests


def test_comparing_tells_what_remaking_changes_and_applies_it_only_when_told(past: Desk, site: PastSite) -> None:
    past.write("update articles set byline = 'By Nobody', row_hash = 1, transform_version = '0.0.1'")
    april = ("--until", "2024-04-30")  # by when they were fetched: only the foreign pages were so early
    said = past.run("backfill", "--from", "archive", "--compare", *april)
    assert f"{len(site.month(2024, 4))}  byline" in said and "- By Nobody" in said
    parts = ("bylines.", "captions.", "mentions.", "quotes.")
    assert not [line for line in said.splitlines() if any(part in line for part in parts)], "these are as they were"
    assert past.ask("select distinct byline from articles") == [{"byline": "By Nobody"}]
    past.run("backfill", "--from", "archive", "--compare", "--apply", *april)
    remade = past.ask("select byline, published_at < '2024-04-01' as is_older from articles")
    assert {row["is_older"] for row in remade if row["byline"] == "By Nobody"} == {True}, "only the days asked for"
    assert "Nothing of what was compared would change" in past.run("backfill", "--from", "archive", "--compare", *april)


def test_what_was_remade_is_taken_back_and_what_came_since_stays(past: Desk, site: PastSite, tmp_path: Path) -> None:
    past.write("update articles set byline = 'By Nobody', row_hash = 1, transform_version = '0.0.1'")
    publish(make_paths(past.home))
    before = rows_of(past)
    past.run("backfill", "--from", "archive")
    assert past.ask("select * from articles where byline = 'By Nobody'") == []
    assert "can be taken back until" in past.run("backfill", "status")
    with Wire() as wire:  # a scheduled run brings a story
        wire.serves("/f.xml", make_feed("late", base=wire.url("")))
        wire.replies_with("/late.html", Reply(body=make_page("late"), headers={"Content-Type": "text/html"}))
        (tmp_path / "late.toml").write_text(f'[[feeds]]\nurl = "{wire.url("/f.xml")}"\n')
        past.run("run", "--feeds", str(tmp_path / "late.toml"))
    (late,) = past.ask("select article_id, url from articles where headline = 'Ferry late sails again'")
    said = past.run("backfill", "undo", "--yes")
    assert f"{len(site.pages)} stories go back to what transforms 0.0.1 made of them" in said
    after = rows_of(past, but=late["article_id"])
    assert {name for name in SAME if after[name] != before[name]} == {"feeds"}
    assert past.ask(f"select url from articles where article_id = {late['article_id']}") == [{"url": late["url"]}]
    assert "Nothing to undo" in past.run("backfill", "undo", "--yes")
    assert "Nothing to go on with" in past.run("backfill", "resume"), "it is not done again by itself"
    assert "undone" in past.run("backfill", "status")


def rows_of(desk: Desk, but: int = 0) -> dict[str, list[dict[str, object]]]:
    """All that two states of a home must agree in; `but` a story."""
    found = {name: desk.ask(f"select {columns} from {name} order by all") for name, columns in SAME.items()}
    return {name: [row for row in rows if row.get("article_id") != but] for name, rows in found.items()}


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (("--since", "2024-03-04", "--until", "2024-03-01"), "exchange them"),
        (("--from", "feed", "--feed", "https://nowhere.example/rss"), "not among the feeds"),
        (("--from", "sitemap", "--publisher", "The Pest Post"), "did you mean 'The Past Post'"),
        (("--from", "warc", "--file", "/nowhere/at-all.warc.gz"), "no such file"),
        (("--from", "urls", "--file", "/nowhere/list.txt"), "cannot be read"),
        (("--from", "warc"), "--file"),
        (("--from", "sitemap", "--compare"), "--from archive"),
        (("--max-pages", "0"), "nothing would be done"),
    ],
)
def test_bad_input_is_refused_before_anything_is_begun(past: Desk, arguments: tuple[str, ...], wrong: str) -> None:
    said = past.run("backfill", *arguments, expect=2)
    assert wrong in said


def test_where_no_feed_is_known_nothing_is_begun(desk: Desk, tmp_path: Path) -> None:
    desk.environment["COPYDESK_FEEDS_FILE"] = str(tmp_path / "none.toml")
    for origin in ("all", "sitemap", "feed"):
        assert "copydesk feeds add URL" in desk.run("backfill", "--from", origin, expect=2)
    assert "No backfill has been asked for yet" in desk.run("backfill", "status")


def test_redo_asks_once_more_for_a_page_that_failed(desk: Desk, site: PastSite, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{site.url}/none\nnonsense\n")
    ask = ("backfill", "--from", "urls", "--file", str(tmp_path / "list.txt"))
    for arguments, times in ((), 1), ((), 0), (("--redo",), 1):
        site.requests.clear()
        said = desk.run(*ask, *arguments)
        assert [path for path in site.requests if path == "/none"] == ["/none"] * times
        assert times == 0 or "list.txt: 1 rows hold no address" in said


@pytest.mark.slow
def test_stopped_or_killed_at_random_and_resumed_the_rows_are_the_same_and_hardly_a_page_is_asked_twice(
    tmp_path: Path, prefect_api: str, starter: Starter, site: PastSite
) -> None:
    site.requests.clear()
    desk = make_desk(tmp_path / "home", prefect_api, starter)
    know(desk, site, tmp_path)
    desk.environment["COPYDESK_HOST_DELAY_SECONDS"] = "0.01"
    chance = random.Random(20261124)
    for number in range(KILLS):
        asked_before = sum(site.story_requests().values())
        process = desk.fork("backfill", "--from", "sitemap", "--since", "2024-01-01", "--until", "2024-04-30")
        target = asked_before + chance.randint(10, len(site.pages) // KILLS)
        wait_for(process, lambda: sum(site.story_requests().values()) >= target)  # noqa: B023
        assert process.poll() is None, "it ended before it was stopped"
        os.killpg(process.pid, signal.SIGKILL if number else signal.SIGINT)
        process.communicate(timeout=120)
        if not number:
            assert process.returncode == 130
            assert "stopped" in desk.run("backfill", "status")
            with open_private(make_paths(desk.home)) as con:
                assert con.sql("select state, ended_at is not null from runs").fetchall() == [("stopped", True)]
    desk.run("backfill", "resume")
    assert {row["url"] for row in desk.ask("select url from articles")} == {site.url + page.path for page in site.pages}
    twice = sum(n - 1 for n in site.story_requests().values())
    assert twice <= max(KILLS, len(site.pages) // 50), "the page under way at a kill may be asked once more"
    assert "completed" in desk.run("backfill", "status")
    assert "Nothing to go on with" in desk.run("backfill", "resume")


def wait_for(process: Forked, is_so: object) -> None:
    assert callable(is_so)
    deadline = time.monotonic() + 300
    while process.poll() is None and not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
