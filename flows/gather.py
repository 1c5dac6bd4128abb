"""Shards of one stage, run by Prefect's task runner, gathered again. One broken shard never harms the others."""

from collections.abc import Iterable
from typing import Any

from prefect import Task
from prefect.futures import PrefectFuture
from prefect.utilities.annotations import quote

from flows import network, workers
from flows.line import Line


def gather_shards(
    stage: Task[..., Any], line: Line, shards: Iterable[Any], *, keeps_answers: bool = False
) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """What each shard gave, in the order of the shards, and the errors of those that broke.

    `keeps_answers` is for shards that ask the network: Ctrl-C ends them with what they have got until then. That is to
    be stored, and then `end_if_stopped` ends the run.
    """
    futures = []
    try:
        futures += [stage.submit(line, _hand_over(line, shard)) for shard in shards]
        ends = _wait_for(futures)
    except BaseException as error:  # Ctrl-C, or a worker that cancels the run: threads that wait must end too
        network.stop_run(line.run_id)
        workers.stop_run(line.run_id)
        if not (keeps_answers and isinstance(error, KeyboardInterrupt)):
            raise
        ends = _wait_for(futures)
    broken = tuple(f"{stage.name}: {type(end).__name__}: {end}" for end in ends if isinstance(end, BaseException))
    return tuple(end for end in ends if not isinstance(end, BaseException)), broken


def end_if_stopped(line: Line) -> None:
    """Goes on with the Ctrl-C that `gather_shards` held back."""
    if network.is_stopped(line.run_id):
        raise KeyboardInterrupt


def _wait_for(futures: Iterable[PrefectFuture[Any]]) -> list[Any]:
    return [future.result(raise_on_failure=False) for future in futures]


def _hand_over(line: Line, shard: Any) -> Any:
    """The shard as a task's argument. Dask would take the quote for a tuple; Prefect would search a bare shard."""
    return shard if line.settings.dask else quote(shard)
