"""What backfills ask the tables: their ledger, pages known to exist, pages copied from foreign files. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duckdb import DuckDBPyConnection

from transforms.records import Backfill, Entry, Window
from warehouse.migrate import read_sql
from warehouse.read import PageFetch, make_page_fetches, read_entries

Row = dict[str, Any]


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
    return tuple(Backfill(**row) for row in _rows(con, "select * from backfills order by asked_at desc, backfill_id"))


def read_windows(con: DuckDBPyConnection, backfill_id: str) -> tuple[Window, ...]:
    """A backfill's ledger, oldest day first."""
    rows = _rows(con, "select * from windows where backfill_id = $id order by window_start", {"id": backfill_id})
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
        for row in _ask(con, "known_addresses", urls=list(urls), keys=list(keys))
    )


def read_window_entries(con: DuckDBPyConnection, backfill_id: str, day: date | None) -> tuple[Entry, ...]:
    """The entries of a window that wait, fetched or not."""
    ids = [row["entry_id"] for row in _ask(con, "window_entries", backfill_id=backfill_id, day=day)]
    return read_entries(con, ids)


def read_listed_days(con: DuckDBPyConnection, backfill_id: str, since: date, until: date) -> tuple[ListedDay, ...]:
    """The days of which pages are known, oldest first; pages of no known day are one row of their own."""
    return tuple(
        ListedDay(**row) for row in _ask(con, "listed_days", backfill_id=backfill_id, since=since, until=until)
    )


def read_import_days(con: DuckDBPyConnection, backfill_id: str, since: date, until: date) -> tuple[ListedDay, ...]:
    """The days of the pages that a backfill copied from foreign files, oldest first."""
    rows = _ask(con, "import_days", backfill_id=backfill_id, since=since, until=until)
    return tuple(ListedDay(**row, waiting=0) for row in rows)


def read_imported_pages(con: DuckDBPyConnection, backfill_id: str, day: date) -> tuple[PageFetch, ...]:
    """The pages of a day that a backfill copied from foreign files, by time of fetching."""
    return make_page_fetches(con, _ask(con, "imported_pages", backfill_id=backfill_id, day=day))


def read_archived_days(con: DuckDBPyConnection, since: date, until: date) -> tuple[ListedDay, ...]:
    """The days on which pages were fetched that lie in the archive, oldest first."""
    days = (ListedDay(**row, waiting=0) for row in _ask(con, "page_days"))
    return tuple(item for item in days if item.day and since <= item.day <= until)


def read_import_ids(con: DuckDBPyConnection, ids: Sequence[int]) -> frozenset[int]:
    """Which of these pages have been copied already."""
    rows = _rows(con, "select import_id from imports where import_id in (select unnest($ids::ubigint[]))", {"ids": ids})
    return frozenset(row["import_id"] for row in rows)


def read_fetch_places(con: DuckDBPyConnection, run_id: str) -> frozenset[tuple[str, int]]:
    """Where the responses lie that a run is known to have archived: file and offset."""
    sql = "select warc_file, warc_offset from fetches where run_id = $run_id and warc_file is not null"
    return frozenset((row["warc_file"], row["warc_offset"]) for row in _rows(con, sql, {"run_id": run_id}))


def read_sites(con: DuckDBPyConnection) -> Mapping[int, str]:
    """Feed -> the scheme and host most of its stories are on."""
    return {row["feed_id"]: row["site"] for row in _ask(con, "site_hosts") if row["site"]}


def read_gaps(con: DuckDBPyConnection, until: datetime) -> list[Row]:
    """Days on which pages are known to exist that are not stored, the most recent first."""
    return _rows(con, "select * from coverage where missing > 0 and day <= $until::date", {"until": until})


def _ask(con: DuckDBPyConnection, query: str, **values: Any) -> list[Row]:
    return _rows(con, read_sql("queries")[query], values)


def _rows(con: DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None) -> list[Row]:
    result = con.execute(sql, dict(values) if values else None)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
