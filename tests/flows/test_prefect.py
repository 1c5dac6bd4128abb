"""Prefect for real: a server, a pool, the deployments of prefect.yaml and a worker, on free ports, stopped again."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.demo.server import Newsroom
from tests.desk import Desk, make_desk, post, running
from tests.flows.pastsite import PastSite
from tests.orchestra import prefect
from tests.starter import Starter

pytestmark = pytest.mark.slow


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


def runs_since(desk: Desk, moment: datetime, deployment: str) -> list[dict[str, Any]]:
    """The runs of a deployment that were to begin since then, those not begun too."""
    wanted = {
        "deployments": {"name": {"any_": [deployment]}},
        "flow_runs": {"expected_start_time": {"after_": moment.isoformat()}},
        "sort": "EXPECTED_START_TIME_ASC",
    }
    return list(post(f"{desk.environment['PREFECT_API_URL']}/flow_runs/filter", wanted))


def faults_of(desk: Desk, runs: list[dict[str, Any]]) -> list[str]:
    """What went into their logs as an error, or speaks of a lock."""
    wanted = {"logs": {"flow_run_id": {"any_": [run["id"] for run in runs]}}}
    said = post(f"{desk.environment['PREFECT_API_URL']}/logs/filter", wanted)
    assert said, "the runs log to the server"
    signs = ("held by process", "database is locked", "WarehouseBusy", "RunInProgress")
    return [log["message"] for log in said if log["level"] >= 40 or any(sign in log["message"] for sign in signs)]


def moment_of(run: dict[str, Any], what: str) -> datetime:
    return datetime.fromisoformat(run[what])


def is_at_work(runs: list[dict[str, Any]]) -> bool:
    return any(run["state_type"] in ("RUNNING", "PENDING") for run in runs)


def test_a_backfill_of_several_runs_and_the_schedule_share_a_home_and_neither_waits_for_the_other(served: Desk) -> None:
    alone = wait_for_run(served, "ingest/scheduled")
    # a schedule that no run of it can miss by its own length
    interval = 15 + 2 * round(alone["total_run_time"])
    began = datetime.now(UTC)
    # the site's pauses make the backfill outlast an interval, so that a scheduled run comes while it is at work
    with PastSite(63, datetime(2024, 1, 1, 9, tzinfo=UTC), days=63, crawl_delay=interval / 45) as site:
        soon = (began + timedelta(seconds=12)).isoformat()
        schedule = ("ingest/scheduled", "--interval", str(interval), "--anchor-date", soon)
        prefect(served, "deployment", "schedule", "create", *schedule)
        said = served.run(
            "backfill", "--from", "sitemap", "--publisher", site.url, "--since", "2024-01-01", "--until", "2024-03-03"
        )
        assert "3 flow runs of backfill/on-demand" in said
        backfills = runs_since(served, began, "on-demand")
        while not any(run["end_time"] for run in runs_since(served, began, "scheduled")):
            time.sleep(1)
        prefect(served, "deployment", "schedule", "clear", "ingest/scheduled", "-y")
        while is_at_work(due := runs_since(served, began, "scheduled")):
            time.sleep(1)
        due = [run for run in due if run["state_name"] != "Scheduled"]
        stored = {row["url"] for row in served.ask(f"select url from articles where url like '{site.url}/%'")}
        assert stored == {site.url + page.path for page in site.pages}
        assert set(site.story_requests().values()) == {1}
    assert [run["state_name"] for run in backfills] == ["Completed"] * 3
    assert {run["state_name"] for run in due} == {"Completed"}
    assert max(run["estimated_start_time_delta"] for run in due) < interval, "each began before the next was due"
    spans = [(moment_of(run, "start_time"), moment_of(run, "end_time")) for run in (*backfills, *due)]
    own, others = spans[:3], spans[3:]
    assert any(one[0] < other[1] and other[0] < one[1] for one in own for other in others), "they were at work at once"
    assert not faults_of(served, [*backfills, *due])
    states = served.ask(f"select state from runs where started_at >= '{began.isoformat()}'")
    assert len(states) == len(spans) and {row["state"] for row in states} == {"completed"}


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
