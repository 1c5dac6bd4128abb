"""Fixtures every test may use: the shared pages, and one Prefect server for all flow tests."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.desk import free_port, running

# a shell's background jobs ignore it, and so would all that the tests start
signal.signal(signal.SIGINT, signal.default_int_handler)

# the same examples each time: a check that fails, fails for everybody; lexicons and models load in the first
settings.register_profile("copydesk", deadline=None, max_examples=40, derandomize=True)
settings.load_profile("copydesk")

#: What a Prefect server does all day and no test needs: polling its tables every few seconds takes a slow core.
IDLE_SERVICES = ("CANCELLATION_CLEANUP", "FOREMAN", "PAUSE_EXPIRATIONS", "TRIGGERS")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden", action="store_true", help="rewrite the expected records; read the diff before you commit"
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages with ground truth; tests that need it are skipped, visibly, where it is absent."""
    folder = os.environ.get("COPYDESK_SHARED")
    if not folder:
        pytest.skip("COPYDESK_SHARED names no folder of real pages")
    return Path(folder)


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tests' Prefect server keeps its tables."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def prefect_api(prefect_home: Path) -> Iterator[str]:
    """The address of a real Prefect server of the tests' own, stopped at the end."""
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, "PREFECT_HOME": str(prefect_home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    environment |= {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in IDLE_SERVICES}
    environment["PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS"] = "5"  # a minute by default
    log = prefect_home / "server.log"
    server = ("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port))
    with running(server, environment, log) as process:
        _wait_for(api, process, log)
        yield api


def _wait_for(api: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=5):
                return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.5)
    raise AssertionError(f"no server within ten minutes:\n{log.read_text()}")
