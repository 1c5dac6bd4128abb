"""What runs cut short had fetched and not told of: it is read in the archive, so that nothing is asked twice."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from duckdb import DuckDBPyConnection

from flows.line import Line, utc_now
from transforms.records import Batch, Download, Entry, Fetch, PageRef, Run
from transforms.text import make_id
from transforms.urls import parse_host
from warehouse.archive import iter_downloads
from warehouse.load import load_staged, stage_batch
from warehouse.past import read_fetch_places, read_known
from warehouse.read import read_entries

_Archived = tuple[PageRef, Download]


def recover_pages(con: DuckDBPyConnection, line: Line, cut_short: Iterable[Run]) -> int:
    """Gives entries that wait the pages that such runs had archived for them; how many that were."""
    count = 0
    for run in cut_short:
        places = read_fetch_places(con, run.run_id)
        since = run.started_at - timedelta(minutes=1)
        files = iter_downloads(line.paths.archive, since, utc_now(), run.run_id)
        left = {
            (ref.warc_file, ref.warc_offset): (ref, replace(download, body=download.body[:1]))
            for ref, download in files
            if (ref.warc_file, ref.warc_offset) not in places
        }
        count += _take_up(con, line, run, tuple(left.values()))
    return count


def _take_up(con: DuckDBPyConnection, line: Line, run: Run, left: tuple[_Archived, ...]) -> int:
    ids = {item.entry_id for item in read_known(con, {download.url for _, download in left}, ()) if item.entry_id}
    waiting = {entry.said.url: entry for entry in read_entries(con, ids) if entry.state == "waiting"}
    asked = [(ref, download) for ref, download in left if download.url in waiting]
    entries = {
        download.url: _give(waiting[download.url], ref, download)
        for ref, download in asked
        if 200 <= download.status < 300 and download.body and waiting[download.url].page is None
    }
    fetches = tuple(_tell(run, ref, download) for ref, download in asked)
    batch = Batch(run_id=line.run_id, entries=tuple(entries.values()), fetches=fetches)
    load_staged(con, [stage_batch(batch, line.staged, f"{line.run_id}-recovered-{run.run_id}")], now=utc_now())
    return len(entries)


def _give(entry: Entry, ref: PageRef, download: Download) -> Entry:
    return replace(entry, page=ref, page_url=download.final_url, page_fetched_at=download.fetched_at)


def _tell(run: Run, ref: PageRef, download: Download) -> Fetch:
    """The row of a request that the run made."""
    return Fetch(
        fetch_id=make_id("recovered", ref.warc_file, str(ref.warc_offset)),
        run_id=run.run_id,
        host=parse_host(download.final_url) or download.final_url[:100],
        url=download.url,
        final_url=download.final_url,
        status=download.status,
        ms=download.ms,
        fetched_at=download.fetched_at,
        error=f"http-{download.status}" if download.status >= 400 else None,
        warc_file=ref.warc_file,
        warc_offset=ref.warc_offset,
        sha256=ref.sha256,
    )
