"""Handing a backfill to a Prefect server that has its deployment: a flow run for each group of windows.

Used only where the deployment fills the very home we mean and a worker is there to take it up.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL
from rich.console import Console

from flows.errors import CopydeskError
from flows.past.ask import Ask, make_backfill_id
from flows.past.turns import request_stop
from flows.progress import begin_stage, show_progress
from flows.settings import Settings

DEPLOYMENT = "backfill/on-demand"
#: A worker that has not been heard of for so long is gone; it says so every half minute.
_ALIVE = timedelta(seconds=90)
_LOOK_SECONDS = 2
#: Days in one flow run: a month of windows can be seen, cancelled and tried again by itself.
GROUP_DAYS = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """The deployment as the server knows it."""

    deployment_id: Any
    url: str


def find_deployment(settings: Settings) -> Deployment | None:
    """The server's deployment for this home, if a worker is there to run it."""
    if not PREFECT_API_URL.value():
        return None
    with get_client(sync_client=True) as client:
        try:
            found = client.read_deployment_by_name(DEPLOYMENT)
        except ObjectNotFound:
            return None
        is_ours = (found.parameters or {}).get("home") == str(settings.home)
        if not is_ours or not found.work_pool_name or not _has_worker(client, found.work_pool_name):
            return None
        return Deployment(deployment_id=found.id, url=str(client.api_url))


def run_remotely(deployment: Deployment, ask: Ask, settings: Settings, console: Console) -> None:
    """Asks for the runs and waits for them; Ctrl-C asks the backfill to stop. Raises CopydeskError when one failed."""
    with get_client(sync_client=True) as client:
        runs = submit(client, deployment, ask, settings)
        console.print(f"{len(runs)} flow runs of {DEPLOYMENT} at {deployment.url}", highlight=False)
        try:
            with show_progress(console):
                ended = _wait(client, runs)
        except KeyboardInterrupt:
            _cancel_waiting(client, runs)
            request_stop(settings.home)
            raise
    failed = [run for run in ended if run.state_name not in ("Completed",)]
    if failed:
        names = ", ".join(f"{run.name} ({run.state_name})" for run in failed)
        raise CopydeskError(f"flow runs did not complete: {names}; see their logs, then: copydesk backfill resume")
    console.print("Done; see it with: copydesk backfill status", highlight=False)


def submit(client: SyncPrefectClient, deployment: Deployment, ask: Ask, settings: Settings) -> tuple[FlowRun, ...]:
    """A flow run for each group of windows; the same question asked twice at once is one set of runs."""
    name = make_backfill_id(ask)
    runs = []
    for group in split_groups(ask, datetime.now(UTC).date()):
        days = f"{group.since or 'first'}..{group.until or 'today'}"
        runs.append(_create(client, deployment, group, settings, f"backfill:{name}:{days}"))
    return tuple(runs)


def split_groups(ask: Ask, today: date) -> tuple[Ask, ...]:
    """The question in stretches of a month, in the order asked for; in one piece where its first day is not known."""
    until = ask.until or today
    if ask.since is None or ask.files or ask.is_compare or ask.max_pages or ask.max_hours:
        return (ask,)
    groups = []
    start = ask.since
    while start <= until:
        end = min(start + timedelta(days=GROUP_DAYS - 1), until)
        groups.append(replace(ask, since=start, until=end, whole_since=ask.since, whole_until=until))
        start = end + timedelta(days=1)
    return tuple(groups if ask.is_oldest_first else reversed(groups))


def _create(client: SyncPrefectClient, deployment: Deployment, group: Ask, settings: Settings, key: str) -> FlowRun:
    """The run of this key that has not ended yet, else a new one under the next attempt's key."""
    parameters = _plain(group) | {"home": str(settings.home)}
    for attempt in range(1, 1000):
        run = client.create_flow_run_from_deployment(
            deployment.deployment_id,
            parameters=parameters,
            idempotency_key=f"{key}:{attempt}",
            tags=["copydesk", "backfill", f"from:{group.origin}"],
            name=f"{key}:{attempt}",
        )
        if run.state is None or not run.state.is_final():
            return run
    raise CopydeskError(f"{key} was tried a thousand times; delete its flow runs")


def _plain(ask: Ask) -> dict[str, Any]:
    values = asdict(ask)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _wait(client: SyncPrefectClient, runs: Sequence[FlowRun]) -> tuple[FlowRun, ...]:
    done = begin_stage("flow runs", len(runs))
    ended: list[FlowRun] = []
    for run in runs:
        while not (now := client.read_flow_run(run.id)).state or not now.state.is_final():
            time.sleep(_LOOK_SECONDS)
        ended.append(now)
        done()
    return tuple(ended)


def _cancel_waiting(client: SyncPrefectClient, runs: Sequence[FlowRun]) -> None:
    """Runs that have not begun never shall; the one at work stops after its batch."""
    from prefect.states import Cancelled

    for run in runs:
        state = client.read_flow_run(run.id).state
        if state and (state.is_scheduled() or state.is_pending()):
            client.set_flow_run_state(run.id, Cancelled(message="stopped by hand"), force=True)


def _has_worker(client: SyncPrefectClient, pool: str) -> bool:
    now = datetime.now(UTC)
    heard = (worker.last_heartbeat_time for worker in client.read_workers_for_work_pool(pool))
    return any(at is not None and now - at < _ALIVE for at in heard)
