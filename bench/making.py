"""Making stories of pages, beside libraries that read pages."""

import gc
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.pages import archive_pages, make_downloads, read_pages
from bench.peers import peak_mb
from bench.rows import Meter, Options, Row, ask_peer
from flows.page import read_story, warm_up
from flows.pool import Pool
from flows.workers import count_cores
from transforms.article import read_article
from transforms.errors import TransformError
from transforms.page import make_page
from transforms.records import PageRef
from warehouse.archive import ArchiveWriter, read_download

#: Passes over the pages in the worker processes.
_ROUNDS = 6
#: Passes over them in one process after the first: a site's pages come again and again.
_AGAIN = 3
_PEERS = {
    "trafilatura, fast, body alone": "trafilatura_fast",
    "trafilatura, with metadata": "trafilatura",
    "readability-lxml, body and title alone": "readability",
    "newspaper4k": "newspaper4k",
    "news-please": "news_please",
}


def measure(options: Options) -> Iterator[Row]:
    """CPU a page: ours with captions, bylines, people and evidence; each peer with what it offers."""
    count = len(read_pages(options.pages))
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder)
        jobs = archive_pages(options.pages, count * _ROUNDS, archive)
        asked = [(archive, job.page, job.context, "rules") for job in jobs]
        warm_up("rules")
        gc.collect()
        gc.freeze()  # as a run's workers do
        first, *again = (_time(read_story, asked[:count]) for _ in range(1 + _AGAIN))
        own_peak = peak_mb()
        told = [_time(_read_page, [arguments[:2] for arguments in asked[:count]]) for _ in range(_AGAIN)]
        peers = {what: ask_peer(task, pages=str(options.pages)) for what, task in _PEERS.items()}
        group = "make a page, one process"
        yield Row(group=group, what="Copydesk, everything, from the archive", value=first, unit="CPU ms")
        what = "Copydesk, the same pages again: names of elements and words are known"
        yield Row(group=group, what=what, value=statistics.median(again), unit="CPU ms")
        what = "Copydesk, body, pictures and all that is said of headline, byline and dates, again"
        yield Row(group=group, what=what, value=statistics.median(told), unit="CPU ms")
        for what, peer in peers.items():
            failed = f" (raises on {peer['failed']} of {count})" if peer["failed"] else ""
            yield Row(group=group, what=what + failed, value=peer["cpu_ms"], unit="CPU ms")
        yield from _measure_workers(asked)
        yield from _measure_archive(options, count, archive)
    yield Row(group="peak memory while making", what="Copydesk, one process", value=own_peak, unit="MB")
    for what, peer in peers.items():
        yield Row(group="peak memory while making", what=what, value=peer["peak_mb"], unit="MB")


def _time(read: Callable[..., object], asked: list[tuple[Any, ...]]) -> float:
    """CPU ms a page."""
    meter = Meter()
    for arguments in asked:
        read(*arguments)
    return meter.cpu / len(asked) * 1000


def _read_page(archive: Path, page: PageRef) -> None:
    """What an extractor with metadata does: nothing is parsed out of captions, nobody sought in the text."""
    with suppress(TransformError):
        read_article(make_page(read_download(archive, page)))


def _measure_workers(asked: list[tuple[Any, ...]]) -> Iterator[Row]:
    group = "make pages, worker processes (wall time: of use on an idle machine)"
    for size in sorted({1, count_cores()}):
        pool = Pool(size, cpu_seconds=10)
        list(pool.map(read_story, asked[:size]))  # the workers are there
        meter = Meter()
        list(pool.map(read_story, asked))
        yield Row(group=group, what=f"{size} at once", value=meter.wall / len(asked) * 1000, unit="wall ms")
        pool.close()


def _measure_archive(options: Options, count: int, folder: Path) -> Iterator[Row]:
    downloads = list(make_downloads(options.pages, count))
    with ArchiveWriter(folder / "again", "bench") as writer:
        meter = Meter()
        refs = [writer.write(download) for download in downloads]
        yield Row(group="archive a page", what="write", value=meter.cpu / count * 1000, unit="CPU ms")
    meter = Meter()
    for ref in refs:
        read_download(folder / "again", ref)
    yield Row(group="archive a page", what="read", value=meter.cpu / count * 1000, unit="CPU ms")
    packed = sum(path.stat().st_size for path in (folder / "again").rglob("*.gz"))
    whole = sum(len(download.body) for download in downloads)
    yield Row(group="size of an archived page", what="as fetched, decoded", value=whole / count / 1024, unit="KB")
    yield Row(group="size of an archived page", what="in the archive", value=packed / count / 1024, unit="KB")
