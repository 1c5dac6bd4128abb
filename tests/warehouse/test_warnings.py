"""Bands: a site that changed its layout, or fell silent, is told; nothing is stopped."""

from datetime import timedelta

import pytest

from transforms.records import Run
from warehouse.checks import find_breaches, find_warnings

DAYS = 16


@pytest.fixture
def weeks(load, make_story, make_entry, make_feed, make_fetch, noon):
    """Two weeks of ten stories a day; the last day as the test says."""

    def run(last=10, *, byline="By Ann Example", rejected=0):
        stories, entries = [], []
        for day in range(DAYS):
            at = noon - timedelta(days=DAYS - day)
            is_last = day == DAYS - 1
            for n in range(last if is_last else 10):
                slug = f"d{day}-{n}"
                line = byline if is_last else "By Ann Example"
                story = make_story(slug, first_seen_at=at, fetched_at=at, published_at=at, byline=line, sketch=())
                stories.append(story)
                state = {"state": "stored", "article_id": story.article_id}
                entries.append(make_entry(slug, first_seen_at=at, last_seen_at=at, **state))
            if is_last:
                entries += [
                    make_entry(f"r{n}", state="rejected", first_seen_at=at, last_seen_at=at) for n in range(rejected)
                ]
        load(stories=tuple(stories), entries=tuple(entries), feeds=(make_feed(),), fetches=(make_fetch(),))

    return run


def told(con):
    return {(item.check, item.rows[0][:2]) for item in find_warnings(con)}


def test_a_publisher_that_goes_on_as_before_is_no_news(con, weeks):
    weeks()
    assert find_warnings(con) == find_breaches(con) == ()


@pytest.mark.parametrize("last", [2, 31])
def test_a_publisher_that_falls_silent_or_floods_is_told(con, weeks, last):
    weeks(last)
    (warning,) = find_warnings(con)
    assert (warning.check, warning.is_warning) == ("volume_band", True)
    assert dict(zip(warning.columns, warning.rows[0], strict=True))["stories"] == last


def test_a_layout_that_hides_its_bylines_is_told(con, weeks):
    weeks(byline=None)
    assert told(con) == {("extraction_band", ("The Elm Courier", "byline"))}


def test_pages_that_give_no_story_any_more_are_told(con, weeks):
    weeks(6, rejected=20)
    assert told(con) == {("extraction_band", ("The Elm Courier", "story"))}


def test_an_answer_that_was_never_archived_is_told(con, load, make_fetch, noon):
    load(fetches=(make_fetch(warc_file=None, run_id="check-1"),))
    assert not find_warnings(con)  # what is asked in passing is not kept
    run = Run(run_id="run-1", flow="ingest", started_at=noon, state="running")
    load(runs=(run,), fetches=(make_fetch(2, warc_file=None), make_fetch(3, warc_file=None, from_cache=True)))
    assert [(item.check, item.count) for item in find_warnings(con)] == [("archived", 1)]
