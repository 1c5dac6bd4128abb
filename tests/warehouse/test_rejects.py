"""Rejects: tried again by address or reason, with a history that outlives being resolved."""

from datetime import timedelta

import pytest

from warehouse.read import read_entries
from warehouse.rejects import read_rejects, retry_rejects


@pytest.fixture
def rejected(load, make_entry, make_reject, make_fetch):
    """One page that gave no story, and one that could not be fetched."""
    entries = (make_entry("broken", state="rejected", attempts=1), make_entry("gone", state="rejected", attempts=1))
    gone = make_reject(stage="fetch", url="https://news.example/gone", reason="http-404")
    page = make_fetch(url="https://news.example/broken", final_url="https://news.example/broken?x")
    load(entries=entries, rejects=(make_reject(), gone), fetches=(page,))
    return entries


def test_a_page_that_gave_no_story_is_made_again_from_the_archive(con, rejected, noon):
    assert retry_rejects(con, url=None, reason="no-article", now=noon) == 1
    broken, gone = (read_entries(con, [entry.entry_id])[0] for entry in rejected)
    assert (broken.state, broken.attempts, broken.page_url) == ("waiting", 0, "https://news.example/broken?x")
    assert broken.page is not None and broken.page.warc_offset == 100
    assert gone.state == "rejected"


def test_a_page_that_did_not_come_is_asked_for_again(con, rejected, noon):
    assert retry_rejects(con, url="https://news.example/gone", reason=None, now=noon) == 1
    (gone,) = read_entries(con, [rejected[1].entry_id])
    assert (gone.state, gone.page) == ("waiting", None)
    assert retry_rejects(con, url="https://news.example/other", reason=None, now=noon) == 0


def test_a_feed_that_failed_is_due_at_once(con, load, make_feed, make_reject, noon):
    load(
        feeds=(make_feed(is_muted=True, next_due_at=noon),),
        rejects=(make_reject(stage="poll", url=make_feed().url, reason="http-410"),),
    )
    assert retry_rejects(con, url=make_feed().url, reason=None, now=noon) == 1
    assert con.execute("select next_due_at, is_muted from feeds").fetchone() == (None, False)


def test_resolved_ones_keep_their_history(con, load, rejected, make_reject, noon):
    url = make_reject().url
    retry_rejects(con, url=url, reason=None, now=noon + timedelta(hours=1))
    load(resolved_urls=(url,), now=noon + timedelta(hours=2))
    load(run_id="run-2", rejects=(make_reject(rejected_at=noon + timedelta(hours=3)),))
    load(run_id="run-2", rejects=(make_reject(rejected_at=noon + timedelta(hours=3)),))
    found = read_rejects(con, url)
    assert [row["event"] for row in found.history] == ["rejected", "retried", "resolved", "rejected"]
    assert found.rejects[0]["attempts"] == 2
    assert found.page is not None
