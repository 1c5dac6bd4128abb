"""Prefect's view of the stages: thin tasks over plain functions. A task is a stage of a shard, seconds of work.

Nothing is cached or persisted by Prefect: what a stage did is in the archive and in the tables. Arguments are wrapped
in `quote` by the flows, so that Prefect does not search thousands of records for futures.
"""

from functools import partial
from typing import Any

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from flows import make as making
from flows import network, stages, windows
from flows.errors import CopydeskError
from warehouse.errors import WarehouseError


async def _may_pass(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again may help. Our own errors say that it will not, or that they have waited already."""
    error = await state.aresult(raise_on_failure=False)
    return not isinstance(error, (CopydeskError, WarehouseError))


_stage = partial(
    task,
    cache_policy=NO_CACHE,
    persist_result=False,
    tags=["copydesk"],
    retries=1,
    retry_delay_seconds=5,
    retry_condition_fn=_may_pass,
    timeout_seconds=3600,
)

#: A shard asks its hosts at their pace, however long that takes; a second try would ask them all again.
_ask = partial(task, cache_policy=NO_CACHE, persist_result=False, tags=["copydesk"])

plan_feeds = _stage(stages.plan_feeds, name="plan-feeds")
poll = _ask(network.poll_shard, name="poll")
load_polled = _stage(stages.store_polled, name="load-polled")
plan_pages = _stage(stages.plan_pages, name="plan-pages")
fetch = _ask(network.fetch_shard, name="fetch")
load_fetched = _stage(stages.store_fetched, name="load-fetched")
plan_stories = _stage(stages.plan_stories, name="plan-stories")
# a thread cannot be timed out
make = _stage(making.make_shard, name="make", timeout_seconds=None)
load_made = _stage(stages.store_made, name="load-made")
plan_windows = _stage(windows.plan_windows, name="plan-windows")
plan_window = _stage(windows.plan_window, name="plan-window")
load_window = _stage(windows.store_window, name="load-window")
publish = _stage(stages.publish_snapshot, name="publish")
