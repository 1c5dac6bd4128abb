"""Where pages of the past can be had: days in addresses, sitemaps, older pages of feeds, lists, foreign pages."""

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import UsageError
from flows.origins import Candidate, Span, choose_span, find_span
from flows.origins.feed_archive import find_next_page, is_exhausted
from flows.origins.sitemap import may_hold, parse_robots_sitemaps, parse_sitemap
from flows.origins.spans import parse_day
from flows.origins.urls import read_url_list
from flows.origins.warc import find_day, find_warc_files
from transforms.records import Download, FeedEntry

MAY = Span(date(2024, 5, 1), date(2024, 5, 31))
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.mark.parametrize(
    ("url", "first", "last"),
    [
        ("https://n.example/2024/05/03/ferry", "2024-05-03", "2024-05-03"),
        ("https://n.example/world/2024/may/03/ferry", "2024-05-03", "2024-05-03"),
        ("https://n.example/ferry-20240503.html", "2024-05-03", "2024-05-03"),
        ("https://n.example/news/2024-05-03-ferry", "2024-05-03", "2024-05-03"),
        ("https://n.example/sitemap-2024-05.xml.gz", "2024-05-01", "2024-05-31"),
        ("https://n.example/sitemap.xml?yyyy=2024&mm=5&dd=3", "2024-05-03", "2024-05-03"),
        ("https://n.example/sitemap.xml?yyyy=2024&mm=05", "2024-05-01", "2024-05-31"),
        ("https://n.example/sitemap_202402.xml", "2024-02-01", "2024-02-29"),
        ("https://n.example/archive/2024/", "2024-01-01", "2024-12-31"),
        ("https://n.example/sitemap-2024.xml", "2024-01-01", "2024-12-31"),
    ],
)
def test_an_address_names_its_days(url: str, first: str, last: str) -> None:
    assert find_span(url) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "url",
    [
        "https://n.example/story-48120405",  # a number with a month in it
        "https://n.example/the-2024-election",  # a year within a title is none of the page's
        "https://n.example/2024/13/45/x",
        "https://2024.example/x",
        "https://n.example/a/120240503",
    ],
)
def test_a_number_is_no_day(url: str) -> None:
    found = find_span(url)
    assert found is None or found.days > 300


@given(st.text())
def test_any_text_may_be_searched_for_days(text: str) -> None:
    found = find_span(text)
    assert found is None or found.first <= found.last


def test_a_user_writes_days_as_dates_or_as_so_many_ago() -> None:
    today = date(2026, 11, 24)
    assert parse_day("90d", today, "--since") == date(2026, 8, 26)
    assert parse_day("2024-05-03", today, "--since") == date(2024, 5, 3)
    for wrong in ("yesterday", "2024-02-31", "", "999999d"):
        with pytest.raises(UsageError, match="--since"):
            parse_day(wrong, today, "--since")


