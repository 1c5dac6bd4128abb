"""Query results for people and files: a terminal table, CSV, JSON lines, Parquet."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from duckdb import DuckDBPyRelation
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


def write_rows(answer: DuckDBPyRelation, kind: str, output: Path | None) -> None:
    """An answer as csv, json (a row a line) or parquet, to a file or to standard output."""
    if kind == "parquet":
        if output is None:
            raise UsageError("parquet is binary; name a file: --output answer.parquet")
        answer.write_parquet(str(output), compression="zstd")
    elif output is None:
        _write_text(answer, kind, sys.stdout)
    else:
        with output.open("w", encoding="utf-8", newline="") as file:
            _write_text(answer, kind, file)


def _write_text(answer: DuckDBPyRelation, kind: str, file: TextIO) -> None:
    columns, sheet = answer.columns, csv.writer(file, lineterminator="\n")
    if kind == "csv":
        sheet.writerow(columns)
    while rows := answer.fetchmany(1000):
        for row in rows:
            if kind == "csv":
                sheet.writerow([json.dumps(v, default=_plain) if isinstance(v, (list, dict)) else v for v in row])
            else:
                record = dict(zip(columns, row, strict=True))
                file.write(json.dumps(record, ensure_ascii=False, default=_plain) + "\n")


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
