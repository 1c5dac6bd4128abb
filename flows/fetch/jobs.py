"""Many jobs at once, within a run's time. Knows nothing of HTTP."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

J = TypeVar("J")
R = TypeVar("R")


async def fetch_all(
    jobs: Iterable[J], fetch: Callable[[J], Awaitable[R]], *, seconds: float | None = None
) -> tuple[R | None, ...]:
    """The jobs' results in their order, hosts in parallel; None for those that the time did not suffice for.

    A job that is under way when the time is up is given up too: its page waits for the next run. So is one whose
    task is cancelled by itself; the others go on.
    """
    deadline = None if seconds is None else time.monotonic() + seconds

    async def run(job: J) -> R | None:
        left = None if deadline is None else deadline - time.monotonic()
        try:
            async with asyncio.timeout(left):
                return await fetch(job)
        except TimeoutError:
            return None

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(run(job)) for job in jobs]
    return tuple(None if task.cancelled() else task.result() for task in tasks)
