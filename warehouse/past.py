"""What backfills ask the tables: their ledger, pages known to exist, pages copied from foreign files. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from duckdb import DuckDBPyConnection

from transforms.records import Backfill, Entry, Window
from warehouse.read import PageFetch, make_page_fetches, read_entries
from warehouse.rows import Row, ask, read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What stands for an address already."""

    entry_id: int | None  #: None: an article without an entry
    feed_id: int | None
    addresses: tuple[str, ...]
    article_id: int | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDay:
    """How many pages of a day are known, and how many of them wait."""

    day: date | None
    pages: int
    waiting: int


def read_backfills(con: DuckDBPyConnection) -> tuple[Backfill, ...]:
    """Every backfill, the one begun last first."""
    return tuple(
        Backfill(**row) for row in read_rows(con, "select * from backfills order by asked_at desc, backfill_id")
    )


def read_windows(con: DuckDBPyConnection, backfill_id: str) -> tuple[Window, ...]:
    """A backfill's ledger, oldest day first."""
    rows = read_rows(con, "select * from windows where backfill_id = $id order by window_start", {"id": backfill_id})
    return tuple(Window(**(row | {"counts": dict(row["counts"] or {})})) for row in rows)


def read_known(con: DuckDBPyConnection, urls: Iterable[str], keys: Iterable[int]) -> tuple[Known, ...]:
    """The entries and articles that have one of these addresses, or are one of these articles."""
    return tuple(
        Known(
            entry_id=row["entry_id"],
            feed_id=row["feed_id"],
            addresses=tuple(filter(None, (row["url"], row["page_url"]))),
            article_id=row["article_id"],
            state=row["state"],
        )
        for row in ask(con, "known_addresses", urls=list(urls), keys=list(keys))
    )


def read_window_entries(con: DuckDBPyConnection, backfill_id: str, day: date | None) -> tuple[Entry, ...]:
    """The entries of a window that wait, fetched or not."""
    ids = [row["entry_id"] for row in ask(con, "window_entries", backfill_id=backfill_id, day=day)]
    return read_entries(con, ids)


def read_listed_days(con: DuckDBPyConnection, backfill_id: str, since: date, until: date) -> tuple[ListedDay, ...]:
    """The days of which pages are known, oldest first; pages of no known day are one row of their own."""
    return tuple(ListedDay(**row) for row in ask(con, "listed_days", backfill_id=backfill_id, since=since, until=until))


def read_import_days(con: DuckDBPyConnection, backfill_id: str, since: date, until: date) -> tuple[ListedDay, ...]:
    """The days of the pages that a backfill copied from foreign files, oldest first."""
    rows = ask(con, "import_days", backfill_id=backfill_id, since=since, until=until)
    return tuple(ListedDay(**row, waiting=0) for row in rows)


def read_imported_pages(con: DuckDBPyConnection, backfill_id: str, day: date) -> tuple[PageFetch, ...]:
    """The pages of a day that a backfill copied from foreign files, by time of fetching."""
    return make_page_fetches(con, ask(con, "imported_pages", backfill_id=backfill_id, day=day))


def read_archived_days(con: DuckDBPyConnection, since: date, until: date) -> tuple[ListedDay, ...]:
    """The days on which pages were fetched that lie in the archive, oldest first."""
    days = (ListedDay(**row, waiting=0) for row in ask(con, "page_days"))
    return tuple(item for item in days if item.day and since <= item.day <= until)


def read_import_ids(con: DuckDBPyConnection, ids: Sequence[int]) -> frozenset[int]:
    """Which of these pages have been copied already."""
    rows = read_rows(
        con, "select import_id from imports where import_id in (select unnest($ids::ubigint[]))", {"ids": ids}
    )
    return frozenset(row["import_id"] for row in rows)


def read_fetch_places(con: DuckDBPyConnection, run_id: str) -> frozenset[tuple[str, int]]:
    """Where the responses lie that a run is known to have archived: file and offset."""
    sql = "select warc_file, warc_offset from fetches where run_id = $run_id and warc_file is not null"
    return frozenset((row["warc_file"], row["warc_offset"]) for row in read_rows(con, sql, {"run_id": run_id}))


def read_sites(con: DuckDBPyConnection) -> Mapping[int, str]:
    """Feed -> the scheme and host most of its stories are on."""
    return {row["feed_id"]: row["site"] for row in ask(con, "site_hosts") if row["site"]}


def read_gaps(con: DuckDBPyConnection, until: datetime) -> list[Row]:
    """Days on which pages are known to exist that are not stored, the most recent first."""
    return read_rows(con, "select * from coverage where missing > 0 and day <= $until::date", {"until": until})
