"""Query results for people and files: a terminal table, CSV, JSON lines, Parquet."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection, DuckDBPyRelation
from rich.table import Table

from flows.errors import UsageError

#: A terminal table ends here; files hold every row.
SHOWN_ROWS = 200
_SHOWN_CHARACTERS = 300


def render_relation(answer: DuckDBPyRelation) -> Table:
    """The first rows of an answer; says so when there are more."""
    rows = answer.limit(SHOWN_ROWS + 1).fetchall()
    more = len(rows) > SHOWN_ROWS
    caption = f"the first {SHOWN_ROWS} rows; all of them: --output FILE.csv" if more else None
    return render_rows(answer.columns, rows[:SHOWN_ROWS], caption=caption)


def render_rows(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None, caption: str | None = None
) -> Table:
    """Rows as a terminal table; long texts are cut, for reading."""
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    return table


def write_rows(con: DuckDBPyConnection, answer: DuckDBPyRelation, kind: str, output: Path | None) -> None:
    """An answer as csv, json (a row a line) or parquet, to a file or to standard output."""
    if kind == "parquet":
        if output is None:
            raise UsageError("parquet is binary; name a file: --output answer.parquet")
        answer.write_parquet(str(output), compression="zstd")
    elif kind == "csv":
        answer.write_csv(str(output or "/dev/stdout"), header=True)
    else:
        _write_json(answer, output)


def _write_json(answer: DuckDBPyRelation, output: Path | None) -> None:
    file = output.open("w", encoding="utf-8") if output else sys.stdout
    try:
        while rows := answer.fetchmany(1000):
            for row in rows:
                record = dict(zip(answer.columns, row, strict=True))
                file.write(json.dumps(record, ensure_ascii=False, default=_plain) + "\n")
    finally:
        if output:
            file.close()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = text.replace("[", "\\[")  # rich would read [x] as markup
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
