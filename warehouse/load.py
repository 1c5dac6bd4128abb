"""Loading: staged batches enter the tables in one transaction, nothing twice. What a revision is, revisions.py says."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from warehouse.holding import hold, hold_staged, release
from warehouse.merges import merge_alike
from warehouse.migrate import read_sql, transaction
from warehouse.placing import make_placed, make_revised, read_placings
from warehouse.remakes import Layer, keeping
from warehouse.stage import discard_staged, find_staged, stage_batch
from warehouse.syndicate import join_new_texts
from warehouse.tombstones import drop_forgotten, read_tombstones

__all__ = ["LoadCounts", "TableCounts", "discard_staged", "find_staged", "load_staged", "stage_batch"]

#: Tables whose whole law is in a SQL file of their name.
_BY_SQL = ("feeds", "fetches", "robots", "entries", "rejects", "entities", "imports")
#: Tables in which the last row of a key stands, as latest.sql says: their keys.
_LATEST = {
    "runs": "run_id",
    "windows": "(backfill_id, source, window_start)",
    "backfills": "backfill_id",
    "known_pages": "(backfill_id, entry_id)",
    "listings": "url",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCounts:
    """What a load did to one table."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCounts:
    """What a load did: by table, tables that got nothing left out."""

    tables: Mapping[str, TableCounts] = field(default_factory=dict)
    rejects_resolved: int = 0
    articles_unpublished: int = 0  #: stories whose page is gone since this load

    @property
    def articles_new(self) -> int:
        """Stories never seen before."""
        return self.tables.get("articles", TableCounts()).new

    @property
    def articles_changed(self) -> int:
        """Known stories whose row was replaced."""
        return self.tables.get("articles", TableCounts()).changed

    @property
    def articles_unchanged(self) -> int:
        """Stories that are as they were."""
        return self.tables.get("articles", TableCounts()).unchanged


def load_staged(
    con: DuckDBPyConnection, paths: Sequence[Path], *, now: datetime, keep: Layer | None = None
) -> LoadCounts:
    """Everything staged in these folders, in their order, in one transaction; the folders are removed once it stands.

    Loading the same again changes nothing. `now` is when open rejects of resolved URLs count as resolved, and when
    entities count as merged. What is replaced is kept in the layer `keep`.
    """
    if not paths:
        return LoadCounts()
    sql = read_sql("upserts")
    with _load_settings(con), transaction(con):
        held = hold_staged(con, paths)
        drop_forgotten(con, held, read_tombstones(con))
        staged = {name for name in held if len(con.table(f"staged_{name}"))}
        placed, unpublished = _place(con, sql) if "articles" in held else (0, 0)
        upserts = {name: sql[name] for name in _BY_SQL}
        upserts |= {name: sql["latest"].format(table=name, key=key) for name, key in _LATEST.items()}
        with keeping(con, keep if placed else None):
            counts = {name: _upsert(con, text) for name, text in upserts.items() if name in staged}
            if placed:
                counts["articles"] = _load_stories(con, sql)
            if "entities" in staged:
                merge_alike(con, sql, now=now)
            if "entries" in staged:
                con.execute(sql["settle_twins"])
            resolved = _resolve(con, sql, now) if "resolved" in staged else 0
        release(con, held)
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)
    return LoadCounts(tables=counts, rejects_resolved=resolved, articles_unpublished=unpublished)


@contextmanager
def _load_settings(con: DuckDBPyConnection) -> Iterator[None]:
    """DuckDB's other threads find little to do in a load, and whoever waits for them spins: a third of the CPU. What a
    load adds stays beside what the one before added: to merge such pieces rewrites both, and is left to publishing.

    A lake keeps its threads, for they wait for a network together.
    """
    row = con.execute(
        "select current_setting('threads'), current_setting('max_vacuum_tasks') from duckdb_databases() "
        "where database_name = current_database() and type = 'duckdb'"
    ).fetchone()
    if row is None:
        yield
        return
    con.execute("set threads = 1; set max_vacuum_tasks = 0")
    try:
        yield
    finally:
        con.execute(f"set threads = {row[0]}; set max_vacuum_tasks = {row[1]}")


def _place(con: DuckDBPyConnection, sql: Mapping[str, str]) -> tuple[int, int]:
    """What becomes of each story, for SQL in `placed` and `revised`; how many these are, and how many newly gone."""
    con.execute(sql["first_stories"])
    placings = read_placings(con, sql)
    hold(con, "decided", make_placed(placings))
    con.execute("insert into placed by name from decided")
    hold(con, "decided", make_revised(placings))
    con.execute("insert into revised by name from decided")
    return len(con.table("placed")), sum(placing.is_newly_gone for placing in placings.values())


def _upsert(con: DuckDBPyConnection, sql: str) -> TableCounts:
    """Run SQL whose last statement counts what it did."""
    row = con.execute(sql).fetchone()
    assert row is not None
    return TableCounts(new=row[0], changed=row[1], unchanged=row[2])


def _resolve(con: DuckDBPyConnection, sql: Mapping[str, str], now: datetime) -> int:
    con.execute(sql["resolve_history"], {"now": now})
    row = con.execute(sql["resolve_rejects"], {"now": now}).fetchone()
    return int(row[0]) if row else 0


def _load_stories(con: DuckDBPyConnection, sql: Mapping[str, str]) -> TableCounts:
    con.execute(sql["articles"])
    con.execute(sql["parts"])
    join_new_texts(con, sql)
    return _upsert(con, sql["placed_counts"])
