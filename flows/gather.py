"""Shards of one stage, run by Prefect's task runner, gathered again. One broken shard never harms the others."""

from collections.abc import Iterable
from typing import Any

from prefect import Task
from prefect.utilities.annotations import quote

from flows import network, workers
from flows.line import Line


def gather_shards(stage: Task[..., Any], line: Line, shards: Iterable[Any]) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """What each shard gave, in the order of the shards, and the errors of those that broke."""
    try:
        futures = [stage.submit(line, _hand_over(line, shard)) for shard in shards]
        ends = [future.result(raise_on_failure=False) for future in futures]
    except BaseException:  # Ctrl-C, or a worker that cancels the run: threads that wait must end too
        network.stop_run(line.run_id)
        workers.stop_run(line.run_id)
        raise
    broken = tuple(f"{stage.name}: {type(end).__name__}: {end}" for end in ends if isinstance(end, BaseException))
    return tuple(end for end in ends if not isinstance(end, BaseException)), broken


def _hand_over(line: Line, shard: Any) -> Any:
    """The shard as a task's argument. Dask would take the quote for a tuple; Prefect would search a bare shard."""
    return shard if line.settings.dask else quote(shard)
