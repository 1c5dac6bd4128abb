"""Rows for programs: CSV, JSON, JSON lines, Parquet, to a file or to standard output. Asks nothing."""

import csv
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from duckdb import DuckDBPyRelation

from flows.errors import UsageError

_ROWS_AT_ONCE = 1000


def write_rows(answer: DuckDBPyRelation, kind: str, output: Path | None) -> None:
    """An answer as csv, json (one array), jsonl (a row a line) or parquet, to a file or to standard output."""
    if output is not None and not output.absolute().parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}; make it, or name another")
    if kind in ("json", "jsonl"):
        _refuse_twins(answer.columns)
    if kind == "parquet":
        if output is None:
            raise UsageError("parquet is binary; name a file: --output answer.parquet")
        answer.write_parquet(str(output), compression="zstd")
    elif output is None:
        _WRITERS[kind](answer, sys.stdout)
    else:
        with output.open("w", encoding="utf-8", newline="") as file:
            _WRITERS[kind](answer, file)


def make_plain(value: Any) -> Any:
    """A value of DuckDB's as JSON knows it: numbers stay numbers, and what is none (NaN, infinity) is null.

    >>> make_plain([Decimal("2.50"), Decimal(3), float("nan"), date(2026, 3, 1), {"é": b"ab"}])
    [2.5, 3, None, '2026-03-01', {'é': '6162'}]
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (float, Decimal)):
        return _number(value)
    if isinstance(value, (list, tuple)):
        return [make_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): make_plain(item) for key, item in value.items()}
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


def _number(value: float | Decimal) -> float | int | None:
    if not math.isfinite(value):
        return None
    is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
    return int(value) if is_whole else float(value)


def _refuse_twins(columns: Sequence[str]) -> None:
    """Of two columns of one name a record of JSON would keep the last."""
    twins = [name for name, count in Counter(columns).items() if count > 1]
    if twins:
        raise UsageError(f"several columns are called {', '.join(twins)}; name them apart: select ... as other_name")


def _write_csv(answer: DuckDBPyRelation, file: TextIO) -> None:
    sheet = csv.writer(file, lineterminator="\n")
    sheet.writerow(answer.columns)
    for row in _rows(answer):
        sheet.writerow(_field(value) for value in row)


def _field(value: Any) -> Any:
    """A CSV's field; lists and structs are JSON, and so are true and false."""
    return _to_json(value) if isinstance(value, (list, dict, tuple, bool)) else value


def _write_lines(answer: DuckDBPyRelation, file: TextIO) -> None:
    for record in _records(answer):
        file.write(f"{record}\n")


def _write_array(answer: DuckDBPyRelation, file: TextIO) -> None:
    gap = "[\n"
    for record in _records(answer):
        file.write(f"{gap}{record}")
        gap = ",\n"
    file.write("[]\n" if gap == "[\n" else "\n]\n")


def _records(answer: DuckDBPyRelation) -> Iterator[str]:
    columns = answer.columns
    return (_to_json(dict(zip(columns, row, strict=True))) for row in _rows(answer))


def _rows(answer: DuckDBPyRelation) -> Iterator[tuple[Any, ...]]:
    while rows := answer.fetchmany(_ROWS_AT_ONCE):
        yield from rows


def _to_json(value: Any) -> str:
    return json.dumps(make_plain(value), ensure_ascii=False, allow_nan=False)


_WRITERS: dict[str, Callable[[DuckDBPyRelation, TextIO], None]] = {
    "csv": _write_csv,
    "json": _write_array,
    "jsonl": _write_lines,
}
