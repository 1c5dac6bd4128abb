"""Holding: staged folders as temporary tables and views, `staged_NAME`, for the SQL of a load. Decides nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pyarrow as pa
from duckdb import DuckDBPyConnection

from warehouse.frames import CHILDREN, SCHEMAS
from warehouse.quoting import quote_list

#: Tables that SQL asks of wherever stories or removals come in.
_WITH_STORIES = frozenset({"articles", "removals", *CHILDREN, "entities", "entries", "rejects", "resolved"})
#: Rows, and stories, of one folder are numbered below this, so that folder and number make one key.
_FOLDER_STEP = 1 << 32


def hold_staged(con: DuckDBPyConnection, paths: Sequence[Path]) -> dict[str, Literal["table", "view"]]:
    """Show the parts of stories where they lie, copy the rest; which. `n` is the order of staging, `story_n` a story.

    They are those that have a file, and with stories all that may belong to one: to hold every one costs more than a
    small load.
    """
    files = {name: _find_files(paths, name) for name in SCHEMAS}
    with_stories = _WITH_STORIES if files["articles"] or files["removals"] else ()
    con.execute("create or replace temp table staged_folders (filename varchar, first bigint)")
    held: dict[str, Literal["table", "view"]] = {}
    for name, found in files.items():
        if name in CHILDREN and found:
            _show_files(con, name, found)
            held[name] = "view"
        elif found or name in with_stories:
            _hold_files(con, name, found)
            held[name] = "table"
    return held


def release(con: DuckDBPyConnection, held: Mapping[str, Literal["table", "view"]]) -> None:
    """Drop what was held."""
    for name, kind in held.items():
        con.execute(f"drop {kind} staged_{name}")
    con.execute("drop table staged_folders")


def hold(con: DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Copy an Arrow table into a temporary one of this name (one of our own, so it may stand in the SQL).

    Never join Arrow itself: DuckDB 1.5.5 pushes the join's bounds into pyarrow, where an id above 2**63 overflows.
    """
    con.register("arriving", table)
    try:
        con.execute(f"create or replace temp table {name} as from arriving")
    finally:
        con.unregister("arriving")


def _show_files(con: DuckDBPyConnection, name: str, files: Mapping[str, int]) -> None:
    """As a view, for the parts of stories are most of the rows, each read about once, and many not at all."""
    con.execute("insert into staged_folders select unnest($1), unnest($2)", [list(files), list(files.values())])
    con.execute(
        f"create or replace temp view staged_{name} as "
        "select rows.* exclude (file_row_number, filename, story_no), "
        "rows.file_row_number + folders.first as n, rows.story_no + folders.first as story_n "
        f"from read_parquet({quote_list(files)}, filename = true, file_row_number = true, union_by_name = true) as rows"
        " inner join staged_folders as folders using (filename)"
    )


def _hold_files(con: DuckDBPyConnection, name: str, files: Mapping[str, int]) -> None:
    """Files of an earlier version may lack columns, so an empty table of today's comes first."""
    empty = SCHEMAS[name].empty_table().append_column("n", pa.array([], pa.int64()))
    columns = "* exclude (file_row_number), file_row_number + $first as n"
    if "story_no" in empty.column_names:
        empty = empty.drop_columns(["story_no"]).append_column("story_n", pa.array([], pa.int64()))
        columns = "* exclude (file_row_number, story_no), file_row_number + $first as n, story_no + $first as story_n"
    hold(con, f"staged_{name}", empty)
    for file, first in files.items():
        con.execute(
            f"insert into staged_{name} by name select {columns} from read_parquet($path, file_row_number = true)",
            {"first": first, "path": file},
        )


def _find_files(paths: Sequence[Path], name: str) -> dict[str, int]:
    """The files of one table, and below which number none of their rows are."""
    files = {str(path / f"{name}.parquet"): number * _FOLDER_STEP for number, path in enumerate(paths)}
    return {file: first for file, first in files.items() if Path(file).is_file()}
