"""Fixtures of the flows' tests: a home of one's own, the replay server of the real pages."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk, Replay, make_desk


@pytest.fixture
def desk(tmp_path: Path, prefect_api: str) -> Desk:
    """A fresh home, with the tests' Prefect server, without any rest between requests to loopback."""
    return make_desk(tmp_path / "home", prefect_api)


@pytest.fixture(scope="module")
def module_desk(tmp_path_factory: pytest.TempPathFactory, prefect_api: str) -> Desk:
    """One home for the tests of a module that only look."""
    return make_desk(tmp_path_factory.mktemp("desk") / "home", prefect_api)


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
