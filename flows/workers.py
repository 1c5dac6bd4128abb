"""Worker processes for the CPU's work: one pool a process, started when first needed, ended with the last run.

Whatever a page does to its worker, hang or crash, costs that page and nobody else.
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from flows.pool import Lost, Pool, PoolClosed
from flows.settings import Settings

__all__ = ["Lost", "Pool", "PoolClosed", "lasting", "lend_pool", "stop_run"]

_lock = Lock()
_pool: Pool | None = None
_users: set[str] = set()
_stopped: set[str] = set()


def lend_pool(run_id: str, settings: Settings) -> Pool:
    """The pool of this process for a run, until `stop_run`. Returns at once; what it starts gets ready meanwhile.

    Raises PoolClosed for a run that was stopped.
    """
    global _pool
    with _lock:
        if run_id in _stopped:
            raise PoolClosed
        _users.add(run_id)
        if _pool is None or not _pool.is_open:
            size = settings.make_workers or count_cores()
            _pool = Pool(size, cpu_seconds=settings.page_cpu_seconds, ner=settings.ner)
        return _pool


def stop_run(run_id: str) -> None:
    """The run asks for no more work, or must not: the workers end at once when no other run uses them."""
    with _lock:
        _stopped.add(run_id)
        _users.discard(run_id)
        if not _users:
            _close()


@contextmanager
def lasting(run_id: str) -> Iterator[None]:
    """The run's workers end with the block, however it ends."""
    try:
        yield
    finally:
        stop_run(run_id)


def count_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _close() -> None:
    global _pool
    if _pool is not None:
        _pool.close()
    _pool = None


def _forget() -> None:
    """In a forked child: the pool is its parent's."""
    global _pool, _lock
    _lock = Lock()
    if _pool is not None:
        _pool.forget()
    _pool = None


atexit.register(_close)
os.register_at_fork(after_in_child=_forget)
