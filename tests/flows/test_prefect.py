"""Prefect for real: a server, a pool, the deployments of prefect.yaml and a worker, on free ports, stopped again."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from flows.demo.server import Newsroom
from tests.desk import ROOT, Desk, make_desk, post, running
from tests.starter import Starter

pytestmark = pytest.mark.slow


def prefect(desk: Desk, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
        env=desk.environment,
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, prefect_api: str, starter: Starter) -> Iterator[Desk]:
    """A home whose flows a worker runs, with the deployments of prefect.yaml and the newsroom as its only source."""
    desk = make_desk(tmp_path_factory.mktemp("served") / "home", prefect_api, starter)
    with Newsroom() as newsroom:
        feeds = desk.home.parent / "feeds.toml"
        feeds.write_text(newsroom.feeds_toml(), encoding="utf-8")
        desk.environment["COPYDESK_FEEDS_FILE"] = str(feeds)
        desk.environment["PREFECT_HOME"] = str(desk.home.parent / "prefect")
        prefect(desk, "work-pool", "create", "local", "--type", "process", "--overwrite")
        prefect(desk, "deploy", "--all")
        worker = ("prefect", "worker", "start", "--pool", "local", "--type", "process")
        with running(worker, desk.environment, desk.home.parent / "worker.log"):
            yield desk


def inspect(desk: Desk, deployment: str) -> dict[str, Any]:
    """A deployment as the server holds it."""
    return dict(json.loads(prefect(desk, "deployment", "inspect", deployment, "--output", "json")))


def wait_for_run(desk: Desk, deployment: str, seconds: float = 900) -> dict[str, Any]:
    """The first run of a deployment that has ended; late ones that were cancelled for it do not count."""
    api = desk.environment["PREFECT_API_URL"]
    wanted = {
        "deployments": {"id": {"any_": [inspect(desk, deployment)["id"]]}},
        "flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}},
        "sort": "END_TIME_DESC",
    }
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ended := post(f"{api}/flow_runs/filter", wanted):
            return dict(ended[-1])
        time.sleep(2)
    raise AssertionError((desk.home.parent / "worker.log").read_text()[-4000:])


def test_a_scheduled_run_appears_completes_and_its_rows_are_there(served: Desk) -> None:
    prefect(served, "deployment", "schedule", "create", "ingest/scheduled", "--interval", "20")
    run = wait_for_run(served, "ingest/scheduled")
    prefect(served, "deployment", "schedule", "clear", "ingest/scheduled", "-y")
    assert run["state_type"] == "COMPLETED"
    assert run["auto_scheduled"]
    assert served.counts()["articles"] >= 10


def test_a_backfill_asked_of_the_server_completes(served: Desk) -> None:
    prefect(served, "deployment", "run", "backfill/on-demand")
    run = wait_for_run(served, "backfill/on-demand")
    assert run["state_type"] == "COMPLETED"
    (row,) = served.ask("select state from runs where flow = 'backfill'")
    assert row["state"] == "completed"
    assert served.ask("select * from windows where state = 'completed'")


def test_a_backfill_of_the_command_line_runs_on_the_worker_that_fills_this_home(served: Desk) -> None:
    said = served.run("backfill", "--from", "archive", "--since", "2d")
    assert "1 flow runs of backfill/on-demand" in said
    again = served.run("backfill", "--from", "archive", "--since", "2d")
    assert "1 flow runs of backfill/on-demand" in again, "what was done once may be asked for again"
    runs = served.ask("select state from runs where flow = 'backfill'")
    assert len(runs) >= 3 and {row["state"] for row in runs} == {"completed"}


def test_another_home_is_filled_here_and_not_by_that_worker(served: Desk, desk: Desk) -> None:
    desk.run("run", "--feeds", served.environment["COPYDESK_FEEDS_FILE"])
    said = desk.run("backfill", "--from", "archive")
    assert "flow runs" not in said
    assert desk.ask("select state from runs where flow = 'backfill'") == [{"state": "completed"}]


def test_the_deployments_are_those_of_the_design(served: Desk) -> None:
    shown = inspect(served, "ingest/scheduled")
    assert shown["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    shown = inspect(served, "backfill/on-demand")
    assert shown["concurrency_options"]["collision_strategy"] == "ENQUEUE"
    assert not shown["schedules"]
