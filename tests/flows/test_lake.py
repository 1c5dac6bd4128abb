"""A whole run into a DuckLake on a real PostgreSQL: the rows of a run into files, asked by the same commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.demo.server import Newsroom
from flows.settings import read_settings
from tests.desk import SAME, Desk, make_desk
from tests.postgres import Postgres, running_postgres
from tests.starter import Starter
from warehouse.checks import find_breaches
from warehouse.connection import open_published

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


def test_a_run_into_a_lake_gives_the_rows_of_a_run_into_files(
    tmp_path: Path, prefect_api: str, starter: Starter, postgres: Postgres
) -> None:
    files, lake = (make_desk(tmp_path / name, prefect_api, starter) for name in ("files", "lake"))
    address = postgres.make_database()
    lake.environment |= {"COPYDESK_WAREHOUSE": address, "COPYDESK_LAKE_PATH": str(tmp_path / "parquet")}
    feeds = tmp_path / "feeds.toml"
    with Newsroom() as newsroom:
        feeds.write_text(newsroom.feeds_toml(), encoding="utf-8")
        files.run("run", "--feeds", str(feeds))
        lake.run("run", "--feeds", str(feeds))
    settings = read_settings(home=lake.home, warehouse=address, lake_path=tmp_path / "parquet")
    with open_published(settings.paths) as con:
        got = {
            name: con.execute(f"select {columns} from {name} order by all").fetchall() for name, columns in SAME.items()
        }
        assert not find_breaches(con)
    want = {name: [tuple(row.values()) for row in ask(files, name)] for name in SAME}
    assert got == want
    assert want["articles"] and not (lake.home / "news.duckdb").exists()
    stories = len(want["articles"])
    assert str(stories) in lake.run("sql", "select count(*) as stories from articles")


def ask(desk: Desk, name: str) -> list[dict[str, object]]:
    return desk.ask(f"select {SAME[name]} from {name} order by all")
