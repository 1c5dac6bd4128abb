"""Checks: laws of the tables as SQL files, each returning the rows that break it. Runs them; repairs nothing.

A law whose comment begins with "warning:" is a band rather than a law: it tells that a site changed its layout, and
stops nothing.
"""

from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from warehouse.errors import CheckFailed
from warehouse.migrate import read_sql

_SHOWN = 3
_WARNING = "warning: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A law that is broken, or a band that was left."""

    check: str  #: the file's name
    law: str  #: its first comment
    is_warning: bool
    count: int
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]  #: the first few


def find_breaches(con: DuckDBPyConnection) -> tuple[Breach, ...]:
    """Every broken law of checks/*.sql, by name; the texts of all stories are read."""
    return _find_breaches(con, "articles")


def find_warnings(con: DuckDBPyConnection) -> tuple[Breach, ...]:
    """Every band that was left, by name."""
    return tuple(breach for name, sql in _read_checks(warnings=True) if (breach := _run_check(con, name, sql)))


def run_checks(con: DuckDBPyConnection, *, every_text: bool = False) -> tuple[Breach, ...]:
    """The warnings; raises CheckFailed, naming every broken law and its first rows.

    Texts are read of the stories that were loaded since they last held, with `every_text` of all.
    """
    if breaches := _find_breaches(con, "articles" if every_text else "unchecked_articles"):
        lines = [f"{item.check}: {item.count} rows break the law: {item.law} {list(item.rows)}" for item in breaches]
        raise CheckFailed("; ".join(lines) + "; nothing was published", {item.check: item.count for item in breaches})
    con.execute("delete from unchecked_articles")
    return find_warnings(con)


def _find_breaches(con: DuckDBPyConnection, among: str) -> tuple[Breach, ...]:
    # by row, for the texts of other rows are then not even unpacked
    con.execute(
        "create or replace temp table checking as "
        f"select article_id, rowid as row from articles where article_id in (select article_id from {among})"
    )
    return tuple(breach for name, sql in _read_checks(warnings=False) if (breach := _run_check(con, name, sql)))


def _read_checks(*, warnings: bool) -> list[tuple[str, str]]:
    return [(name, sql) for name, sql in read_sql("checks").items() if _read_law(sql).startswith(_WARNING) is warnings]


def _read_law(sql: str) -> str:
    return sql.splitlines()[0].removeprefix("--").strip()


def _run_check(con: DuckDBPyConnection, name: str, sql: str) -> Breach | None:
    answer = con.execute(sql)
    columns = tuple(column[0] for column in answer.description or ())
    rows = answer.fetchall()
    if not rows:
        return None
    law = _read_law(sql)
    return Breach(
        check=name,
        law=law.removeprefix(_WARNING),
        is_warning=law.startswith(_WARNING),
        count=len(rows),
        columns=columns,
        rows=tuple(rows[:_SHOWN]),
    )
