"""Bylines: case table, what a page offers, and who wins."""

import tomllib
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.bylines import choose_bylines, extract_byline_candidates, parse_byline
from transforms.lexicons import read_lexicon
from transforms.records import Candidate
from transforms.structured import read_structured

ODD_WORDS = ["By", "von", "Jane", "Roe", ",", "/", "&", "and", "(", ")", "26", "June", "AFP", "@x", "e-mail", "|", ";"]
CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "bylines.toml").read_text(encoding="utf-8"))["cases"]


def chosen(*pairs, feed_byline=None, publisher="Harbour Post"):
    candidates = tuple(Candidate(source=source, value=value) for source, value in pairs)
    bylines, printed = choose_bylines(candidates, feed_byline=feed_byline, publisher=publisher, language="en")
    return [byline.name for byline in bylines], printed


def page(body, head=""):
    tree = lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return [candidate.value for candidate in extract_byline_candidates(tree, read_structured(tree))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["raw"] or "nothing")
def test_a_printed_byline_is_split_into_names(case):
    assert [byline.name for byline in parse_byline(case["raw"])] == case["want"]


def test_roles_and_employers_stay_with_their_names():
    jane, john = parse_byline("By Jane Roe and John Doe, Science Editors")
    assert (jane.role, john.role) == ("Science Editors", "Science Editors")
    assert parse_byline("Jane Roe, BBC News")[0].affiliation == "BBC News"
    (jane,) = parse_byline("Words by Jane Roe, City Hall Editor")
    assert jane.role == "City Hall Editor"
    assert parse_byline("AFP")[0].kind == "organization"


@given(st.text() | st.lists(st.sampled_from(ODD_WORDS)).map(" ".join))
def test_no_text_breaks_a_byline(raw):
    names = parse_byline(raw)
    assert [byline.position for byline in names] == list(range(len(names)))
    assert all(byline.name.strip() and not any(ord(c) < 32 for c in byline.name) for byline in names)


def test_a_person_wins_over_the_publisher():
    assert chosen(("json-ld:author:Organization", "Harbour Post"), ("byline-element", "By Jane Roe"))[0] == ["Jane Roe"]
    assert chosen(("json-ld:author:Person", "Jane Roe"), ("json-ld:author:Person", "Harbour Post"))[0] == ["Jane Roe"]


def test_an_agency_is_kept_when_it_is_all_there_is():
    assert chosen(("json-ld:author:Person", "AFP"))[0] == ["AFP"]


def test_the_owner_in_a_meta_tag_is_no_author():
    assert chosen(("meta:author", "Harbour Post")) == ([], None)


def test_the_fuller_spelling_of_a_name_wins():
    assert chosen(("json-ld:author:Person", "Miguel A Roe"), ("byline-element", "Miguel A. Roe"))[0] == [
        "Miguel A. Roe"
    ]


def test_the_printed_list_completes_the_data():
    printed = ("byline-element", "By Jane Roe and John Doe")
    assert chosen(("json-ld:author:Person", "Jane Roe"), printed) == (
        ["Jane Roe", "John Doe"],
        "By Jane Roe and John Doe",
    )


def test_the_feed_speaks_when_the_page_is_silent():
    assert chosen(feed_byline="Jane Roe") == (["Jane Roe"], "Jane Roe")


def test_a_page_offers_data_then_what_is_printed_in_its_head():
    data = '{"@type":"NewsArticle","headline":"x","author":[{"@type":"Person","name":"Jane Roe"}]}'
    head = f'<script type="application/ld+json">{data}</script>'
    body = '<h1>Rates hold for now</h1><div class="byline">By Jane Roe</div><p>Text.</p>'
    assert page(body, head)[:2] == ["Jane Roe", "By Jane Roe"]


def test_names_in_comments_and_other_stories_are_not_offered():
    body = """<h1>Rates hold for now</h1><p>Text.</p><div class="comments"><span class="author">Max Troll</span></div>
      <div class="related"><span class="byline">By Ann Other</span></div>"""
    assert page(body) == []


@pytest.mark.parametrize("name", ["prefixes", "joiners", "roles", "organization_words", "placeholders", "tails"])
def test_byline_lexicons_are_sorted_and_unique_and_say_why(name):
    rows = read_lexicon(f"byline_{name}")
    words = [row["word"] for row in rows]
    assert words == sorted(set(words)) and all(row["why"] for row in rows)
