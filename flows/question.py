"""What `copydesk sql` lets through: one statement that reads. It is judged before it runs, and answered by DuckDB."""

import re

import duckdb
from duckdb import DuckDBPyConnection, DuckDBPyRelation, Statement, StatementType

from flows.errors import UsageError

#: `explain` tells a plan; `explain analyze` carries the statement out, a `copy ... to` too.
_CARRIES_OUT = re.compile(r"\banaly[sz]e\b", re.IGNORECASE)

#: What 2026-11-01 without quotes comes to, a difference.
_BARE_DAY = re.compile(r"Cannot compare values of type (?:DATE|TIMESTAMP).* and type INTEGER")


def ask(con: DuckDBPyConnection, text: str) -> DuckDBPyRelation:
    """The answer to one query. Raises UsageError for anything else; files that a query names may be read."""
    try:
        statements = con.extract_statements(text)
        _refuse_others(statements)
        answer = con.sql(text)
    except duckdb.Error as error:
        raise explain_fault(error) from error
    if answer is None:
        raise UsageError("that statement returns no rows; ask with select")
    return answer


def explain_fault(error: duckdb.Error) -> UsageError:
    """DuckDB's word on a query that it cannot answer, with a remedy."""
    if _BARE_DAY.search(str(error)):
        return UsageError(f"{error}\nA day is written in quotes: published_at >= '2026-11-01'")
    return UsageError(f"{error}\nThe tables are listed by: copydesk sql 'show tables'")


def _refuse_others(statements: list[Statement]) -> None:
    # DuckDB makes two of a pivot: an enum type, without a text of its own, and the query
    own = [one for one in statements if one.query or one.type != StatementType.CREATE]
    if len(own) != 1:
        found = f"these are {len(own)} statements; ask them one after the other" if own else "there is none"
        raise UsageError(f"one query at a time: {found}")
    kind, query = own[0].type, own[0].query
    if kind == StatementType.COPY:
        raise UsageError("`copy` writes a file; give its query alone, with --output FILE.csv, .json or .parquet")
    is_plan = kind == StatementType.EXPLAIN and not _CARRIES_OUT.search(query)
    if kind != StatementType.SELECT and not is_plan:
        raise UsageError(
            f"{kind.name.lower()} statements are not carried out here; the published file is read-only, ask with select"
        )
