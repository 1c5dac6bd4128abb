"""Dates: case table, what a page offers, and which one wins."""

import tomllib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.dates import choose_date, extract_date_candidates, mark_refused, parse_date, read_dates
from transforms.lexicons import read_lexicon
from transforms.records import Candidate
from transforms.structured import read_structured

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "dates.toml").read_text(encoding="utf-8"))["cases"]
FETCHED = datetime(2024, 1, 1, tzinfo=UTC)


def chosen(*values, feed_date=None, language="en"):
    candidates = tuple(Candidate(value=value, source="test") for value in values)
    found = choose_date(read_dates(candidates, feed_date=feed_date, language=language), FETCHED)
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


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2099, 1, 1)),
    st.sampled_from(["", "Z", "+0530", "-08:00", "+14:30", ".123Z", ".5+01:00"]),
    st.sampled_from("T "),
)
def test_dates_of_data_are_read_alike_alone_and_among_words(at, tail, between):
    text = at.replace(microsecond=0).isoformat(between) + tail
    alone, framed = parse_date(text), parse_date(f"Published {text} in Gull Holm")
    assert alone is not None and framed is not None
    assert (alone.instant, alone.precision, alone.offset_minutes) == (
        framed.instant,
        framed.precision,
        framed.offset_minutes,
    )


def test_a_future_date_and_one_before_the_web_are_refused():
    assert chosen("2031-01-01T10:00:00Z", "1970-01-01T00:00:00Z") is None


def test_refused_dates_say_why_in_their_source():
    values = ("2031-01-01T10:00:00Z", "1970-01-01T00:00:00Z", "3/4/2023", "2023-06-26")
    candidates = tuple(Candidate(value=value, source="x") for value in values)
    marked = mark_refused(read_dates(candidates, feed_date=FETCHED, language="en"), FETCHED)
    assert [candidate.source for candidate in marked] == [
        "x (refused: in the future)",
        "x (refused: before 1990)",
        "x (refused: no date that can be told)",
        "x",
        "feed",
    ]


def test_the_order_of_day_and_month_is_settled_by_another_candidate():
    assert chosen("3/4/2023", "April 3, 2023") == ("2023-04-03T00:00:00+00:00", "day")
    assert chosen("3/4/2023", "2023-03-04T10:00:00Z") == ("2023-03-04T10:00:00+00:00", "instant")


def test_letters_of_several_zones_mean_the_offset_that_the_page_states_elsewhere():
    assert chosen("26 June 2023 10:15 IST") == ("2023-06-26T04:45:00+00:00", "instant")
    assert chosen("26 June 2023 10:15 IST", "2023-06-27T08:00:00+01:00") == ("2023-06-26T09:15:00+00:00", "instant")
    assert chosen("26 June 2023 10:15 CST", "2023-06-27T08:00:00+08:00") == ("2023-06-26T02:15:00+00:00", "instant")


def test_the_midnight_of_a_system_is_but_a_day():
    assert chosen("2023-06-26T00:00:00+02:00") == ("2023-06-26T00:00:00+00:00", "day")
    assert chosen("2023-06-25T22:00:00Z", "26. Juni 2023") == ("2023-06-26T00:00:00+00:00", "day")
    assert chosen("2023-06-25T22:00:00Z", "25 June 2023") == ("2023-06-25T22:00:00+00:00", "instant")


def test_three_kinds_of_sources_that_agree_outvote_a_lone_first():
    lone = Candidate(value="2023-06-24T07:29:00Z", source="json-ld:datePublished")
    others = [Candidate(value="2023-06-26", source=source) for source in ("meta:date", "time", "url")]
    found = choose_date(read_dates((lone, *others), feed_date=None, language="en"), FETCHED)
    assert found is not None and found[1].source == "meta:date"
    found = choose_date(read_dates((lone, *others[:2]), feed_date=None, language="en"), FETCHED)
    assert found is not None and found[1] is lone


def test_where_nothing_is_declared_a_labelled_date_goes_before_one_in_a_text():
    caption = "<i>A ferry of the northern line waits in the harbour of Gull Holm, 24 April 2023</i>"
    body = f"<h1>Rates hold for now</h1>{caption}<ul><li>Datum 28.04.2023</li></ul>"
    tree = lxml.html.document_fromstring(f"<html><body>{body}</body></html>")
    assert extract_date_candidates(tree, read_structured(tree))["published_at"][0].value == "Datum 28.04.2023"


def test_microdata_of_other_stories_count_only_where_nothing_else_tells_a_date():
    related = '<div class="related"><i itemprop="datePublished" content="2021-05-04T10:00:00Z"></i></div>'
    own = '<i itemprop="datePublished" content="2023-06-26T10:15:00Z"></i>'

    def values(body: str) -> list[str]:
        tree = lxml.html.document_fromstring(f"<html><body><h1>Rates hold for now</h1>{body}<p>Text.</p></body></html>")
        return [c.value for c in extract_date_candidates(tree, read_structured(tree))["published_at"]]

    assert values(own + related) == ["2023-06-26T10:15:00Z"]
    assert values(related) == ["2021-05-04T10:00:00Z"]


def test_a_day_that_opens_the_text_is_a_candidate():
    body = "<h1>Rates hold for now</h1><p>29.11.2022 – The ministers met in the harbour of Gull Holm.</p>"
    tree = lxml.html.document_fromstring(f"<html><body>{body}</body></html>")
    found = extract_date_candidates(tree, read_structured(tree))["published_at"]
    assert Candidate(value="29.11.2022", source="opening") in found


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
