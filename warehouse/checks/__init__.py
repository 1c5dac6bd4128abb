"""Checks: laws of the tables as SQL files, each returning the rows that break it. Runs them; repairs nothing."""

from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from warehouse.errors import CheckFailed
from warehouse.migrate import read_sql

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A law that is broken."""

    check: str  #: the file's name
    law: str  #: its first comment
    count: int
    rows: tuple[tuple[Any, ...], ...]  #: the first few


def find_breaches(con: DuckDBPyConnection) -> tuple[Breach, ...]:
    """Every broken law of checks/*.sql, by name."""
    found = (_run_check(con, name, sql) for name, sql in read_sql("checks").items())
    return tuple(breach for breach in found if breach is not None)


def run_checks(con: DuckDBPyConnection) -> None:
    """Raise CheckFailed, naming every broken law and its first rows."""
    breaches = find_breaches(con)
    if breaches:
        lines = [f"{item.check}: {item.count} rows break the law: {item.law} {list(item.rows)}" for item in breaches]
        raise CheckFailed("; ".join(lines) + "; nothing was published", {item.check: item.count for item in breaches})


def _run_check(con: DuckDBPyConnection, name: str, sql: str) -> Breach | None:
    rows = con.execute(sql).fetchall()
    if not rows:
        return None
    law = sql.splitlines()[0].removeprefix("--").strip()
    return Breach(check=name, law=law, count=len(rows), rows=tuple(rows[:_SHOWN]))
