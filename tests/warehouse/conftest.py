"""Factories of records and a warehouse of its own for each test. All text is invented."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from transforms.records import (
    Batch,
    Byline,
    Caption,
    Depicted,
    Download,
    Entity,
    Entry,
    Evidence,
    FeedEntry,
    FeedState,
    Fetch,
    MediaItem,
    Mention,
    Quote,
    Reject,
    Story,
)
from transforms.text import fold_text, make_hash, make_id
from warehouse.connection import WarehousePaths, make_paths, open_private
from warehouse.load import LoadCounts, load_staged, stage_batch

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
_SUNDAY = date(2026, 11, 15)
_names = itertools.count()


def _make_story(
    slug: str = "harbour",
    *,
    headline: str = "Harbour reopens after storm",
    body: str = "“We are back,” said Jane Roe.\n\nThe harbour of Port Elm reopened.",
    byline: str | None = "By Ann Example",
    caption: str = "Jane Roe at the quay 😀",
    hours: float = 0,
    **more: Any,
) -> Story:
    """A whole story with all its parts; `hours` after NOON it was fetched."""
    url = more.pop("url", f"https://news.example/{slug}")
    person = make_id("person", "Jane Roe")
    start = body.find("Jane Roe")
    spans = [Mention(start=start, end=start + 8, surface="Jane Roe", kind="person", name="Jane Roe", entity_id=person)]
    if caption.startswith("Jane Roe"):
        spans.append(
            Mention(
                field="caption",
                caption_position=0,
                start=0,
                end=8,
                surface="Jane Roe",
                kind="person",
                name="Jane Roe",
                entity_id=person,
            )
        )
    values: dict[str, Any] = {
        "article_id": make_id(url),
        "url": url,
        "feed_id": make_id("https://news.example/feed"),
        "publisher": "The Elm Courier",
        "headline": headline,
        "byline": byline,
        "keywords": ("harbour", "storm"),
        "body": body,
        "word_count": len(body.split()),
        "language": "en",
        "published_at": NOON - timedelta(hours=2),
        "published_precision": "instant",
        "first_seen_at": NOON - timedelta(hours=1),
        "fetched_at": NOON + timedelta(hours=hours),
        "body_hash": make_hash(fold_text(body)),
        "content_key": make_hash(*map(fold_text, (headline, byline or "", body, caption))),
        "transform_version": "1",
        "bylines": (Byline(position=0, name="Ann Example", kind="person", raw="Ann Example", source="meta:author"),),
        "captions": (
            Caption(
                position=0,
                caption=caption,
                credit_line="Sam Sample/EX",
                creators=("Sam Sample",),
                agencies=("EX",),
                depicted=(Depicted(name="Jane Roe", position="left", entity_id=person),),
                caption_raw=(caption,),
            ),
        ),
        "entities": (Entity(entity_id=person, name="Jane Roe", kind="person", sort_name="Roe, Jane"),),
        "mentions": tuple(spans) if start >= 0 else (),
        "quotes": (
            Quote(position=0, quote="We are back,", speaker="Jane Roe", start=1, end=13, said_on=date(2026, 11, 22)),
        )
        if body.startswith("“We are back,")
        else (),
        "evidence": (Evidence(field="headline", value=headline, source="h1", is_chosen=True),),
        "sketch": (1, 2, 2**64 - 1),
    }
    return Story(**(values | more))


def _make_entry(slug: str = "harbour", *, state: str = "waiting", hours: float = 0, **more: Any) -> Entry:
    seen = NOON + timedelta(hours=hours)
    said = FeedEntry(
        url=f"https://news.example/{slug}",
        title=more.pop("title", "Harbour reopens"),
        media=(MediaItem(url="https://news.example/a.jpg", caption="The quay"),),
    )
    values: dict[str, Any] = {
        "entry_id": make_id("entry", slug),
        "feed_id": make_id("https://news.example/feed"),
        "said": said,
        "first_seen_at": seen,
        "last_seen_at": seen,
        "state": state,
    }
    return Entry(**(values | more))


def _make_feed(**more: Any) -> FeedState:
    values: dict[str, Any] = {
        "feed_id": make_id("https://news.example/feed"),
        "url": "https://news.example/feed",
        "publisher": "The Elm Courier",
        "tags": ("local",),
        "first_seen_at": NOON,
    }
    return FeedState(**(values | more))


def _make_fetch(number: int = 1, **more: Any) -> Fetch:
    values: dict[str, Any] = {
        "fetch_id": 2**63 + number,
        "run_id": "run-1",
        "host": "news.example",
        "url": "https://news.example/harbour",
        "final_url": "https://news.example/harbour",
        "status": 200,
        "bytes": 10,
        "ms": 5,
        "fetched_at": NOON + timedelta(minutes=number),
        "warc_file": "2026/11/20/a.warc.gz",
        "warc_offset": 100 * number,
        "sha256": "00" * 32,
    }
    return Fetch(**(values | more))


def _make_reject(**more: Any) -> Reject:
    values: dict[str, Any] = {
        "stage": "make",
        "url": "https://news.example/broken",
        "reason": "no-article",
        "rejected_at": NOON,
    }
    return Reject(**(values | more))


def _make_download(slug: str = "harbour", *, body: bytes = b"<p>Harbour reopens</p>", **more: Any) -> Download:
    values: dict[str, Any] = {
        "url": f"https://news.example/{slug}",
        "final_url": f"https://news.example/{slug}",
        "status": 200,
        "reason": "OK",
        "headers": (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))),
        "body": body,
        "fetched_at": NOON.replace(microsecond=123456),
        "ms": 42,
    }
    return Download(**(values | more))


@pytest.fixture
def make_story() -> Callable[..., Story]:
    return _make_story


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    return _make_entry


@pytest.fixture
def make_feed() -> Callable[..., FeedState]:
    return _make_feed


@pytest.fixture
def make_fetch() -> Callable[..., Fetch]:
    return _make_fetch


@pytest.fixture
def make_reject() -> Callable[..., Reject]:
    return _make_reject


@pytest.fixture
def make_download() -> Callable[..., Download]:
    return _make_download


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def paths(tmp_path: Path) -> WarehousePaths:
    return make_paths(tmp_path / "data")


@pytest.fixture
def con(paths: WarehousePaths) -> Iterator[DuckDBPyConnection]:
    with open_private(paths, threads=1) as con:
        yield con


@pytest.fixture
def load(con: DuckDBPyConnection, paths: WarehousePaths) -> Callable[..., LoadCounts]:
    """Stage and load: `load(stories=(...), rejects=(...))`."""

    def run(*, run_id: str = "run-1", now: datetime = NOON + timedelta(days=1), **tables: Any) -> LoadCounts:
        name = f"batch-{next(_names):04}"
        path = stage_batch(Batch(run_id=run_id, **tables), paths.staged, name)
        return load_staged(con, [path], now=now)

    return run


@pytest.fixture
def dump(con: DuckDBPyConnection) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """Every row of every table but runs' own, sorted: equal dumps are equal warehouses."""

    def read() -> dict[str, list[tuple[Any, ...]]]:
        names = [row[0] for row in con.execute("select table_name from duckdb_tables() where not temporary").fetchall()]
        return {name: sorted(con.table(name).fetchall(), key=repr) for name in names if name != "schema_migrations"}

    return read
