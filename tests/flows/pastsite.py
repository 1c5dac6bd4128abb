"""A publisher with a past, for tests only: dated invented pages behind a sitemap index, paged feeds and WARC files."""

import gzip
import hashlib
import io
import itertools
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self
from urllib.parse import parse_qs, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_PLACES = ("Port Elm", "Gull Holm", "Tarn Valley", "Old Quay", "Millbrook", "Saltmarsh")
_THINGS = ("ferry", "harbour", "library", "bridge", "orchard", "lighthouse", "market", "tramway")
_VERBS = ("reopens", "closes", "moves", "burns", "wins a prize", "gets a new roof")
_PEOPLE = ("Ada Quill", "Ben Marrow", "Cora Linnet", "Dan Sedge", "Eve Tarn")
_SENTENCES = (
    "The {thing} of {place} was looked at by {person} on a wet morning before the council met.",
    "Nobody in {place} had expected that the {thing} would be the talk of the week.",
    '"We counted every plank of it," said {person}, who has lived beside the {thing} for twenty years.',
    "A second vote on the {thing} is planned, and the people of {place} are asked to write in.",
    "The works cost less than was feared, the office of {place} said, and end in the autumn.",
    "Neighbours brought tea, and the band of {place} played until the lamps were lit.",
)
PER_FEED_PAGE = 25


@dataclass(frozen=True)
class PastPage:
    """One story of the past."""

    number: int
    at: datetime

    @property
    def path(self) -> str:
        return f"/{self.at:%Y/%m/%d}/story-{self.number}"

    @property
    def title(self) -> str:
        chance = random.Random(self.number)
        return (
            f"{chance.choice(_THINGS).title()} of {chance.choice(_PLACES)} {chance.choice(_VERBS)}, no. {self.number}"
        )

    def html(self) -> bytes:
        chance = random.Random(self.number)
        values = {"thing": chance.choice(_THINGS), "place": chance.choice(_PLACES), "person": chance.choice(_PEOPLE)}
        text = "".join(
            f"<p>{' '.join(s.format(**values) for s in chance.sample(_SENTENCES, 3))} It was day {self.number}.</p>"
            for _ in range(5)
        )
        head = f'<title>{self.title}</title><meta property="article:published_time" content="{self.at.isoformat()}">'
        body = f"<article><h1>{self.title}</h1><p class='byline'>By {values['person']}</p>{text}</article>"
        return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'.encode()


