"""Taking back the last remake: stories are what they were before it, and what later runs brought stays.

A layer goes back in one transaction, the last one first. Killed on the way, it goes on when asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from warehouse.connection import WarehousePaths, open_private
from warehouse.migrate import read_sql, transaction
from warehouse.remakes import STORY_TABLES, Layer, Remake, drop_layer
from warehouse.syndicate import join_new_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What taking back a remake would do to stories."""

    restored: int  #: go back to what they were
    removed: int  #: were not stored before
    kept: int  #: have been changed since, and stay as they are
    made_by: str | None  #: the transforms that had made most of those that go back


def survey_remake(con: DuckDBPyConnection, remake: Remake) -> Survey:
    """Counts; changes nothing."""
    if not remake.layers:
        return Survey(restored=0, removed=0, kept=0, made_by=None)
    row = con.execute(
        read_sql("chores")["survey"],
        {"was": _files(remake.layers, "articles.parquet"), "left": _files(remake.layers, "articles.after.parquet")},
    ).fetchone()
    assert row is not None
    return Survey(restored=row[0], removed=row[1], kept=row[2], made_by=row[3])


def undo_remake(paths: WarehousePaths, remake: Remake, *, wait_seconds: float = 10) -> None:
    """All layers go back. What analysts open stays as it is until somebody publishes."""
    for layer in reversed(remake.layers):
        with open_private(paths, wait_seconds=wait_seconds) as con:
            undo_layer(con, layer)
        drop_layer(layer)


def undo_layer(con: DuckDBPyConnection, layer: Layer) -> None:
    """A load that never was, or that has gone back already, changes nothing."""
    sql = read_sql("chores")
    about = {"backfill_id": layer.backfill_id, "kept_at": layer.kept_at, "windows": list(layer.windows)}
    with transaction(con):
        con.execute(sql["undoing"], about)
        for name in (*STORY_TABLES, "entries", "rejects", "entities"):
            layer.read(con, name)
        for name in ("articles", "entries", "rejects", "entities"):
            layer.read(con, name, after=True)
        con.execute(sql["undone"])
        con.execute(sql["undone_texts"])
        for table in STORY_TABLES:
            con.execute(f"delete from {table} where article_id in (select article_id from undone)")
            con.execute(
                f"insert into {table} by name "
                f"select * from was_{table} where article_id in (select article_id from undone)"
            )
        con.execute(sql["undone_entries"])
        con.execute(sql["undone_rejects"])
        con.execute(sql["named"])
        con.execute(sql["undone_entities"])
        join_new_texts(con, read_sql("upserts"))
        con.execute(sql["undone_windows"])


def _files(layers: Sequence[Layer], name: str) -> list[str]:
    return [str(layer.folder / name) for layer in layers]
