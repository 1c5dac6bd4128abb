"""Where a site's feeds are said to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from transforms.sitelinks import extract_feed_links, looks_like_feed, parse_sitemap, parse_sitemap_lines

URL = "https://elm.example/news/"


def links(html: str) -> list[tuple[str, str]]:
    return [(link.url, link.source) for link in extract_feed_links(document_fromstring(html), URL)]


def test_declared_feeds_come_first_those_of_comments_last():
    html = """<html><head><link rel="alternate" type="application/rss+xml" href="/comments/feed/" title="Comments">
        <link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="all.atom">
        <link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" href="/rss.css">
        <link rel="alternate" type="application/json" href="/feed.json"></head>
        <body><a href="/sport/rss">Sport</a><a href="/feed-prices-rise">Feed prices</a>
        <a href="https://follow.example/rss">Follow</a><a href="all.atom">again</a></body></html>"""
    assert links(html) == [
        ("https://elm.example/news/all.atom", "link element"),
        ("https://elm.example/feed.json", "link element"),
        ("https://elm.example/sport/rss", "link"),
        ("https://elm.example/comments/feed/", "link element"),
    ]


def test_a_base_element_holds_for_them():
    assert links('<base href="https://www.elm.example/x/"><link rel="feed" href="f"><a href="rss">r</a>') == [
        ("https://www.elm.example/x/f", "link element"),
        ("https://www.elm.example/x/rss", "link"),
    ]


@pytest.mark.parametrize(
    ("url", "want"),
    [
        ("https://elm.example/rss", True),
        ("https://elm.example/feed/", True),
        ("https://elm.example/feeds/news.rss", True),
        ("https://elm.example/rss-politics.xml", True),
        ("https://elm.example/?feed=rss2", True),
        ("https://elm.example/blog?format=atom", True),
        ("https://elm.example/atomic-age", False),
        ("https://elm.example/feedback", False),
        ("https://elm.example/sitemap.xml", False),
        ("https://elm.example/a.html", False),
    ],
)
def test_a_feed_s_address_looks_like_one(url, want):
    assert looks_like_feed(url) is want


def test_sitemaps_are_named_by_robots_and_by_their_index():
    assert parse_sitemap_lines("user-agent: *\n  SITEMAP : https://elm.example/a.xml \nSitemap: /b\n") == (
        "https://elm.example/a.xml",
    )
    index = b"""<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>
        <sitemap><loc> /m1.xml </loc></sitemap></sitemapindex>"""
    assert parse_sitemap(index, URL) == (("https://elm.example/m1.xml",), ())
    pages = b"<urlset><url><loc>/culture/rss</loc></url><url><loc>/a</loc></url><url><loc></loc></url></urlset>"
    maps, found = parse_sitemap(pages, URL)
    assert (maps, [link.url for link in found]) == ((), ["https://elm.example/culture/rss"])


@given(st.binary(max_size=200), st.text(max_size=100))
def test_no_text_is_too_odd(body, text):
    parse_sitemap(body, URL)
    parse_sitemap_lines(text)
    looks_like_feed(f"https://elm.example/{text}")
