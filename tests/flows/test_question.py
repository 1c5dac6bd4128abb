"""What `copydesk sql` lets through: one statement that reads, judged before it runs."""

from pathlib import Path

import duckdb
import pytest

from flows.errors import UsageError
from flows.question import ask


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("create table looms as select 1 as y, 2 as z")
    return con


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("select y from looms", [(1,)]),
        ("/* first */ from looms ;; -- and last", [(1, 2)]),
        ("with one as (select 1) from one", [(1,)]),
        ("values (1)", [(1,)]),
        ("show tables", [("looms",)]),
        ("pivot looms on y using sum(z)", [(2,)]),
    ],
)
def test_what_reads_is_answered(con: duckdb.DuckDBPyConnection, text: str, want: list[tuple[object, ...]]) -> None:
    assert ask(con, text).fetchall() == want


@pytest.mark.parametrize("text", ["describe looms", "summarize looms", "explain select 1", "pragma database_list"])
def test_what_describes_is_answered(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert ask(con, text).fetchall()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("copy (select 1 as x) to '{file}'", "--output"),
        ("explain analyze copy (select 1 as x) to '{file}'", "explain statements are not carried out"),
        ("EXPLAIN (ANALYZE) copy (select 1 as x) to '{file}'", "explain statements are not carried out"),
        ("export database '{file}'", "not carried out"),
        ("attach '{file}'", "not carried out"),
        ("set threads = 1", "not carried out"),
        ("create table other as select 1", "not carried out"),
        ("drop table looms", "not carried out"),
        ("select 1; select 2", "2 statements"),
        ("create table other as select 1; pivot looms on y using sum(z)", "2 statements"),
        ("-- nothing", "there is none"),
        ("selec 1", "show tables"),
        ("select * from nowhere", "show tables"),
        ("select 1 where now() > 2026-11-01", "'2026-11-01'"),
        ("select 1 where today() > 2026-11-01", "'2026-11-01'"),
    ],
)
def test_all_else_is_refused_before_it_does_anything(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(UsageError) as caught:
        ask(con, text.format(file=tmp_path / "x"))
    assert says in str(caught.value)
    assert not list(tmp_path.iterdir())
    assert con.sql("show tables").fetchall() == [("looms",)]


def test_a_query_may_read_a_file_of_the_analysts_own(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("y,town\n1,Ostby\n")
    query = f"select town from looms join '{tmp_path / 'mine.csv'}' using (y)"
    assert ask(con, query).fetchall() == [("Ostby",)]
