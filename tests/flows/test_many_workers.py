"""The example of docs/scaling.md: Prefect's server on a real PostgreSQL, two workers of one pool, one warehouse."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from flows.demo.server import Newsroom
from tests.desk import ROOT, SAME, Desk, make_desk, post, running
from tests.orchestra import prefect, serving_prefect
from tests.postgres import running_postgres
from tests.starter import Starter

ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
#: Parameters of the two flows: every feed now, and everything archived made anew.
NOW, AGAIN = {"due": False}, {"origin": "archive"}
UNITS = ROOT / "docs" / "systemd"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as server:
        yield server


@pytest.fixture
def feeds(newsroom: Newsroom, tmp_path: Path) -> str:
    path = tmp_path / "feeds.toml"
    path.write_text(newsroom.feeds_toml(), encoding="utf-8")
    return str(path)


@pytest.fixture
def served(tmp_path: Path, starter: Starter, feeds: str) -> Iterator[Desk]:
    """A home whose flows the workers of a pool run, asked by a server whose tables are in PostgreSQL."""
    home = tmp_path / "prefect"
    with running_postgres() as postgres:
        environment = {"PREFECT_API_DATABASE_CONNECTION_URL": postgres.make_server_database()}
        with serving_prefect(home, environment) as api:
            desk = make_desk(tmp_path / "home", api, starter)
            desk.environment |= {"COPYDESK_FEEDS_FILE": feeds, "PREFECT_HOME": str(home)}
            prefect(desk, "work-pool", "create", "local", "--type", "process")
            prefect(desk, "deploy", "--all")
            yield desk


def ask_for(desk: Desk, **wanted: dict[str, Any]) -> str:
    """A run of a deployment with these parameters; its id on the server."""
    api = desk.environment["PREFECT_API_URL"]
    ((name, parameters),) = wanted.items()
    ids = {row["name"]: row["id"] for row in post(f"{api}/deployments/filter", {})}
    asked = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
    return str(post(f"{api}/deployments/{ids[name.replace('_', '-')]}/create_flow_run", asked)["id"])


def wait_for(desk: Desk, runs: Sequence[str]) -> list[str]:
    """How the runs ended."""
    api, deadline = desk.environment["PREFECT_API_URL"], time.monotonic() + 600
    wanted = {"flow_runs": {"id": {"any_": list(runs)}}}
    while time.monotonic() < deadline:
        states = [row["state_type"] for row in post(f"{api}/flow_runs/filter", wanted)]
        if len(states) == len(runs) and set(states) <= ENDED:
            return sorted(states)
        time.sleep(0.5)
    raise AssertionError(f"not ended: {states}")


def rows_of(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """But how often something was tried: the workers' backfill tries what is in the archive once more."""
    found = {name: desk.ask(f"select {columns} from {name} order by all") for name, columns in SAME.items()}
    return found | {"rejects": [row | {"attempts": None} for row in found["rejects"]]}


@pytest.mark.slow
def test_two_workers_of_a_pool_share_the_runs_of_one_warehouse_and_one_may_go(
    tmp_path: Path, served: Desk, newsroom: Newsroom, feeds: str, prefect_api: str, starter: Starter
) -> None:
    alone = make_desk(tmp_path / "alone", prefect_api, starter)
    alone.run("run", "--feeds", feeds)
    with ExitStack() as stack:
        workers = []
        for number in range(2):
            command = ("prefect", "worker", "start", "--pool", "local", "--type", "process", "--limit", "1")
            log = tmp_path / f"worker-{number}.log"
            workers.append(stack.enter_context(running(command, served.environment, log)))
        asked = [ask_for(served, scheduled=NOW), ask_for(served, scheduled=NOW), ask_for(served, on_demand=AGAIN)]
        # a second run of `ingest` that is due meanwhile is not made up
        assert wait_for(served, asked) in (["CANCELLED", "COMPLETED", "COMPLETED"], ["COMPLETED"] * 3)
        assert rows_of(served) == rows_of(alone)

        newsroom.turn_to(2)
        workers[0].kill()
        assert wait_for(served, [ask_for(served, scheduled=NOW)]) == ["COMPLETED"]
    alone.run("run", "--feeds", feeds)
    assert rows_of(served) == rows_of(alone)
    states = served.ask("select distinct state from runs")
    assert states == [{"state": "completed"}]


def test_the_units_are_in_the_docs_and_systemd_takes_them(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd is installed")
    copies = []
    for unit in sorted(UNITS.glob("*.service")):
        assert f"systemd/{unit.name}" in (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
        copies.append(tmp_path / unit.name)
        # what it starts must be there
        text = unit.read_text(encoding="utf-8").replace("/srv/copydesk/.venv/bin/prefect", sys.executable)
        copies[-1].write_text(text, encoding="utf-8")
    done = subprocess.run([program, "verify", *copies], text=True, capture_output=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert len(copies) == 2
