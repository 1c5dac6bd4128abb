"""One run of a flow at a time a COPYDESK_HOME: two would ask the same hosts twice as fast as each may."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import RunInProgress
from flows.progress import tell_wait

#: Longer than any load or copy of the warehouse takes.
_TURN_SECONDS = 1800
#: Who has the locks that are no flow's own.
_RIVALS = {
    "network": "another run to have asked its hosts",
    "warehouse": "another run to have stored what it got",
}


@contextmanager
def hold_run_lock(home: Path, flow: str, wait_seconds: float) -> Iterator[bool]:
    """Holds `work/<flow>.lock` until the block ends, or the process dies; gives whether it had to wait for it.

    Raises RunInProgress when another has it for longer.

    Who waits holds `work/<flow>.next` meanwhile: whoever lets go and asks again at once comes after.
    """
    path = home / "work" / f"{flow}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    with path.open("a+", encoding="utf-8") as file, path.with_suffix(".next").open("a+", encoding="utf-8") as following:
        with tell_wait(_RIVALS.get(flow, f"another {flow} to end")) as go_on_waiting:
            waits = [_wait_for(each.fileno(), path, deadline, go_on_waiting) for each in (following, file)]
        fcntl.flock(following.fileno(), fcntl.LOCK_UN)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield any(waits)


@contextmanager
def hold_warehouse(home: Path) -> Iterator[None]:
    """This home's turn on its warehouse: flows wait for each other, however long a load or a copy of it takes.

    The wait that settings bound is the one for strangers, who may never go.
    """
    with hold_run_lock(home, "warehouse", _TURN_SECONDS):
        yield


def _wait_for(descriptor: int, path: Path, deadline: float, go_on_waiting: Callable[[], None]) -> bool:
    has_waited = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return has_waited
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = path.read_text(encoding="utf-8").strip() or "unknown"
                raise RunInProgress(path, holder) from None
            has_waited = True
            go_on_waiting()
            time.sleep(0.2)
