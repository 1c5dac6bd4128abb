"""What code asks is answered as it was written; and every view answers."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from transforms.records import PageRef, Run
from warehouse.migrate import read_sql
from warehouse.read import (
    read_cut_short,
    read_entries,
    read_feeds,
    read_known_entries,
    read_page_fetches,
    read_running,
    read_status,
    read_story,
    read_waiting,
)

PAGE = PageRef(warc_file="2026/11/20/a.warc.gz", warc_offset=9, sha256="ab" * 32)


def test_feeds_and_entries_come_back_as_they_were(con, load, make_feed, make_entry, noon):
    feed = make_feed(etag='W/"1"', failures=0.5, next_due_at=noon)
    entry = make_entry(page=PAGE, page_url="https://news.example/harbour?x", page_fetched_at=noon)
    load(feeds=(feed,), entries=(entry, make_entry("mill")))
    assert read_feeds(con) == (feed,)
    assert read_entries(con, [entry.entry_id, 5]) == (entry,)
    assert set(read_known_entries(con, [feed.feed_id])) == {entry, make_entry("mill")}
    assert read_known_entries(con, []) == ()


def test_only_entries_that_wait_and_are_due_are_taken_up(con, load, make_entry, noon):
    due = make_entry("due", next_attempt_at=noon)
    load(
        entries=(
            due,
            make_entry("later", next_attempt_at=noon + timedelta(hours=1)),
            make_entry("new"),
            make_entry("stored", state="stored", article_id=1),
        )
    )
    now = noon + timedelta(minutes=1)
    assert read_waiting(con, now, 10) == (make_entry("new"), due)
    assert read_waiting(con, now, 1) == (make_entry("new"),)
    assert len(read_waiting(con, now, 10, ignore_backoff=True)) == 3


def test_the_backfill_gets_article_pages_and_nothing_else(con, load, make_feed, make_fetch, make_entry, noon):
    entry = make_entry(page_url="https://news.example/moved")
    pages = (
        make_fetch(1),
        make_fetch(2, url="https://news.example/moved", final_url="https://news.example/moved"),
        make_fetch(3, url="https://news.example/unknown", final_url="https://news.example/unknown"),
    )
    others = (
        make_fetch(4, url="https://news.example/feed"),
        make_fetch(5, url="https://news.example/robots.txt"),
        make_fetch(6, status=404),
        make_fetch(7, warc_file=None, from_cache=True),
        make_fetch(8, error="too-large"),
        make_fetch(9, fetched_at=noon + timedelta(days=2)),
    )
    load(feeds=(make_feed(),), entries=(entry,), fetches=(*pages, *others))
    found = read_page_fetches(con, noon, noon + timedelta(days=1))
    assert [item.fetch_id for item in found] == [page.fetch_id for page in pages]
    assert [item.entry for item in found] == [entry, entry, None]
    assert found[0].page == PageRef(warc_file="2026/11/20/a.warc.gz", warc_offset=100, sha256="00" * 32)


def test_a_story_is_found_by_any_of_its_addresses(con, load, make_story, make_entry):
    story = make_story(canonical_url="https://news.example/canonical")
    given = make_entry(state="stored", article_id=story.article_id)
    given = replace(given, said=replace(given.said, url="https://feeds.example/1"))
    load(stories=(story,), entries=(given,))
    for url in (story.url, "https://news.example/canonical", "https://feeds.example/1"):
        (found,) = read_story(con, url)
        assert found.article["headline"] == story.headline
        assert (found.captions[0]["creators"], found.bylines[0]["name"]) == (["Sam Sample"], "Ann Example")
        assert (len(found.mentions), len(found.evidence), len(found.revisions)) == (2, 1, 1)
    assert read_story(con, "https://news.example/other") == ()


def test_the_status_counts_what_waits_and_what_is_open(con, load, make_entry, make_reject, make_feed, noon):
    load(entries=(make_entry(),), rejects=(make_reject(),), feeds=(make_feed(failures=1.0),))
    status = read_status(con, noon)
    assert (status["entries_waiting"], status["rejects_open"], status["feeds_failing"]) == (1, 1, 1)
    assert status["last_run_id"] is None


@pytest.fixture
def newsroom(load, make_story, make_feed, make_fetch, make_entry, make_reject, noon):
    first = {"caption": "Jane Roe at the long quay of Port Elm", "sketch": (1, 2, 3, 4)}
    later = {"publisher": "The Mill Post", "published_at": noon - timedelta(minutes=90), "sketch": (1, 2, 3, 6, 7, 8)}
    wire = make_story("wire", **(first | later))
    load(
        stories=(make_story(**first), make_story(hours=1, headline="Harbour opens", **first), wire),
        feeds=(make_feed(),),
        entries=(make_entry(),),
        rejects=(make_reject(),),
        fetches=(make_fetch(1), make_fetch(2), make_fetch(3, url="https://news.example/feed", entries_shown=1)),
    )


def test_what_a_stopped_run_left_is_for_the_next_one_to_take_up(con, load, noon):
    runs = [("a", "running"), ("b", "stopped"), ("c", "completed"), ("d", "stopped"), ("e", "stopped")]
    for hours, (name, state) in enumerate(runs):
        load(runs=(Run(run_id=name, flow="backfill", started_at=noon + timedelta(hours=hours), state=state),))
    load(runs=(Run(run_id="f", flow="ingest", started_at=noon + timedelta(days=1), state="running"),))
    assert [run.run_id for run in read_cut_short(con, "backfill")] == ["a", "d", "e"]
    assert [run.run_id for run in read_running(con, "backfill")] == ["a"]


ANSWERS = {
    "articles_per_day": ("select publisher, articles from articles_per_day order by 1", ("The Elm Courier", 1)),
    "byline_activity": ("select name, articles from byline_activity", ("Ann Example", 1)),
    "photo_credits": ("select agency, photographer, pictures from photo_credits", ("EX", "Sam Sample", 1)),
    "revisions": ("select revision, headline, body like '%Port Elm reopened%' from revisions order by seen_at desc",
                  (2, "Harbour opens", True)),
    "revision_changes": ("select headline_before, headline, changes from revision_changes",
                         ("Harbour reopens after storm", "Harbour opens", ["headline"])),
    "articles_as_of": ("select headline, revision from articles_as_of(now()) where publisher = 'The Elm Courier'",
                       ("Harbour opens", 2)),
    "canonical_entities": ("select name, entity_id = canonical_id from canonical_entities", ("Jane Roe", True)),
    "entity_aliases": ("select alias, name, source from entity_aliases", ("Jane Roe", "Jane Roe", "name")),
    "entity_trends": ("select name, articles, mentions from entity_trends", ("Jane Roe", 2, 4)),
    "entity_cooccurrence": ("select count(*) from entity_cooccurrence", (0,)),
    "people_roles": ("select count(*) from people_roles", (0,)),
    "syndication": ("select publisher, other_publisher, minutes_later, share_cut, share_added from syndication",
                    ("The Elm Courier", "The Mill Post", 30, 0.25, 0.5)),
    "story_clusters": ("select original_publisher, stories, publisher_names, minutes from story_clusters",
                       ("The Elm Courier", 2, ["The Elm Courier", "The Mill Post"], 30)),
    "search_articles": ("select score > 0, headline from search_articles('opens')", (True, "Harbour opens")),
    "photo_reuse": ("select caption_key, creators, articles, publishers from photo_reuse",
                    ("jane roe at the long quay of port elm", ["Sam Sample"], 2, 2)),
    "feed_health": ("select polls, good_polls, waiting from feed_health", (1, 1, 1)),
    "coverage": ("select day::varchar, known, missing from coverage", ("2026-11-20", 1, 1)),
    "coverage_gaps": ("select count(*) from coverage_gaps", (0,)),
    "host_politeness": ("select host, requests, least_gap_s from host_politeness", ("news.example", 3, 59.995)),
    "resolved_rejects": ("select count(*) from resolved_rejects", (0,)),
    "open_rejects": ("select reason, attempts from open_rejects", ("no-article", 1)),
}  # fmt: skip


@pytest.mark.parametrize("view", ANSWERS)
def test_a_view_answers(con, newsroom, view):
    sql, answer = ANSWERS[view]
    assert con.execute(sql).fetchone() == answer


def test_every_view_has_an_answer_here():
    named = {
        re.split(r"[ (]", line)[4]
        for sql in read_sql("views").values()
        for line in sql.splitlines()
        if line.startswith("create or replace view") or line.endswith(" as table")
    }
    assert named == set(ANSWERS)