class PastSite:
    """Serves a past of `count` pages, spread evenly from `first` on over `days`; `requests` counts the paths asked.

    It asks its visitors to leave `crawl_delay` seconds between two requests.
    """

    def __init__(self, count: int, first: datetime, days: int, *, crawl_delay: float = 0) -> None:
        step = timedelta(days=days) / count
        self.pages = [PastPage(n, (first + step * n).replace(microsecond=0)) for n in range(count)]
        self.crawl_delay = crawl_delay
        self.requests: Counter[str] = Counter()
        self._by_path = {page.path: page for page in self.pages}
        site = self

        class Handler(_Handler):
            past = site

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients are killed on purpose
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def feeds_toml(self) -> str:
        """The site as a source: its WordPress feed."""
        return f'[[feeds]]\nurl = "{self.url}/feed/"\npublisher = "The Past Post"\nlanguage = "en"\n'

    def month(self, year: int, month: int) -> set[str]:
        """The addresses of a month's pages."""
        return {self.url + page.path for page in self.pages if (page.at.year, page.at.month) == (year, month)}

    def story_requests(self) -> Counter[str]:
        """How often each story was asked for."""
        return Counter({path: n for path, n in tuple(self.requests.items()) if path in self._by_path})

    def answer(self, target: str) -> tuple[bytes, str] | None:
        """What the site says to a path."""
        parts = urlsplit(target)
        if page := self._by_path.get(parts.path):
            return page.html(), "text/html; charset=utf-8"
        if parts.path == "/robots.txt":
            rules = f"User-agent: *\nAllow: /\nCrawl-delay: {self.crawl_delay}\n"
            return f"{rules}Sitemap: {self.url}/sitemap-index.xml\n".encode(), "text/plain"
        if parts.path == "/sitemap-index.xml":
            return self._index(), "application/xml"
        if parts.path.startswith("/maps/"):
            return self._sitemap(parts.path), "application/gzip" if parts.path.endswith(".gz") else "application/xml"
        if parts.path == "/feed/":
            return self._wordpress(int(parse_qs(parts.query).get("paged", ["1"])[0]))
        if parts.path == "/atom":
            return self._atom(int(parse_qs(parts.query).get("page", ["0"])[0]))
        return None

    def _months(self) -> list[str]:
        return sorted({f"{page.at:%Y-%m}" for page in self.pages})

    def _index(self) -> bytes:
        # every second one is packed, and none says when it changed: names alone tell
        names = [f"{self.url}/maps/{m}.xml{'.gz' if n % 2 else ''}" for n, m in enumerate(self._months())]
        rows = "".join(f"<sitemap><loc>{name}</loc></sitemap>" for name in names)
        return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'.encode()

    def _sitemap(self, path: str) -> bytes:
        month = path.removeprefix("/maps/")[:7]
        rows = "".join(
            f"<url><loc>{self.url}{page.path}</loc><lastmod>{page.at.isoformat()}</lastmod></url>"
            for page in self.pages
            if f"{page.at:%Y-%m}" == month
        )
        xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()
        return gzip.compress(xml) if path.endswith(".gz") else xml

    def _shown(self, number: int) -> list[PastPage]:
        newest = self.pages[::-1]
        return newest[number * PER_FEED_PAGE : (number + 1) * PER_FEED_PAGE]

    def _wordpress(self, number: int) -> tuple[bytes, str] | None:
        shown = self._shown(number - 1)
        items = "".join(
            f"<item><title>{page.title}</title><link>{self.url}{page.path}</link><guid>{page.number}</guid>"
            f"<pubDate>{format_datetime(page.at)}</pubDate></item>"
            for page in shown
        )
        head = "<title>The Past Post</title><generator>https://wordpress.org/?v=6.1</generator>"
        feed = f'<rss version="2.0"><channel>{head}{items}</channel></rss>'
        return (feed.encode(), "application/rss+xml") if shown else None

    def _atom(self, number: int) -> tuple[bytes, str] | None:
        shown = self._shown(number)
        entries = "".join(
            f"<entry><title>{page.title}</title><link href='{self.url}{page.path}'/><id>urn:{page.number}</id>"
            f"<updated>{page.at.isoformat()}</updated><published>{page.at.isoformat()}</published></entry>"
            for page in shown
        )
        older = f'<link rel="prev-archive" href="/atom?page={number + 1}"/>' if self._shown(number + 1) else ""
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>The Past Post</title>{older}{entries}</feed>'
        return feed.encode(), "application/atom+xml"

    def write_warc(self, path: Path, pages: Iterable[PastPage], *, host: str | None = None) -> None:
        """Pages in a file as Common Crawl writes them: fetched an hour after they appeared, bodies as they came."""
        with path.open("wb") as out:
            writer = WARCWriter(out, gzip=path.suffix == ".gz")
            writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a crawler"}))
            for page in pages:
                write_response(writer, f"{host or self.url}{page.path}", page.html(), page.at + timedelta(hours=1))


def write_response(writer: WARCWriter, url: str, body: bytes, at: datetime) -> None:
    """One response, packed as the server sent it."""
    packed = gzip.compress(body, mtime=0)
    headers = [("Content-Type", "text/html; charset=utf-8"), ("X-Crawl-Content-Encoding", "gzip")]
    http = StatusAndHeaders("200 OK", [*headers, ("Content-Length", str(len(body)))], protocol="HTTP/1.1")
    if int(hashlib.sha256(url.encode()).hexdigest(), 16) % 2:  # both ways occur: undone by the crawler, or kept
        http = StatusAndHeaders(
            "200 OK",
            [headers[0], ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))],
            protocol="HTTP/1.1",
        )
        body = packed
    date = {"WARC-Date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    record = writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=http, warc_headers_dict=date)
    writer.write_record(record)


def numbered(paths: Iterable[str]) -> list[int]:
    """The numbers of stories, by their addresses."""
    return sorted(int(path.rpartition("-")[2]) for path in paths)


def spread(pages: list[PastPage], count: int) -> list[list[PastPage]]:
    """Pages in so many parts, as they come."""
    return [list(itertools.islice(pages, n, None, count)) for n in range(count)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    past: PastSite

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.past.requests[self.path] += 1
        found = self.past.answer(self.path)
        body, kind = found or (b"not here", "text/plain")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
