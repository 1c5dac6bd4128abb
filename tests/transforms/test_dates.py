"""Dates: case table, what a page offers, and which one wins."""

import tomllib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.dates import choose_published, extract_date_candidates, parse_date
from transforms.lexicons import read_lexicon
from transforms.records import Candidate
from transforms.structured import read_structured

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "dates.toml").read_text(encoding="utf-8"))["cases"]
FETCHED = datetime(2024, 1, 1, tzinfo=UTC)


def chosen(*values, feed_date=None, language="en"):
    candidates = tuple(Candidate(value=value, source="test") for value in values)
    found = choose_published(candidates, feed_date=feed_date, fetched_at=FETCHED, language=language)
    return (found[0].instant.isoformat(), found[0].precision) if found else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['raw'][:30]}: {case['why']}")
def test_a_printed_date_is_read_or_refused(case):
    found = parse_date(case["raw"], language=case.get("language"))
    if "want" not in case:
        assert found is None
        return
    assert found is not None
    assert (found.instant.isoformat(), found.precision, found.raw) == (case["want"], case["precision"], case["raw"])


def test_a_time_without_zone_takes_the_default_offset():
    found = parse_date("2023-06-26 10:15", default_offset=timezone(timedelta(hours=2)))
    assert found is not None and found.instant.hour == 8 and found.offset_minutes is None


@given(st.text() | st.text(alphabet="0123456789-/.: TZ+Junegh年月", max_size=40))
def test_no_text_breaks_a_date(raw):
    found = parse_date(raw, language="de")
    assert found is None or found.instant.utcoffset() == timedelta(0)


def test_a_future_date_and_one_before_the_web_are_refused():
    assert chosen("2031-01-01T10:00:00Z", "1970-01-01T00:00:00Z") is None


def test_the_page_wins_over_the_feed():
    feed = datetime(2023, 6, 27, 9, 0, tzinfo=UTC)
    assert chosen("2023-06-26T10:15:00+02:00", feed_date=feed) == ("2023-06-26T08:15:00+00:00", "instant")


def test_the_feed_is_taken_when_the_page_is_silent():
    assert chosen(feed_date=datetime(2023, 6, 27, 9, 0, tzinfo=UTC)) == ("2023-06-27T09:00:00+00:00", "instant")


def test_a_day_is_sharpened_by_an_instant_of_that_day():
    assert chosen("2023-06-26", "2023-06-26T10:15:00+02:00") == ("2023-06-26T08:15:00+00:00", "instant")
    assert chosen("2023-06-26", "2023-06-20T10:15:00+02:00") == ("2023-06-26T00:00:00+00:00", "day")


def test_a_naive_time_takes_the_offset_of_its_zoned_twin():
    assert chosen("2023-06-26 10:15", "2023-06-26T08:15:30Z") == ("2023-06-26T08:15:30+00:00", "instant")
    assert chosen("2023-06-26 10:15", "2023-06-25T23:59:00+05:30") == ("2023-06-26T04:45:00+00:00", "instant")


def test_an_offset_written_on_purpose_wins_over_a_false_utc():
    assert chosen("2023-06-26T10:15:00Z", "2023-06-26T10:15:00+02:00") == ("2023-06-26T08:15:00+00:00", "instant")


def test_a_page_offers_its_dates_best_first_and_leaves_other_stories_out():
    html = """<html><head><meta property="article:modified_time" content="2023-06-27T08:00:00Z">
      <script type="application/ld+json">{"@type":"NewsArticle","headline":"Rates",
      "datePublished":"2023-06-26T10:15:00+02:00"}</script>
      </head><body><h1>Rates hold for now</h1><time datetime="2023-06-26">26 June</time><p>Text.</p>
      <div class="related-stories"><time datetime="2011-01-01">old</time></div></body></html>"""
    tree = lxml.html.document_fromstring(html)
    found = extract_date_candidates(tree, read_structured(tree))
    assert [c.source for c in found["published_at"][:2]] == ["json-ld:datePublished", "time"]
    assert [c.value for c in found["modified_at"]] == ["2023-06-27T08:00:00Z"]
    assert not any("2011" in c.value for c in found["published_at"])


def test_date_lexicons_are_sorted_and_say_why():
    for name, keys in (
        ("date_months", ("word", "language")),
        ("date_zones", ("zone", "language")),
        ("date_meta", ("name",)),
    ):
        rows = [tuple(row[key] for key in keys) for row in read_lexicon(name)]
        assert rows == sorted(set(rows)) and all(row["why"] for row in read_lexicon(name))
