"""Rows by the names of their columns: how code asks the tables. Knows no question itself."""

from collections.abc import Mapping
from typing import Any

from duckdb import DuckDBPyConnection

from warehouse.migrate import read_sql

Row = dict[str, Any]


def ask(con: DuckDBPyConnection, query: str, **values: Any) -> list[Row]:
    """The rows of a file of queries/, its parameters by name."""
    return read_rows(con, read_sql("queries")[query], values)


def read_rows(con: DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a query."""
    return fetch_rows(con.execute(sql, dict(values) if values else None))


def fetch_rows(answer: Any) -> list[Row]:
    """The rows of a relation or of a query that was run."""
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
