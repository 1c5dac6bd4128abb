"""Shards of one stage, run by Prefect's task runner, gathered again. One broken shard never harms the others."""

from collections.abc import Iterable
from typing import Any

from prefect import Task
from prefect.futures import as_completed
from prefect.utilities.annotations import quote

from flows.line import Line

#: Shards of one stage at work at once; each holds hosts of its own, so politeness needs no lock between them.
SHARDS_AT_ONCE = 4


def gather_shards(stage: Task[..., Any], line: Line, shards: Iterable[Any]) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """What each shard gave, in the order of the shards, and the errors of those that broke."""
    futures = [stage.submit(line, quote(shard)) for shard in shards]
    for _ in as_completed(futures):
        pass
    results, broken = [], []
    for future in futures:
        if future.state.is_completed():
            results.append(future.result())
        else:
            broken.append(f"{stage.name}: {future.state.message}")
    return tuple(results), tuple(broken)
