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
from flows import network, stages
from flows.errors import CopydeskError
from flows.past import compare, ledger, work
from warehouse.errors import WarehouseError


async def _may_pass(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again may help. Our own errors say that it will not, or that they have waited already."""
    error = await state.aresult(raise_on_failure=False)
    return not isinstance(error, (CopydeskError, WarehouseError))


_stage = partial(
    task,
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=1,
    retry_delay_seconds=5,
    retry_condition_fn=_may_pass,
    timeout_seconds=3600,
)

#: A shard asks its hosts at their pace, however long that takes; a second try would ask them all again.
_ask = partial(task, cache_policy=NO_CACHE, persist_result=False)

plan_feeds = _stage(stages.plan_feeds, name="plan-feeds")
poll = _ask(network.poll_shard, name="poll")
load_polled = _stage(stages.store_polled, name="load-polled")
plan_pages = _stage(stages.plan_pages, name="plan-pages")
fetch = _ask(network.fetch_shard, name="fetch")
fetch_batch = _ask(work.fetch_batch, name="fetch")
load_fetched = _stage(stages.store_fetched, name="load-fetched")
plan_stories = _stage(stages.plan_stories, name="plan-stories")
# a thread cannot be timed out
make = _stage(making.make_shard, name="make", timeout_seconds=None)
load_made = _stage(stages.store_made, name="load-made")
begin_all = _stage(ledger.begin_all, name="begin-backfill", timeout_seconds=None)
begin_backfill = _stage(ledger.begin_backfill, name="begin-origin")
# reading years of sitemaps or files takes as long as it takes; what it found is stored as it goes
find_pages = _ask(work.find_pages, name="find-pages")
plan_windows = _stage(ledger.plan_windows, name="plan-windows")
plan_batch = _stage(work.plan_batch, name="plan-batch")
plan_group = _stage(work.plan_group, name="plan-windows-pages")
compare_window = _stage(compare.compare_window, name="compare-window")
load_group = _stage(work.store_group, name="load-windows")
publish = _stage(stages.publish_snapshot, name="publish")
