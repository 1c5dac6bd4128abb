"""URLs as keys."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.lexicons import read_lexicon
from transforms.urls import (
    is_front_page,
    make_article_key,
    make_page_key,
    normalize_url,
    parse_host,
    settle_redirect,
)

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


PAGE = "https://elm.example/News/7"
#: Other addresses of one page.
SAME = [
    "http://elm.example/News/7",
    "https://www.elm.example/News/7/",
    "https://m.elm.example/News/7?utm_source=rss&fbclid=1",
    "https://amp.elm.example/News/7#comments",
    "https://elm.example/News/7/amp/",
    "https://elm.example/amp/News/7",
    "https://elm.example/News/7?amp=1",
    "https://elm.example/News/7?outputType=amp",
    "https://elm.example/News/7/index.html",
    "HTTPS://ELM.example:443/News/7",
]
#: Addresses of others.
OTHER = [
    "https://elm.example/news/7",
    "https://elm.example/News/8",
    "https://elm.example/News/7?page=2",
    "https://elm.example/News/7?id=1",
    "https://sport.elm.example/News/7",
    "https://elm.example:8443/News/7",
    "https://elm.example/News/7.html",
    "https://elm.example/News",
]


@pytest.mark.parametrize("url", SAME)
def test_the_addresses_of_one_page_have_one_key(url):
    assert make_page_key(url) == make_page_key(PAGE)


@pytest.mark.parametrize("url", OTHER)
def test_what_distinguishes_pages_stays_in_the_key(url):
    assert make_page_key(url) != make_page_key(PAGE)


def test_parameters_have_no_order_in_a_key_but_keep_their_values():
    assert make_page_key("https://elm.example/?b=2&a=1") == make_page_key("https://elm.example/?a=1&b=2")
    assert make_page_key("https://elm.example/?a=2&b=1") != make_page_key("https://elm.example/?a=1&b=2")
    assert make_page_key("https://elm.example/?amp=5000-volts") != make_page_key("https://elm.example/")


#: Parts of addresses that the rules know, in any order and number.
PARTS = st.lists(st.sampled_from(["/", "amp", "a", "A", ".amp", ".html", "index.html", "7", "//", "."]), max_size=8)
PAIRS = st.sampled_from(["amp=1", "amp", "b=2", "a=1", "utm_source=x", "page=2", "outputType=amp", "=", ""])
QUERIES = st.lists(PAIRS, max_size=5)
HOSTS = st.sampled_from(
    ["elm.example", "www.elm.example", "m.elm.example", "m.example", "amp.m.www.elm.example", "m.m"]
)
ADDRESSES = st.builds(
    lambda scheme, host, port, parts, query: f"{scheme}://{host}{port}/{''.join(parts)}?{'&'.join(query)}#x",
    st.sampled_from(["http", "https"]),
    HOSTS,
    st.sampled_from(["", ":80", ":443", ":8080"]),
    PARTS,
    QUERIES,
)


@given(ADDRESSES | st.text().map("http://example.org/{}".format) | st.text())
def test_a_key_is_its_own_key_and_that_of_the_normalized_address(url):
    key = make_page_key(url)
    assert (key is None) == (normalize_url(url) is None)
    if key is not None:
        assert make_page_key(key) == key
        assert make_page_key(normalize_url(url) or "") == key


@given(ADDRESSES, st.sampled_from(["utm_source=x", "fbclid=1", "gclid=2"]))
def test_a_tracking_parameter_changes_no_key(url, tracking):
    address = url.partition("#")[0]
    assert make_page_key(f"{address}&{tracking}#top") == make_page_key(url)


@given(ADDRESSES, st.integers(0, 99))
def test_another_parameter_changes_every_key(url, number):
    address = url.partition("#")[0]
    assert make_page_key(f"{address}&story={number}") != make_page_key(url)


@pytest.mark.parametrize(
    ("asked", "final", "want"),
    [
        (PAGE, f"{PAGE}?hop=1", PAGE),
        (f"{PAGE}?id=1", f"{PAGE}?id=1&cookie_check=1", f"{PAGE}?id=1"),
        (f"{PAGE}?utm_source=rss", f"{PAGE}?utm_source=rss&hop=1", f"{PAGE}?utm_source=rss"),
        (f"{PAGE}?id=1", f"{PAGE}?id=2", f"{PAGE}?id=2"),
        (f"{PAGE}?id=1", PAGE, PAGE),
        (PAGE, f"{PAGE}/?hop=1", f"{PAGE}/?hop=1"),
        ("http://elm.example/a", "https://elm.example/a?x=1", "https://elm.example/a?x=1"),
        ("nonsense", PAGE, PAGE),
    ],
)
def test_a_redirect_that_only_adds_parameters_names_no_other_page(asked, final, want):
    assert settle_redirect(asked, final) == want


@given(ADDRESSES, ADDRESSES)
def test_a_redirect_ends_at_one_of_its_ends(asked, final):
    assert settle_redirect(asked, final) in {asked, final}
    assert settle_redirect(asked, asked) == asked
