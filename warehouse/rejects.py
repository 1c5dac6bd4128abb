"""Rejects: another try, and the bytes that one was about. What could not be made, the loader writes."""

from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from transforms.records import PageRef
from warehouse.migrate import read_sql, transaction
from warehouse.rows import Row, read_rows


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
    values = {"url": url}
    rejects = read_rows(con, "select * from rejects where url = $url order by rejected_at", values)
    history = read_rows(
        con,
        "select event, reason, happened_at, reject_history.run_id, reject_history.detail from reject_history "
        "join rejects using (reject_id) where url = $url order by happened_at",
        values,
    )
    pages = read_rows(
        con,
        "select warc_file, warc_offset, sha256 from fetches "
        "where (url = $url or final_url = $url) and warc_file is not null order by fetched_at desc limit 1",
        values,
    )
    page = PageRef(**pages[0]) if pages else None
    return RejectRows(rejects=tuple(rejects), history=tuple(history), page=page)