def test_what_the_list_says_of_a_day_beats_the_address_and_that_beats_the_last_change() -> None:
    published, changed = datetime(2024, 5, 4, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    url = "https://n.example/2024/05/03/a"
    assert choose_span(url, published, changed) == Span(date(2024, 5, 4), date(2024, 5, 4))
    assert choose_span(url, None, changed) == Span(date(2024, 5, 3), date(2024, 5, 3))
    assert choose_span("https://n.example/a", None, changed) == Span(date(2026, 1, 1), date(2026, 1, 1))
    assert choose_span("https://n.example/a", None, None) is None
    # a month in the address, and a last change within it: that day
    assert choose_span("https://n.example/2024/05/a", None, published) == Span(date(2024, 5, 4), date(2024, 5, 4))


def test_robots_names_sitemaps_in_any_case_and_relative_too() -> None:
    body = b"\xef\xbb\xbfSitemap: https://n.example/a.xml\r\nDisallow: /x\r\nsitemap:/b.xml\nSitemap: javascript:x\n"
    found = parse_robots_sitemaps(body, "https://n.example/robots.txt")
    assert found == ("https://n.example/a.xml", "https://n.example/b.xml")


def test_an_index_is_followed_only_where_it_may_hold_the_days() -> None:
    xml = f"""<sitemapindex {NS}>
        <sitemap><loc>https://n.example/sitemap-2024-05.xml</loc></sitemap>
        <sitemap><loc>https://n.example/sitemap-2024-06.xml</loc></sitemap>
        <sitemap><loc>https://n.example/old.xml</loc><lastmod>2023-01-01</lastmod></sitemap>
        <sitemap><loc>/new.xml</loc><lastmod>2026-01-01T00:00:00+02:00</lastmod></sitemap>
    </sitemapindex>"""
    read = parse_sitemap(xml.encode(), "https://n.example/index.xml")
    chosen = [link for link, changed in read.lists if may_hold(link, changed, MAY)]
    assert read.kind == "sitemap-index"
    assert chosen == ["https://n.example/sitemap-2024-05.xml", "https://n.example/new.xml"]


def test_a_news_sitemap_tells_title_and_moment_and_may_be_packed() -> None:
    xml = f"""<?xml version="1.0"?><urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>
        <loc>https://n.example/a</loc><lastmod>2024-06-02</lastmod>
        <news:news><news:publication_date>2024-05-03T08:00:00Z</news:publication_date>
        <news:title>Ferry is back</news:title></news:news></url></urlset>"""
    (page,) = parse_sitemap(gzip.compress(xml.encode()), "https://n.example/news.xml.gz").pages
    assert (page.said.title, page.said.published_at) == ("Ferry is back", datetime(2024, 5, 3, 8, tzinfo=UTC))
    assert page.day_within(MAY) == date(2024, 5, 3)


@pytest.mark.parametrize("cut", [40, 150, 260])
def test_a_sitemap_that_is_cut_gives_what_came(cut: int) -> None:
    rows = "".join(f"<url><loc>https://n.example/{n}</loc></url>" for n in range(5))
    whole = f"<urlset {NS}>{rows}</urlset>".encode()
    read = parse_sitemap(whole[:cut], "https://n.example/map.xml")
    assert read.pages == parse_sitemap(whole, "https://n.example/map.xml").pages[: len(read.pages)]


def test_plain_lists_and_feeds_are_sitemaps_too_and_html_is_none() -> None:
    assert len(parse_sitemap(b"https://n.example/1\nhttps://n.example/2\n", "https://n.example/s.txt").pages) == 2
    feed = b"<rss version='2.0'><channel><item><title>A</title><link>https://n.example/1</link></item></channel></rss>"
    assert len(parse_sitemap(feed, "https://n.example/s.xml").pages) == 1
    assert parse_sitemap(b"<html><body>Not found</body></html>", "https://n.example/s.xml").kind == "unreadable"


@given(st.binary(max_size=300))
def test_any_bytes_may_be_read_as_a_sitemap(body: bytes) -> None:
    assert parse_sitemap(body, "https://n.example/s.xml").kind


def test_a_bomb_of_a_sitemap_is_cut() -> None:
    from flows.origins.sitemap import unzip

    assert len(unzip(gzip.compress(bytes(5_000_000)), 1_000_000)) == 1_000_000


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}<entry><link rel="next" href="/wrong"/></entry></feed>'


@pytest.mark.parametrize(
    ("body", "following"),
    [
        (
            ATOM.format('<link rel="prev-archive" href="/2024/04"/><link rel="next" href="/p2"/>'),
            "https://n.example/2024/04",
        ),
        (ATOM.format('<link rel="next" href="?p=2"/>'), "https://n.example/feed?p=2"),
        (ATOM.format('<link rel="self" href="/feed"/>'), None),
        (
            '<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><atom:link rel="next" href="/p2"/></channel></rss>',
            "https://n.example/p2",
        ),
        (
            "<rss><channel><generator>https://wordpress.org/?v=6.5</generator></channel></rss>",
            "https://n.example/feed?paged=2",
        ),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "next_url": "/f2.json", "items": []}',
            "https://n.example/f2.json",
        ),
        ("<rss><channel></channel></rss>", None),
        ("no feed", None),
        ("", None),
    ],
)
def test_the_next_older_page_of_a_feed(body: str, following: str | None) -> None:
    assert find_next_page(body.encode(), "https://n.example/feed") == following


