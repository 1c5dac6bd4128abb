"""A home whose runs take place in the test's own process, and what its feeds and pages are made of."""

from pathlib import Path
from typing import Any

import duckdb

from flows.report import RunReport
from flows.settings import Settings
from tests.flows.line import run_line


class LineDesk:
    """A home, the feeds it polls, and what its tables say."""

    def __init__(self, home: Path, feeds: list[str], **settings: Any) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._list = home / "feeds.toml"
        self._list.write_text("\n".join(f'[[feeds]]\nurl = "{url}"' for url in feeds))
        given = {
            "host_delay_seconds": 0,
            "allow_private_hosts": ("127.0.0.1",),
            "retries": 0,
            "ner": "rules",
            **settings,
        }
        self.settings = Settings(home=home / "data", **given)

    def run(self, *, due: bool = False) -> RunReport:
        """A whole run, checks and publishing included."""
        return run_line(self.settings, self._list, is_due_only=due)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Asks the published file."""
        with duckdb.connect(str(self.settings.home / "news.duckdb"), read_only=True) as con:
            con.execute("set TimeZone = 'UTC'")
            return con.sql(query).fetchall()


def make_page(slug: str) -> bytes:
    """An invented story of its own, long enough to be one."""
    words = f"The {slug} ferry resumed its crossings on Monday after engineers had cleared the slipway of debris. "
    body = "".join(f"<p>Paragraph {n}: {words * 3}</p>" for n in range(8))
    head = f'<head><title>Ferry {slug} sails again</title><meta property="og:type" content="article"></head>'
    article = f"<article><h1>Ferry {slug} sails again</h1>{body}</article>"
    return f"<!doctype html><html lang='en'>{head}<body>{article}</body></html>".encode()


def make_feed(*slugs: str, base: str = "", head: str = "") -> bytes:
    """A feed of such stories."""
    items = "".join(
        f"<item><title>Ferry {slug} sails again</title><link>{base}/{slug}.html</link><guid>{slug}</guid>"
        f"<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>"
        for slug in slugs
    )
    return f"<rss version='2.0'><channel><title>Ferries</title>{head}{items}</channel></rss>".encode()
