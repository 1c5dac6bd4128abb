"""When quoted words were said: cases and laws. Nothing is fetched."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.dates import ParsedDate
from transforms.dates.relative import NamedDay, resolve_day
from transforms.entities import extract_mentions
from transforms.lexicons import read_lexicon
from transforms.quotes import extract_quotes

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "said_on.toml").read_text(encoding="utf-8"))["rows"]


def written(instant: datetime, precision: str = "instant", offset: int | None = 0) -> ParsedDate:
    return ParsedDate(instant=instant, precision=precision, offset_minutes=offset, raw="")


WEDNESDAY = written(datetime(2024, 7, 31, 12, tzinfo=UTC))


def said_on(body: str, language: str, published: ParsedDate | None = WEDNESDAY) -> list[date | None]:
    return [q.said_on for q in extract_quotes(body, extract_mentions(body, language, "rules"), language, published)]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['language']}: {case['why']}" for case in CASES])
def test_a_quotation_has_the_day_that_its_sentence_names(case: dict) -> None:
    assert said_on(case["raw"], case["language"]) == [date.fromisoformat(case["want"]) if case["want"] else None]


def test_speech_that_goes_on_has_the_day_of_its_beginning() -> None:
    body = "“We will not close,” Jane Roe said on Sunday. “We will stay.”\n\n“And we will grow,” said Ann Doe."
    assert said_on(body, "en") == [date(2024, 7, 28), date(2024, 7, 28), None]


def test_an_open_paragraph_has_the_day_that_its_end_names() -> None:
    body = "“We will not close the port, whatever they tell us.\n\n“We will stay here,” Jane Roe said on Sunday."
    assert said_on(body, "en") == [date(2024, 7, 28)] * 2


def test_a_story_without_a_date_has_no_days() -> None:
    assert said_on("“We will not close,” said Jane Roe on Sunday.", "en", None) == [None]


def test_the_day_of_writing_is_that_of_the_zone_the_page_states() -> None:
    monday_in_tokyo = datetime(2024, 7, 28, 16, tzinfo=UTC)
    assert resolve_day(NamedDay(0, 6, weekday=0), written(monday_in_tokyo, offset=540)) == date(2024, 7, 29)
    assert resolve_day(NamedDay(0, 6, weekday=6), written(monday_in_tokyo, offset=540)) == date(2024, 7, 28)


def test_a_page_that_states_utc_may_have_been_written_a_day_further_east() -> None:
    sunday = datetime(2024, 7, 28, 16, tzinfo=UTC)
    assert resolve_day(NamedDay(0, 6, weekday=0), written(sunday)) == date(2024, 7, 29)
    assert resolve_day(NamedDay(0, 6, weekday=0), written(sunday.replace(hour=9))) == date(2024, 7, 22)
    assert resolve_day(NamedDay(0, 6, weekday=0), written(sunday.replace(hour=0), "day", None)) == date(2024, 7, 22)


@given(st.integers(0, 6), st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.booleans())
def test_a_weekday_is_itself_and_at_most_a_week_away(weekday: int, instant: datetime, is_last: bool) -> None:
    day = resolve_day(NamedDay(0, 1, weekday=weekday, is_last=is_last), written(instant.replace(tzinfo=UTC)))
    assert day.weekday() == weekday
    assert -1 <= (instant.date() - day).days <= 7


def test_every_language_with_weekdays_has_all_seven() -> None:
    days: dict[str, set[str]] = {}
    for row in read_lexicon("day_words"):
        if row["kind"] == "weekday":
            days.setdefault(row["language"], set()).add(row["value"])
    assert days
    assert {language for language, values in days.items() if values != set("0123456")} == set()
