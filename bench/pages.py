"""Pages for the benchmark: those of a folder, or of the bundled newsroom. Read once, as bytes."""

import gzip
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flows.demo.edition import make_edition
from flows.page import PageJob
from transforms.records import Download
from transforms.story import StoryContext
from warehouse.archive import ArchiveWriter

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def read_pages(folder: Path) -> tuple[bytes, ...]:
    """The folder's pages in the order of their names."""
    files = sorted(path for path in folder.iterdir() if path.name.endswith((".html", ".html.gz")))
    return tuple(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files)


def write_newsroom() -> Path:
    """The bundled newsroom's story pages, in a folder."""
    folder = Path(tempfile.mkdtemp(prefix="copydesk-bench-"))
    pages = [
        found.body
        for found in make_edition(1, "http://news.example").values()
        if found.content_type.startswith("text/html")
    ]
    for number, body in enumerate(body for body in pages if b"<article" in body):
        (folder / f"{number:03}.html").write_bytes(body)
    return folder


def make_downloads(folder: Path, count: int) -> Iterator[Download]:
    """Responses with the pages of the folder, over and over, each with an address of its own."""
    pages = read_pages(folder)
    for number in range(count):
        url = f"https://news{number % 45}.example/{number}"
        body = pages[number % len(pages)]
        headers = (("Content-Type", "text/html"),)
        yield Download(url=url, final_url=url, status=200, headers=headers, body=body, fetched_at=NOW)


def archive_pages(folder: Path, count: int, archive: Path) -> tuple[PageJob, ...]:
    """The same in an archive, to be made."""
    with ArchiveWriter(archive, "bench") as writer:
        return tuple(
            PageJob(url=found.url, page=writer.write(found), context=StoryContext(first_seen_at=NOW))
            for found in make_downloads(folder, count)
        )
