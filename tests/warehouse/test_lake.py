"""The warehouse as a DuckLake on a real PostgreSQL: the rows, views and laws of the files, for several loaders."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from tests.postgres import Postgres, running_postgres
from transforms.records import Batch
from warehouse.checks import find_breaches
from warehouse.connection import WarehousePaths, make_paths, open_private, open_published
from warehouse.errors import WarehouseBusy, WarehouseError, WarehouseMissing
from warehouse.lake import open_lake
from warehouse.load import load_staged, stage_batch
from warehouse.migrate import read_sql
from warehouse.publish import publish

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture
def lake(postgres: Postgres, tmp_path: Path) -> WarehousePaths:
    address = postgres.make_database().removeprefix("ducklake:")
    return make_paths(tmp_path / "lake-home", address, tmp_path / "parquet")


def rows_of(paths: WarehousePaths) -> dict[str, list[tuple[object, ...]]]:
    """Every table but the migrations', whose record bears the time."""
    with open_private(paths) as con:
        names = con.execute(
            "select table_name from duckdb_tables() where not temporary and schema_name = 'main' "
            "and database_name = current_database() and table_name not in ('schema_migrations', 'unchecked_articles')"
        ).fetchall()
        return {name: sorted(con.table(name).fetchall(), key=repr) for (name,) in names}


def test_the_same_batches_give_the_same_rows_as_in_files(
    lake, paths, make_story, make_entry, make_feed, make_fetch, make_reject, noon
):
    first = Batch(
        run_id="r",
        stories=(make_story(), make_story("mill", body="Jane Roe spoke at the mill.")),
        entries=(make_entry(),),
        feeds=(make_feed(),),
        fetches=(make_fetch(),),
        rejects=(make_reject(),),
    )
    later = replace(first, stories=(make_story(hours=5, headline="Harbour closes again"),), resolved_urls=())
    for where in (lake, paths):
        for number, batch in enumerate((first, later, first)):
            staged = stage_batch(batch, where.staged, f"b{number}")
            with open_private(where) as con:
                load_staged(con, [staged], now=noon)
    got, want = rows_of(lake), rows_of(paths)
    assert got == want
    assert len(want["stored_revisions"]) == 3
    with open_published(lake) as con, open_private(paths) as files:
        assert not find_breaches(con)
        views = "select view_name from duckdb_views() where not internal and database_name = current_database()"
        names = sorted(name for (name,) in con.execute(views).fetchall())
        assert names == sorted(name for (name,) in files.execute(views).fetchall())
        for name in names:
            assert len(con.table(name)) == len(files.table(name))
        about = "select comment from duckdb_columns() where table_name = 'articles' and column_name = 'byline'"
        assert con.execute(about).fetchone() == files.execute(about).fetchone()


def test_what_only_reads_cannot_write_and_wants_a_lake_that_is_there(lake):
    with pytest.raises(WarehouseMissing, match="copydesk run"), open_published(lake):
        pass
    with open_private(lake):
        pass
    with open_published(lake) as con, pytest.raises(duckdb.Error, match="read-only"):
        con.execute("delete from articles")


def test_an_address_where_nobody_answers_is_told(tmp_path):
    nowhere = make_paths(tmp_path, "postgres:host=127.0.0.1 port=1 dbname=news")
    with pytest.raises(WarehouseError, match="is PostgreSQL there"), open_private(nowhere):
        pass


def test_loaders_take_turns_and_a_reader_waits_for_none(lake, make_story, noon):
    staged = stage_batch(Batch(run_id="r", stories=(make_story(),)), lake.staged, "b")
    with open_private(lake) as con:
        load_staged(con, [staged], now=noon)
        second = open_lake(lake.lake, lake.lake_data, {}, wait_seconds=0.5)
        with pytest.raises(WarehouseBusy, match="another loader"), second:
            pass
        con.execute("begin transaction")
        con.execute("delete from articles")
        with open_published(lake) as reader:
            assert reader.execute("select count(*) from articles").fetchone() == (1,)
        con.execute("rollback")


LOADER = """
import importlib.util, sys
from pathlib import Path
from transforms.records import Batch
from warehouse.connection import make_paths, open_private
from warehouse.load import load_staged, stage_batch

home, factory, address, data = sys.argv[1:5]
spec = importlib.util.spec_from_file_location("factories", factory)
factories = importlib.util.module_from_spec(spec)
spec.loader.exec_module(factories)
paths = make_paths(Path(home), address or None, Path(data))
print("ready", flush=True)
for number in range(2):
    slugs = [f"s{n}" for n in range(number * 5, number * 5 + 10)]
    batch = Batch(run_id="r", stories=tuple(factories._make_story(slug, headline=f"On {slug}") for slug in slugs))
    with open_private(paths) as con:
        load_staged(con, [stage_batch(batch, paths.staged, f"b{number}")], now=factories.NOON)
    print("loaded", flush=True)
"""


def start_loader(lake: WarehousePaths, name: str) -> "subprocess.Popen[str]":
    factory = str(Path(__file__).with_name("conftest.py"))
    told = [str(lake.home / name), factory, lake.lake or "", str(lake.lake_data)]
    return subprocess.Popen([sys.executable, "-c", LOADER, *told], stdout=subprocess.PIPE, text=True)


def test_loaders_at_once_and_one_killed_leave_the_rows_of_one_alone(lake):
    with open_private(lake):  # the tables are made by one
        pass
    loaders = [start_loader(lake, name) for name in ("a", "b", "killed")]
    assert loaders[2].stdout.readline() == "ready\n"
    time.sleep(1)
    os.kill(loaders[2].pid, signal.SIGKILL)
    assert [process.wait(120) for process in loaders] == [0, 0, -signal.SIGKILL]
    again = start_loader(lake, "killed")
    assert again.wait(120) == 0
    assert start_loader(make_paths(lake.home), "alone").wait(120) == 0
    assert rows_of(lake) == rows_of(make_paths(lake.home / "alone"))


def test_small_files_are_merged_and_former_states_given_up(lake, make_story, noon):
    for number in range(4):
        stories = tuple(make_story(f"s{number}-{n}") for n in range(12))
        staged = stage_batch(Batch(run_id="r", stories=stories), lake.staged, "b")
        with open_private(lake) as con:
            load_staged(con, [staged], now=noon + timedelta(hours=number))
    before = rows_of(lake)

    def count_files() -> int:
        return len(list(lake.lake_data.rglob("articles/*.parquet")))

    assert count_files() >= 4
    publish(lake, rebuild=True)
    assert count_files() == 1
    assert rows_of(lake) == before


def test_every_file_of_sql_is_in_the_dialect_of_lakes():
    from warehouse.lake import adapt_sql

    for folder in ("schema", "views"):
        for name, sql in read_sql(folder).items():
            adapted = adapt_sql(sql).lower()
            assert "using compression" not in adapted and "comment on macro" not in adapted, name
