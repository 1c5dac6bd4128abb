"""URLs as keys."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.lexicons import read_lexicon
from transforms.urls import is_front_page, make_article_key, normalize_url, parse_host

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "urls.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_an_address_has_one_spelling(case):
    assert normalize_url(case["raw"]) == case.get("want")


@given(st.text() | st.text().map("http://example.org/{}".format) | st.text().map("https://{}/a?b=c".format))
def test_normalizing_twice_is_normalizing_once(url):
    once = normalize_url(url)
    assert once is None or normalize_url(once) == once


@given(st.text())
def test_any_text_has_a_host_or_none(url):
    assert parse_host(url) != ""


def test_a_canonical_url_of_another_site_is_not_believed():
    assert make_article_key("https://a.example/1", "https://b.example/1") == "https://a.example/1"


def test_a_canonical_url_of_the_same_site_is_believed():
    assert make_article_key("https://amp.a.example/1?x=2", "https://www.a.example/1") == "https://www.a.example/1"


def test_a_canonical_url_that_is_a_front_page_is_not_believed():
    assert make_article_key("https://a.example/1", "https://a.example/de/") == "https://a.example/1"
    assert is_front_page("https://a.example/index.html")
    assert not is_front_page("https://a.example/?p=12")


def test_hosts_with_ports_stay_apart():
    assert parse_host("http://127.0.0.1:8765/feed.xml") == "127.0.0.1:8765"
    assert parse_host("http://example.org:80/") == "example.org"


def test_tracking_parameters_are_sorted_and_unique_and_have_reasons():
    names = [row["name"] for row in read_lexicon("tracking_parameters")]
    assert names == sorted(set(names))
    assert all(row["why"] for row in read_lexicon("tracking_parameters"))
