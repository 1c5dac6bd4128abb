"""The line, end to end, on the bundled newsroom: what comes out, and what a second run changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.demo.server import Newsroom
from tests.desk import Desk


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as server:
        yield server


@pytest.fixture(scope="module")
def told(module_desk: Desk, newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a first run over the newsroom prints."""
    return module_desk.run("run", "--feeds", str(write_feeds(newsroom, tmp_path_factory.mktemp("feeds"))))


def write_feeds(newsroom: Newsroom, folder: Path) -> Path:
    path = folder / "feeds.toml"
    path.write_text(newsroom.feeds_toml(), encoding="utf-8")
    return path


def test_each_readable_story_is_stored_once(module_desk: Desk, told: str) -> None:
    stored = module_desk.ask("select count(*) as n, count(distinct url) as urls from articles")[0]
    assert stored["n"] == stored["urls"] >= 10


def test_a_picture_given_twice_is_one_row_with_both_variants(module_desk: Desk, told: str) -> None:
    (row,) = module_desk.ask("select * from captions where variants = 2")
    assert row["is_pool"]
    assert len(row["caption_raw"]) == 2
    assert row["depicted"][0]["position"] == "center"
    assert row["creators"] and row["creators"][0].istitle()


def test_what_could_not_be_made_has_its_reason(module_desk: Desk, told: str) -> None:
    reasons = {row["reason"] for row in module_desk.ask("select reason from rejects")}
    assert {"robots", "no-article"} <= reasons
    assert "robots" in told and "no-article" in told


def test_a_paywalled_story_says_so(module_desk: Desk, told: str) -> None:
    assert module_desk.ask("select url from articles where access = 'paywalled'")


def test_no_request_went_where_robots_forbids(module_desk: Desk, newsroom: Newsroom, told: str) -> None:
    refused = {row["url"] for row in module_desk.ask("select url from fetches where not robots_allowed")}
    asked = {newsroom.url + request.path for request in newsroom.requests}
    assert refused and not refused & asked


def test_each_response_lies_in_the_archive_with_its_own_headers(module_desk: Desk, told: str) -> None:
    from warcio.archiveiterator import ArchiveIterator

    stored = {row["url"] for row in module_desk.ask("select url from fetches where warc_file is not null")}
    archived = {}
    for file in (module_desk.home / "archive").rglob("*.warc.gz"):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response":
                    headers = record.http_headers
                    archived[record.rec_headers.get_header("WARC-Target-URI")] = headers.get_header("Server")
    assert stored <= set(archived)
    assert all(archived[url] for url in stored)


def test_the_run_is_a_row(module_desk: Desk, told: str) -> None:
    (run,) = module_desk.ask("select flow, state, ended_at from runs")
    assert (run["flow"], run["state"]) == ("ingest", "completed")
    assert run["ended_at"]


def test_a_second_run_stores_nothing_and_says_so(
    module_desk: Desk, newsroom: Newsroom, told: str, tmp_path: Path
) -> None:
    before = module_desk.counts()
    newsroom.requests.clear()
    said = module_desk.run("run", "--feeds", str(write_feeds(newsroom, tmp_path)))
    assert "Nothing new" in said
    after = module_desk.counts()
    assert {name for name in after if after[name] != before[name]} == {"runs", "fetches"}
    feeds = [request for request in newsroom.requests if request.path != "/robots.txt"]
    assert feeds and all(request.status == 304 for request in feeds)


def test_a_corrected_story_becomes_a_revision(module_desk: Desk, newsroom: Newsroom, told: str, tmp_path: Path) -> None:
    before = module_desk.counts()["articles"]
    newsroom.turn_to(2)
    module_desk.run("run", "--feeds", str(write_feeds(newsroom, tmp_path)))
    assert module_desk.counts()["articles"] == before
    (row,) = module_desk.ask("select revision, changes from revisions where revision > 1")
    assert row["revision"] == 2
    assert {"headline", "body", "correction"} <= set(row["changes"])
    (article,) = module_desk.ask(
        "select a.headline, r.headline as as_revised from articles a "
        "join revisions r using (article_id, revision) where r.revision = 2"
    )
    assert article["headline"] == article["as_revised"]


def test_deleted_stories_come_back_identical_from_the_archive(module_desk: Desk, newsroom: Newsroom, told: str) -> None:
    tables = ("articles", "bylines", "captions", "mentions", "quotes", "evidence", "revisions")
    before = {name: module_desk.ask(f"select * from {name} order by all") for name in tables}
    for name in tables:
        if name != "revisions":
            module_desk.write(f"delete from {name}")
    module_desk.run("backfill", "--from", "archive")
    after = {name: module_desk.ask(f"select * from {name} order by all") for name in tables}
    assert after == before
