"""Compaction: a private file with much dead space is rebuilt, row by row, and put in its place. Changes no row."""

import os
from pathlib import Path

import duckdb

from warehouse.connection import WarehousePaths, open_private, open_rebuilt
from warehouse.errors import WarehouseError

#: Rebuilding is slow (133 MB in 9 s), so it waits until so much of the file is dead.
DEAD_SHARE = 1 / 3
#: A small file is never worth it.
LEAST_BYTES = 32 << 20


def is_worth_it(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a good share of the file is blocks that hold nothing any more."""
    row = con.execute("select total_blocks, free_blocks, block_size from pragma_database_size()").fetchone()
    total, free, size = row if row else (0, 0, 0)
    return bool(total * size >= LEAST_BYTES and free / total > DEAD_SHARE)


def compact(paths: WarehousePaths, *, wait_seconds: float = 10) -> tuple[int, int]:
    """Rebuild the private file; its size before and after. The old file stays until the new one is whole."""
    with open_private(paths, wait_seconds=wait_seconds) as con:
        con.execute("checkpoint")
    before = paths.private.stat().st_size
    target = paths.private.with_name(".news.compact.part")
    _discard(target)
    try:
        with open_rebuilt(paths, target) as con:
            _copy_rows(con)
            con.execute("checkpoint")
            # still attached, so no writer can come in between
            target.replace(paths.private)
    finally:
        _discard(target)
    _sync(paths.private.parent)
    return before, paths.private.stat().st_size


def _copy_rows(con: duckdb.DuckDBPyConnection) -> None:
    names = con.execute(
        "select table_name from duckdb_tables() where database_name = 'old' and not temporary order by 1"
    ).fetchall()
    for (name,) in names:
        con.execute(f"delete from main.{name}")
        con.execute(f"insert into main.{name} by name from old.main.{name}")
        if len(con.table(f"main.{name}")) != len(con.table(f"old.main.{name}")):
            raise WarehouseError(f"{name} was not copied whole while compacting; the file stays as it was, try again")


def _discard(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
