"""Forgetting: a story leaves the tables, the snapshots and the archive, and a tombstone keeps it from coming back.

Everything may be done again after a kill: the archive goes first, for the tables know the addresses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from warehouse.connection import WarehousePaths, open_private
from warehouse.errors import WarehouseError
from warehouse.frames import CHILDREN
from warehouse.migrate import read_sql, transaction
from warehouse.publish import list_previous, publish
from warehouse.redact import redact_records
from warehouse.remakes import forget_in_remakes
from warehouse.syndicate import choose_touched
from warehouse.tombstones import make_article_tombstone, make_tombstone, read_tombstones


class NothingToForget(WarehouseError):
    """Nothing here bears that address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was removed."""

    urls: tuple[str, ...]
    rows: Mapping[str, int]  #: by table; of fetches, the rows that name no address any more
    records: int  #: responses rewritten in the archive
    snapshots: int  #: earlier snapshots removed


def forget_story(paths: WarehousePaths, url: str, *, now: datetime, wait_seconds: float = 10) -> Forgotten:
    """Remove the story at an address, whatever state it is in. Raises NothingToForget when nothing is known of it.

    The private file is rebuilt, since deleted rows leave their bytes behind, and published; no earlier snapshot stays.
    """
    sql = read_sql("chores")
    with open_private(paths, wait_seconds=wait_seconds) as con:
        urls = [row[0] for row in con.execute(sql["forgotten_addresses"], {"url": url}).fetchall()]
        records = redact_records(paths.archive, urls)
        rows = _forget_rows(con, paths, sql, urls, now)
        is_known = records or any(rows.values()) or make_tombstone(url) in read_tombstones(con)
    if not is_known:
        raise NothingToForget(
            f"nothing stored bears the address {url}; list some: copydesk sql 'select url from articles'"
        )
    snapshots = len(list_previous(paths))
    publish(paths, keep=0, rebuild=True, wait_seconds=wait_seconds)
    return Forgotten(urls=tuple(urls), rows=rows, records=records, snapshots=snapshots)


def _forget_rows(
    con: DuckDBPyConnection, paths: WarehousePaths, sql: Mapping[str, str], urls: list[str], now: datetime
) -> dict[str, int]:
    with transaction(con):
        con.execute(sql["forgotten"], {"urls": urls})
        con.execute(sql["forgotten_touched"])
        con.execute(sql["named"])
        con.execute(sql["forgotten_entities"])
        forget_in_remakes(con, paths, urls)
        con.execute(sql["forgotten_merges"])
        gone = "(select entity_id from forgotten_entities)"
        rows = {"entity_merges": _delete(con, "entity_merges", f"entity_id in {gone} or into_entity_id in {gone}")}
        _delete(con, "person_names", f"entity_id in {gone}")
        rows |= {"entities": _delete(con, "entities", f"entity_id in {gone}")}
        of_story = "article_id in (select article_id from forgotten)"
        rows["revisions"] = _delete(con, "stored_revisions", of_story)
        rows |= {table: _delete(con, table, of_story) for table in ("articles", *CHILDREN)}
        ids = "(select article_id from forgotten)"
        rows["text_pairs"] = _delete(con, "text_pairs", f"article_id in {ids} or other_article_id in {ids}")
        known = "url in (select unnest($urls::varchar[]))"
        history = f"reject_id in (select reject_id from rejects where {known})"
        rows["reject_history"] = _delete(con, "reject_history", history, urls)
        rows["rejects"] = _delete(con, "rejects", known, urls)
        rows["known_pages"] = _delete(con, "known_pages", known, urls)
        imported = f"{known} or final_url in (select unnest($urls::varchar[]))"
        rows["imports"] = _delete(con, "imports", imported, urls)
        entries = f"{known} or article_id in (select article_id from forgotten)"
        rows["entries"] = _delete(con, "entries", entries, urls)
        rows["fetches"] = _count(con.execute(sql["forgotten_fetches"], {"urls": urls}).fetchone())
        if any(rows.values()):
            _bury(con, urls, now)
            choose_touched(con, read_sql("upserts"))
    return rows


def _delete(con: DuckDBPyConnection, table: str, which: str, urls: list[str] | None = None) -> int:
    return _count(con.execute(f"delete from {table} where {which}", {"urls": urls} if urls else None).fetchone())


def _bury(con: DuckDBPyConnection, urls: list[str], now: datetime) -> None:
    ids = con.execute("select article_id from forgotten").fetchall()
    stones = {*map(make_tombstone, urls), *(make_article_tombstone(row[0]) for row in ids)} - read_tombstones(con)
    for stone in sorted(stones):
        con.execute("insert into tombstones values (?, ?)", [stone, now])


def _count(row: tuple[int, ...] | None) -> int:
    return int(row[0]) if row else 0
