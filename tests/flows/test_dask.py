"""Shards on a real Dask cluster into a lake on a real PostgreSQL, with kills: the rows of a calm run into files."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from flows.demo.server import Newsroom
from flows.settings import read_settings
from tests.desk import ROOT, SAME, Desk, Replay, free_port, make_desk, running
from tests.postgres import Postgres, running_postgres
from tests.starter import Starter
from warehouse.checks import find_breaches
from warehouse.connection import open_published

pytestmark = pytest.mark.slow

Rows = dict[str, list[dict[str, object]]]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture
def cluster(tmp_path: Path, prefect_api: str) -> Iterator[tuple[str, list[int]]]:
    """The address of a scheduler, and the process ids of its two workers, without nannies that would replace them."""
    address = f"tcp://127.0.0.1:{free_port()}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PREFECT_API_URL": prefect_api}
    scheduler = ("distributed.cli.dask_scheduler", "--host", address, "--no-dashboard")
    worker = ("distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard", "--nthreads", "2")
    with ExitStack() as stack:
        stack.enter_context(running(scheduler, environment, tmp_path / "scheduler.log"))
        workers = [
            stack.enter_context(running(worker, environment | {"TMPDIR": str(tmp_path)}, tmp_path / f"worker-{n}.log"))
            for n in range(2)
        ]
        yield address, [process.pid for process in workers]


@pytest.fixture
def alone(tmp_path: Path, prefect_api: str, starter: Starter) -> Desk:
    """The embedded default."""
    return make_desk(tmp_path / "alone", prefect_api, starter)


@pytest.fixture
def spread(
    tmp_path: Path, prefect_api: str, starter: Starter, postgres: Postgres, cluster: tuple[str, list[int]]
) -> Desk:
    """Everything elsewhere: shards on the cluster, rows in a lake."""
    desk = make_desk(tmp_path / "spread", prefect_api, starter)
    desk.environment |= {
        "COPYDESK_DASK": cluster[0],
        "COPYDESK_WAREHOUSE": postgres.make_database(),
        "COPYDESK_LAKE_PATH": str(tmp_path / "parquet"),
    }
    return desk


@pytest.fixture
def feeds(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The shared real pages, where they are; else the bundled newsroom."""
    if "COPYDESK_SHARED" in os.environ:
        replay: Replay = request.getfixturevalue("replay")
        replay.control("reset")
        yield replay.opml
        return
    path = tmp_path / "feeds.toml"
    with Newsroom() as newsroom:
        path.write_text(newsroom.feeds_toml(), encoding="utf-8")
        yield str(path)


def rows_of_files(desk: Desk) -> Rows:
    return {name: without_tries(desk.ask(f"select {what} from {name} order by all")) for name, what in SAME.items()}


def rows_of_lake(desk: Desk) -> Rows:
    warehouse, data = desk.environment["COPYDESK_WAREHOUSE"], desk.environment["COPYDESK_LAKE_PATH"]
    found: Rows = {}
    with open_published(read_settings(home=desk.home, warehouse=warehouse, lake_path=data).paths) as con:
        assert not find_breaches(con)
        for name, what in SAME.items():
            answer = con.sql(f"select {what} from {name} order by all")
            found[name] = without_tries([dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()])
    return found


def without_tries(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows of `rejects` without how often: each killed run that got so far has tried once more."""
    return [{key: value for key, value in row.items() if key != "attempts"} for row in rows]


def kill_amid(desk: Desk, feeds: str, worker: int, postgres: Postgres) -> None:
    """A run that loses a cluster worker as it fetches, and is killed as it loads what the other one made."""
    process = desk.start("run", "--feeds", feeds)

    def wait_until(has_come: Callable[[], bool]) -> None:
        while not has_come():
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)

    wait_until(lambda: any((desk.home / "archive").rglob("*.warc.gz*")))
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: any((desk.home / "work" / "staged").rglob("*-made-*")))
    wait_until(postgres.has_loader)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)


def finish(desk: Desk, feeds: str) -> None:
    process = desk.start("run", "--feeds", feeds)
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, out + err
    assert "Stored" in out


def test_a_cluster_and_a_lake_that_lose_a_worker_and_a_loader_have_the_rows_of_the_embedded_default(
    alone: Desk, spread: Desk, cluster: tuple[str, list[int]], postgres: Postgres, feeds: str
) -> None:
    alone.run("run", "--feeds", feeds)
    _, workers = cluster
    kill_amid(spread, feeds, workers[0], postgres)
    finish(spread, feeds)
    got, want = rows_of_lake(spread), rows_of_files(alone)
    assert {name for name in want if got[name] != want[name]} == set()
    assert len(want["articles"]) >= 10 and not (spread.home / "news.duckdb").exists()
    assert str(len(want["articles"])) in spread.run("sql", "select count(*) as stories from articles")
