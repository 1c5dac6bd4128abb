"""A real Prefect server of the tests' own, on a free port, stopped at the end."""

import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from tests.desk import ROOT, Desk, free_port, running

#: What a Prefect server does all day and no test needs: polling its tables every few seconds takes a slow core.
IDLE_SERVICES = ("CANCELLATION_CLEANUP", "FOREMAN", "PAUSE_EXPIRATIONS", "TRIGGERS")


@contextmanager
def serving_prefect(home: Path, more: Mapping[str, str]) -> Iterator[str]:
    """The address of a real Prefect server with these variables more, for as long as the block lasts."""
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, "PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", **more}
    environment |= {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in IDLE_SERVICES}
    environment["PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS"] = "5"  # a minute by default
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    server = ("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port))
    with running(server, environment, log) as process:
        _wait_for(api, process, log)
        yield api


def prefect(desk: Desk, *arguments: str) -> str:
    """What a command of Prefect's prints, in the environment of a desk."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
    done = subprocess.run(
        command, env=desk.environment, cwd=ROOT, text=True, capture_output=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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


def copy_tables(home: Path, to: Path) -> None:
    """Gives a PREFECT_HOME the tables of a server that has been set up: to make them takes longer than all else."""
    with closing(sqlite3.connect(home / "prefect.db")) as made, closing(sqlite3.connect(to / "prefect.db")) as mine:
        made.backup(mine)
