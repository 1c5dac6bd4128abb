"""Shards of one stage, run by Prefect's task runner, gathered again. One broken shard never harms the others."""

from collections.abc import Iterable
from typing import Any

from prefect import Task
from prefect.utilities.annotations import quote

from flows import network, workers
from flows.line import Line

#: Shards of one stage at work at once; each holds hosts of its own.
SHARDS_AT_ONCE = 4


def gather_shards(stage: Task[..., Any], line: Line, shards: Iterable[Any]) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """What each shard gave, in the order of the shards, and the errors of those that broke."""
    try:
        futures = [stage.submit(line, quote(shard)) for shard in shards]
        ends = [future.result(raise_on_failure=False) for future in futures]
    except BaseException:  # Ctrl-C, or a worker that cancels the run: threads that wait must end too
        network.stop_run(line.run_id)
        workers.stop_run(line.run_id)
        raise
    broken = tuple(f"{stage.name}: {type(end).__name__}: {end}" for end in ends if isinstance(end, BaseException))
    return tuple(end for end in ends if not isinstance(end, BaseException)), broken
