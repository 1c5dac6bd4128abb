"""A site's feeds, found over a real server: what is shown, what is asked for, what `feeds add` takes."""

import asyncio
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from flows.cli import app
from flows.discover import SiteUnreachable, choose_feed, discover_feeds
from flows.errors import CopydeskError
from flows.settings import Settings
from flows.sources import read_sources
from tests.flows.wire import PAGE, Wire
from warehouse.connection import make_paths, open_private

SITE = b"""<html><head><link rel="alternate" type="application/rss+xml" href="/comments.xml" title="Comments">
<link rel="alternate" type="application/rss+xml" href="/news.xml"></head><body><a href="/sport/rss">Sport</a></body>"""


def feed(title: str, slug: str) -> bytes:
    item = f"<item><title>A</title><link>/{slug}</link><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>"
    return f"<rss version='2.0'><channel><title>{title}</title>{item}</channel></rss>".encode()


@pytest.fixture
def wire() -> Iterator[Any]:
    with Wire() as server:
        server.serves("/", SITE, content_type="text/html").serves("/news.xml", feed("News", "n"))
        server.serves("/comments.xml", feed("Comments", "c")).serves("/sport/rss", feed("Sport", "s"))
        yield server


@pytest.fixture
def settings(wire: Any, tmp_path: Any) -> Settings:
    return Settings(home=tmp_path, allow_private_hosts=(wire.host,), host_delay_seconds=0, retries=0)


def discover(url: str, settings: Settings) -> list[tuple[str | None, str]]:
    return [(found.title, found.source) for found in asyncio.run(discover_feeds(url, settings))]


def choose(url: str, settings: Settings) -> tuple[str, str]:
    console = Console(file=io.StringIO(), width=300)
    return choose_feed(url, settings, console)[0], console.file.getvalue()  # type: ignore[attr-defined]


def test_a_site_s_feeds_are_found_where_it_says_and_in_the_usual_places(wire, settings):
    wire.serves("/feed.xml", feed("All", "all")).serves("/rss.xml", feed("News", "n"))
    wire.serves("/robots.txt", f"User-agent: *\nSitemap: {wire.url('/maps.xml')}\n".encode())
    wire.serves("/maps.xml", b"<sitemapindex><sitemap><loc>/map.xml</loc></sitemap></sitemapindex>")
    wire.serves("/map.xml", b"<urlset><url><loc>/culture/rss</loc></url></urlset>").serves(
        "/culture/rss", feed("C", "k")
    )
    assert discover(wire.url("/"), settings) == [
        ("News", "link element"),
        ("Sport", "link"),
        ("Comments", "link element"),
        ("All", "common path"),
        ("C", "sitemap"),
    ]
    assert len(wire.paths()) == len(set(wire.paths())), "each address is asked for once"


def test_the_kind_and_the_last_date_are_told(wire, settings):
    (found, *_) = asyncio.run(discover_feeds(wire.url("/"), settings))
    assert (found.kind, found.entries, found.last_at) == ("rss20", 1, datetime(2026, 3, 2, 10, tzinfo=UTC))


def test_the_address_of_a_feed_is_that_feed(wire, settings):
    assert discover(wire.url("/news.xml"), settings) == [("News", "given")]
    assert wire.paths() == ["/robots.txt", "/news.xml"]


def test_what_robots_forbids_is_not_looked_into(wire, settings):
    wire.forbids("/sport/")
    assert ("Sport", "link") not in discover(wire.url("/"), settings)
    assert "/sport/rss" not in wire.paths()


def test_of_a_site_the_first_feed_is_added_and_the_rest_is_pointed_to(wire, settings):
    url, said = choose(wire.url("/"), settings)
    assert url == wire.url("/news.xml") and "feeds discover" in said and "2026-03-02" in said
    assert wire.paths() == ["/robots.txt", "/", "/news.xml"]


def test_a_site_without_feeds_says_what_to_do(wire, settings):
    wire.serves("/bare", PAGE, content_type="text/html")
    for name in ("/news.xml", "/comments.xml", "/sport/rss"):
        wire.fails(name, 404)
    with pytest.raises(CopydeskError, match="feeds check URL"):
        choose(wire.url("/bare"), settings)


def test_a_missing_page_is_refused_and_a_silent_host_is_added_unseen(wire, settings):
    with pytest.raises(SiteUnreachable, match="http-404"):
        choose(wire.url("/none"), settings)
    with pytest.raises(SiteUnreachable, match="private-address"):
        choose("http://127.0.0.2:9/feed", settings)
    silent = settings.model_copy(update={"allow_private_hosts": ("127.0.0.1",)})
    url, said = choose("http://127.0.0.1:9/feed", silent)
    assert url == "http://127.0.0.1:9/feed" and "unseen" in said
    with pytest.raises(SiteUnreachable, match="check the address"):  # a slip, for all we know
        choose("127.0.0.1:9", silent)


def test_requests_outside_of_a_run_are_recorded_where_there_are_tables_and_robots_is_known_from_then_on(wire, settings):
    with open_private(make_paths(settings.home)):
        pass
    for _ in range(2):
        discover(wire.url("/news.xml"), settings)
    assert wire.paths() == ["/robots.txt", "/news.xml", "/news.xml"]
    with open_private(make_paths(settings.home)) as con:
        assert con.execute("select final_url from fetches order by fetched_at").fetchall() == [
            (wire.url(path),) for path in wire.paths()
        ]


@pytest.mark.parametrize(
    ("title", "arguments", "publisher"),
    [("The Port Elm Courier", [], "The Port Elm Courier"), ("News", [], None),
     ("News", ["--publisher", "Elm"], "Elm")],
)  # fmt: skip
def test_a_feed_is_added_with_the_name_it_gives_itself_unless_another_is_given(
    wire, settings, monkeypatch, tmp_path, title, arguments, publisher
):
    wire.serves("/own.xml", feed(title, "own"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_HOME", str(settings.home))
    monkeypatch.setenv("COPYDESK_ALLOW_PRIVATE_HOSTS", ",".join(settings.allow_private_hosts))
    publisher = publisher or wire.host
    said = CliRunner().invoke(app, ["feeds", "add", wire.url("/own.xml"), *arguments]).output
    assert [source.publisher for source in read_sources("feeds.toml", settings)] == [publisher], said
    assert (f'Its publisher is "{publisher}"' in said) == (not arguments)
