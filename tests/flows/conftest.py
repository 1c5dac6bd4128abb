"""Fixtures of the flows' tests: a home of one's own, the replay server of the real pages."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from flows.settings import Settings
from flows.workers import lasting, lend_pool
from tests.desk import Desk, Replay, bare_environment, make_desk
from tests.starter import Starter


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    """What starts the command lines of all tests."""
    starter = Starter(bare_environment() | {"PREFECT_LOGGING_LEVEL": "CRITICAL"})
    yield starter
    starter.stop()


@pytest.fixture(scope="module")
def standing_workers() -> Iterator[None]:
    """Workers that outlast the runs of a module: they take longer to start than most of these runs."""
    name = f"standing-{uuid4()}"
    with lasting(name):
        lend_pool(name, Settings(ner="rules"))
        yield


@pytest.fixture
def desk(tmp_path: Path, prefect_api: str, starter: Starter) -> Desk:
    """A fresh home, with the tests' Prefect server, without any rest between requests to loopback."""
    return make_desk(tmp_path / "home", prefect_api, starter)


@pytest.fixture(scope="module")
def module_desk(tmp_path_factory: pytest.TempPathFactory, prefect_api: str, starter: Starter) -> Desk:
    """One home for the tests of a module that only look."""
    return make_desk(tmp_path_factory.mktemp("desk") / "home", prefect_api, starter)


@pytest.fixture(scope="module")
def replay(shared: Path) -> Iterator[Replay]:
    """The shared pages, replayed as feeds on loopback."""
    tools = shared / "realnews" / "tools" / "replay.py"
    server = subprocess.Popen(
        [sys.executable, "-B", str(tools), str(shared / "realnews"), "--port", "0"], text=True, stdout=subprocess.PIPE
    )
    try:
        assert server.stdout
        url = server.stdout.readline().split(" on ")[1].split("/  ")[0]
        yield Replay(url=url)
    finally:
        server.terminate()
        server.wait(10)
