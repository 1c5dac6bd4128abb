"""`copydesk demo`: plays the newsroom, ingests it with the real flow, shows what came out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from flows.demo.server import DEMO_PORT, Newsroom
from flows.errors import UsageError
from flows.report import LATEST
from flows.session import run_ingest
from flows.settings import read_settings
from flows.tables import render_relation
from flows.terminal import find_name, make_command
from warehouse.connection import WarehousePaths, make_paths, open_published

_LOOKS = {
    "Articles": """
        select publisher, headline, byline, published_at, revision
        from articles order by published_at desc limit 6""",
    "Captions, with their credits": """
        select caption, creators, agencies, is_pool, place, taken_on, variants
        from captions where credit_line is not null order by len(agencies) desc, variants desc, article_id limit 4""",
    "Bylines": """
        select name, kind, role, affiliation, raw
        from bylines order by role is null, affiliation is null, article_id, position limit 6""",
    "Mentions": """
        select surface, name, kind, field, role, is_metonym
        from mentions where role is not null or is_metonym
        order by is_metonym desc, article_id, field, start limit 6""",
}
_QUESTION = """select publisher, other_publisher, other_headline, minutes_later, round(containment, 2) as kept
  from syndication"""


def run_tour(port: int | None, console: Console) -> None:
    """The newsroom's two editions, ingested; on a second visit the last one again."""
    home = Path(os.environ.get("COPYDESK_HOME") or "data/demo").resolve()
    is_first = not make_paths(home).published.exists()
    with _open_newsroom(port, home, 1 if is_first else 2) as newsroom:
        console.print(f"The bundled newsroom plays at {newsroom.url}; all of it is invented.", highlight=False)
        feeds = _set_up(newsroom, home)
        run_ingest(str(feeds), due=False, console=console, with_hint=False)
        if is_first:
            console.print("\nThe newsroom corrects a story; the feeds are polled once more.", highlight=False)
            newsroom.turn_to(2)
            run_ingest(str(feeds), due=False, console=console, with_hint=False)
    _show_tables(make_paths(home), console)


@contextmanager
def _open_newsroom(port: int | None, home: Path, edition: int) -> Iterator[Newsroom]:
    """The port is kept for the next visit: stories are known by their addresses."""
    kept = home / "newsroom.port"
    known = port or (int(kept.read_text() or 0) if kept.exists() else None)
    newsroom = _start(known, edition)
    home.mkdir(parents=True, exist_ok=True)
    kept.write_text(str(newsroom.port))
    try:
        yield newsroom
    finally:
        newsroom.stop()


def _start(known: int | None, edition: int) -> Newsroom:
    for port in (known,) if known else (DEMO_PORT, 0):
        newsroom = Newsroom(port, edition)
        try:
            newsroom.start()
        except OSError as error:
            problem = error
        else:
            return newsroom
    said = problem.strerror or str(problem)
    raise UsageError(f"{said}; or start over in an empty folder: COPYDESK_HOME=... copydesk demo") from problem


def _set_up(newsroom: Newsroom, home: Path) -> Path:
    """The demo's settings, for this process: a home of its own, and no rest between requests to our own server."""
    feeds = home / "feeds.toml"
    feeds.write_text(newsroom.feeds_toml(), encoding="utf-8")
    os.environ["COPYDESK_HOME"] = str(home)
    os.environ["COPYDESK_ALLOW_PRIVATE_HOSTS"] = f"127.0.0.1:{newsroom.port}"
    os.environ["COPYDESK_HOST_DELAY_SECONDS"] = "0"
    read_settings()
    return feeds


def _show_tables(paths: WarehousePaths, console: Console) -> None:
    with open_published(paths) as con:
        counts = {
            name: con.table(name).count("*").fetchall()[0][0]
            for name in ("articles", "revisions", "bylines", "captions", "mentions", "quotes", "rejects")
        }
        console.print("\nThe file holds " + ", ".join(f"{n} {name}" for name, n in counts.items()), highlight=False)
        for title, query in _LOOKS.items():
            console.print(f"\n{title}", highlight=False)
            console.print(render_relation(con.sql(query)))
        console.print(f"\nAn analyst asks who ran whose copy:\n  {_QUESTION}", highlight=False)
        console.print(render_relation(con.sql(_QUESTION)))
        ((url,),) = con.sql("select url from articles order by revision desc, word_count desc limit 1").fetchall()
    _say_next(paths, url, console)


def _say_next(paths: WarehousePaths, url: str, console: Console) -> None:
    console.print(
        f"\nOpen {paths.published} with DuckDB, or:\n"
        f"  {make_command('sql', LATEST)}\n"
        f"  {make_command('show', url, '--evidence')}\n"
        f"Real feeds: {find_name()} run",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
