"""Rejects: another try, and the bytes that one was about. What could not be made, the loader writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyConnection

from transforms.records import PageRef
from warehouse.migrate import read_sql, transaction

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectRows:
    """What is known of the rejects at an address."""

    rejects: tuple[Row, ...]
    history: tuple[Row, ...]  #: oldest first
    page: PageRef | None  #: the last answer that lies in the archive


def retry_rejects(con: DuckDBPyConnection, *, url: str | None, reason: str | None, now: datetime) -> int:
    """Let open rejects be tried again by the next run, those of an address or a reason, or all; how many."""
    sql = read_sql("chores")
    with transaction(con):
        con.execute(sql["retried"], {"url": url, "reason": reason})
        con.execute(sql["retried_entries"])
        con.execute(sql["retried_feeds"])
        con.execute(sql["retried_history"], {"now": now})
    return len(con.table("retried"))


def read_rejects(con: DuckDBPyConnection, url: str) -> RejectRows:
    """The rejects at an address, resolved ones too, with their history and the bytes that came."""
    rejects = _rows(con, "select * from rejects where url = ? order by rejected_at", url)
    history = _rows(
        con,
        "select event, reason, happened_at, reject_history.run_id, reject_history.detail from reject_history "
        "join rejects using (reject_id) where url = ? order by happened_at",
        url,
    )
    pages = _rows(
        con,
        "select warc_file, warc_offset, sha256 from fetches "
        "where (url = $1 or final_url = $1) and warc_file is not null order by fetched_at desc limit 1",
        url,
    )
    page = PageRef(**pages[0]) if pages else None
    return RejectRows(rejects=rejects, history=history, page=page)


def _rows(con: DuckDBPyConnection, sql: str, url: str) -> tuple[Row, ...]:
    answer = con.execute(sql, [url])
    names = [column[0] for column in answer.description or ()]
    return tuple(dict(zip(names, row, strict=True)) for row in answer.fetchall())
