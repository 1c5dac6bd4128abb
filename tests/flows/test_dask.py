"""Shards on a real Dask cluster of two workers: the rows of a run without it, though a worker is killed meanwhile."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from flows.demo.server import Newsroom
from tests.desk import ROOT, SAME, Desk, free_port, make_desk, running
from tests.starter import Starter

pytestmark = pytest.mark.slow


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


def rows_of(desk: Desk) -> dict[str, list[dict[str, object]]]:
    return {name: desk.ask(f"select {columns} from {name} order by all") for name, columns in SAME.items()}


def test_a_run_on_a_cluster_that_loses_a_worker_gives_the_rows_of_a_run_without(
    tmp_path: Path, prefect_api: str, starter: Starter, cluster: tuple[str, list[int]]
) -> None:
    alone, spread = (make_desk(tmp_path / name, prefect_api, starter) for name in ("alone", "spread"))
    address, workers = cluster
    spread.environment["COPYDESK_DASK"] = address
    feeds = tmp_path / "feeds.toml"
    with Newsroom() as newsroom:
        feeds.write_text(newsroom.feeds_toml(), encoding="utf-8")
        alone.run("run", "--feeds", str(feeds))
        process = spread.start("run", "--feeds", str(feeds))
        while not list((spread.home / "archive").rglob("*.warc.gz")) and process.poll() is None:
            time.sleep(0.1)
        os.kill(workers[0], signal.SIGKILL)
        out, err = process.communicate(timeout=600)
    assert process.returncode == 0, out + err
    assert "Stored" in out
    assert rows_of(spread) == rows_of(alone)
