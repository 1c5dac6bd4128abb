"""Loading stories, beside plain COPY, and as the warehouse grows."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import duckdb

from bench.pages import NOW, archive_pages, read_pages
from bench.rows import Meter, Options, Row
from flows.page import read_story
from transforms.records import Batch, Story
from transforms.text import make_hash, make_id
from warehouse.connection import WarehousePaths, make_paths, open_private
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish

_A_LOAD = 1_000
_COPIES = """
insert into {table}
select t.* replace (hash(article_id, n) as article_id{url})
from {table} as t
semi join seed using (article_id)
cross join range($first, $last) as copies (n)
"""
#: Tables with a row, or several, a story.
_OF_STORIES = ("articles", "stored_revisions", "bylines", "captions", "mentions", "quotes", "evidence")


def measure(options: Options) -> Iterator[Row]:
    """1,000 stories into an empty warehouse, and 1,000 new ones into ever larger ones; publishing is a copy of all."""
    with tempfile.TemporaryDirectory() as folder:
        originals = _make_originals(options.pages, Path(folder))
        numbers = count()
        yield from _measure_copy(originals, numbers, Path(folder))
        paths = make_paths(Path(folder) / "home")
        sizes = [size for size in (10_000, 100_000, 1_000_000) if size <= options.stories]
        rows = []
        _load(paths, _make_batch(originals, numbers))
        for size in sizes:
            _grow(paths, size)
            rows += [(size, _load(paths, _make_batch(originals, numbers)), _publish(paths), _file_bytes(paths))]
        for size, seconds, _, _ in rows:
            yield Row(group="load 1,000 stories into", what=f"{size:,} stories", value=seconds, unit="CPU s")
        for size, _, seconds, _ in rows:
            yield Row(group="publish", what=f"{size:,} stories", value=seconds, unit="CPU s")
        for size, _, _, held in rows:
            yield Row(group="room for a story", what=f"of {size:,}", value=held / (size + _A_LOAD), unit="bytes")


def _make_originals(pages: Path, folder: Path) -> tuple[Story, ...]:
    archive = folder / "archive"
    jobs = archive_pages(pages, len(read_pages(pages)), archive)
    made = [read_story(archive, job.page, job.context, "rules") for job in jobs]
    return tuple(story for story in made if isinstance(story, Story))


def _make_batch(originals: tuple[Story, ...], numbers: Iterator[int]) -> Batch:
    """Stories no other batch has: copies whose address, body and time are their own."""
    stories = []
    for number in (next(numbers) for _ in range(_A_LOAD)):
        story, url = originals[number % len(originals)], f"https://news{number % 45}.example/story/{number}"
        body = f"{story.body}\n\nNo. {number}"
        own = {"article_id": make_id("article", url), "url": url, "canonical_url": None, "body": body}
        hashes = {"body_hash": make_hash(body), "content_key": make_hash(body, story.headline)}
        stories.append(replace(story, **own, **hashes, fetched_at=NOW + timedelta(minutes=number)))
    return Batch(run_id="bench", stories=tuple(stories))


def _measure_copy(originals: tuple[Story, ...], numbers: Iterator[int], folder: Path) -> Iterator[Row]:
    group = "store 1,000 stories"
    batch = _make_batch(originals, numbers)
    paths = make_paths(folder / "first")
    with open_private(paths) as con:
        meter = Meter()
        staged = stage_batch(batch, paths.staged, "batch")
        staging = meter.cpu
        again = stage_batch(batch, paths.staged, "again")
        meter = Meter()
        load_staged(con, [staged], now=NOW)
        loading = meter.cpu
    with duckdb.connect(str(folder / "copied.duckdb")) as con:
        for file in again.glob("*.parquet"):
            con.execute(f"create table {file.stem} as from read_parquet('{file}') limit 0")
        meter = Meter()
        for file in again.glob("*.parquet"):
            con.execute(f"copy {file.stem} from '{file}'")
        con.execute("checkpoint")
        copying = meter.cpu
    yield Row(group=group, what="load: new, changed or known, revisions, entities", value=loading, unit="CPU s")
    yield Row(group=group, what="plain COPY of the same Parquet files, nothing asked", value=copying, unit="CPU s")
    yield Row(group=group, what="staging: records to Parquet", value=staging, unit="CPU s")


def _grow(paths: WarehousePaths, size: int) -> None:
    """Copies the first thousand stories, under ids and addresses of their own, until there are so many."""
    with open_private(paths) as con:
        (standing,) = con.execute("select count(*) from articles").fetchone() or (0,)
        con.execute("create temp table seed as select article_id from articles order by article_id limit 1000")
        copies = {"first": standing // _A_LOAD, "last": size // _A_LOAD}
        for table in _OF_STORIES:
            columns = {row[0] for row in con.execute(f"describe {table}").fetchall()}
            url = ", url || '/' || n as url" if "url" in columns else ""
            con.execute(_COPIES.format(table=table, url=url), copies)


def _load(paths: WarehousePaths, batch: Batch) -> float:
    staged = stage_batch(batch, paths.staged, "batch")
    with open_private(paths) as con:
        meter = Meter()
        load_staged(con, [staged], now=NOW)
        return meter.cpu


def _publish(paths: WarehousePaths) -> float:
    meter = Meter()
    publish(paths)
    return meter.cpu


def _file_bytes(paths: WarehousePaths) -> int:
    return paths.private.stat().st_size
