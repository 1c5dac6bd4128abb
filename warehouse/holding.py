"""Holding: staged folders as temporary tables, `staged_NAME`, for the SQL of a load. Decides nothing."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from warehouse.frames import CHILDREN, SCHEMAS

#: Tables that SQL asks of wherever stories or removals come in.
_WITH_STORIES = frozenset({"articles", "removals", *CHILDREN, "entities", "entries", "rejects", "resolved"})
#: Rows, and stories, of one folder are numbered below this, so that folder and number make one key.
_FOLDER_STEP = 1 << 32


def hold_staged(con: DuckDBPyConnection, paths: Sequence[Path]) -> tuple[str, ...]:
    """Copy the folders into tables; which. `n` is the order of staging, `story_n` names a story.

    The tables are those that have a file, and with stories all that may belong to one: to hold every one costs more
    than a small load.
    """
    found = {name for name in SCHEMAS if any(_file(path, name).is_file() for path in paths)}
    chosen = found | _WITH_STORIES if found & {"articles", "removals"} else found
    held = tuple(name for name in SCHEMAS if name in chosen)
    for name in held:
        _hold_files(con, name, paths)
    return held


def hold(con: DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Copy an Arrow table into a temporary one of this name (one of our own, so it may stand in the SQL).

    Never join Arrow itself: DuckDB 1.5.5 pushes the join's bounds into pyarrow, where an id above 2**63 overflows.
    """
    con.register("arriving", table)
    try:
        con.execute(f"create or replace temp table {name} as from arriving")
    finally:
        con.unregister("arriving")


def _hold_files(con: DuckDBPyConnection, name: str, paths: Sequence[Path]) -> None:
    """Files of an earlier version may lack columns, so an empty table of today's comes first."""
    empty = SCHEMAS[name].empty_table().append_column("n", pa.array([], pa.int64()))
    columns = "* exclude (file_row_number), file_row_number + $first as n"
    if "story_no" in empty.column_names:
        empty = empty.drop_columns(["story_no"]).append_column("story_n", pa.array([], pa.int64()))
        columns = "* exclude (file_row_number, story_no), file_row_number + $first as n, story_no + $first as story_n"
    hold(con, f"staged_{name}", empty)
    for number, path in enumerate(paths):
        if _file(path, name).is_file():
            con.execute(
                f"insert into staged_{name} by name select {columns} from read_parquet($path, file_row_number = true)",
                {"first": number * _FOLDER_STEP, "path": str(_file(path, name))},
            )


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"