def candidate(number: int, day: date | None) -> Candidate:
    return Candidate(said=FeedEntry(url=f"https://n.example/{number}"), span=day and Span(day, day))


def test_a_feed_is_left_where_it_repeats_itself_or_leaves_the_days() -> None:
    within, before = candidate(1, date(2024, 5, 2)), candidate(2, date(2024, 4, 2))
    assert not is_exhausted((within, before), set(), MAY)
    assert is_exhausted((before,), set(), MAY)
    assert is_exhausted((within,), {"https://n.example/1"}, MAY)
    assert is_exhausted((), set(), MAY)
    # what bears no date may be of any day
    assert not is_exhausted((candidate(3, None),), set(), MAY)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "# mine\nhttps://n.example/2024/05/03/a\n\nnonsense\nhttps://n.example/b\n"),
        ("a.csv", "title;URL;Date\nA;https://n.example/2024/05/03/a;2024-05-03\nB;https://n.example/b;\n"),
        (
            "a.jsonl",
            '{"url": "https://n.example/2024/05/03/a", "title": "A"}\n{broken\n{"link": "https://n.example/b"}\n',
        ),
    ],
)
def test_lists_of_addresses_are_read_as_text_table_or_json(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    listed = read_url_list(path)
    first, second = listed.pages
    assert listed.unread == text.count("broken") + text.count("nonsense")
    assert (first.said.url, first.day_within(MAY)) == ("https://n.example/2024/05/03/a", date(2024, 5, 3))
    assert (second.said.url, second.span) == ("https://n.example/b", None)


def test_a_list_without_any_address_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing\n")
    with pytest.raises(UsageError, match="no address"):
        read_url_list(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("url", "body", "day"),
    [
        ("https://n.example/2024/05/03/a", b'"datePublished": "2024-05-09"', "2024-05-03"),
        ("https://n.example/a", b'{"datePublished":"2024-05-09T23:30:00-05:00"}', "2024-05-10"),
        ("https://n.example/a", b'<meta property="article:published_time" content="2024-05-09">', "2024-05-09"),
        ("https://n.example/a", b'<meta content="2024-05-09" itemprop="datePublished">', "2024-05-09"),
        ("https://n.example/a", b"<p>Nothing is said.</p>", "2026-01-02"),
    ],
)
def test_a_foreign_page_is_of_the_day_it_names_or_says_or_was_fetched(url: str, body: bytes, day: str) -> None:
    page = Download(url=url, final_url=url, status=200, body=body, fetched_at=datetime(2026, 1, 2, tzinfo=UTC))
    assert find_day(page) == date.fromisoformat(day)


def test_warc_files_are_named_by_files_folders_and_lists_of_them(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    files = [tmp_path / "a.warc.gz", tmp_path / "sub" / "b.warc"]
    for file in files:
        file.touch()
    (tmp_path / "list.txt").write_text("a.warc.gz\n# and\nsub/b.warc\n")
    assert find_warc_files([tmp_path]) == find_warc_files([tmp_path / "list.txt"]) == tuple(files)
    (tmp_path / "wrong.txt").write_text("c.warc\n")
    (tmp_path / "rows.csv").write_text("headline," * 100)
    for wrong in (tmp_path / "wrong.txt", tmp_path / "rows.csv", tmp_path / "nowhere"):
        with pytest.raises(UsageError):
            find_warc_files([wrong])
