"""Turns on the network: a backfill asks only while no other run does, and lets scheduled runs go first.

Both flows hold `work/network.lock` while they ask hosts and until their requests are in `fetches`; so each knows of the
other's last request to a host, and no host is asked by two processes at once. A batch of a backfill asks no further
once a scheduled run waits for it, and two minutes at most where that cannot be seen, on another machine.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.lock import hold_run_lock
from flows.progress import tell_wait
from flows.settings import Settings

#: A batch of a backfill asks no longer than that.
BATCH_SECONDS = 120
#: A scheduled run waits for a backfill's batch to end and to be stored.
_PATIENCE_SECONDS = 1800
#: A backfill may wait for as long as other runs last.
_BACKFILL_PATIENCE_SECONDS = 24 * 3600
_LOOK_SECONDS = 0.5


@contextmanager
def hold_network(home: Path) -> Iterator[None]:
    """The network for a scheduled run, which a backfill leaves to it as soon as its batch is stored."""
    with hold_run_lock(home, "network", _PATIENCE_SECONDS):
        yield


class BatchEnd:
    """Tells when a batch of a backfill is to ask no further; once said, it stands."""

    def __init__(self, home: Path, seconds: float = BATCH_SECONDS) -> None:
        self._home = home
        self._deadline = time.monotonic() + seconds
        self._next_look = 0.0
        self._has_come = False

    def has_come(self) -> bool:
        """Whether the batch's time is up, or a scheduled run waits; cheap enough to be asked at every page."""
        now = time.monotonic()
        if not self._has_come and now >= self._next_look:
            self._has_come = now >= self._deadline or _is_held(self._home, "ingest")
            self._next_look = now + _LOOK_SECONDS
        return self._has_come


@contextmanager
def borrow_network(settings: Settings) -> Iterator[None]:
    """The network for a batch of a backfill, once no other run is at work.

    Whoever had it may have asked our hosts a moment ago, and our plan may not know: after a wait they have their pause.
    """
    has_waited = False
    with tell_wait("an ingest to end") as go_on_waiting:
        while _is_held(settings.home, "ingest"):
            has_waited = True
            go_on_waiting()
            time.sleep(_LOOK_SECONDS)
    with hold_run_lock(settings.home, "network", _BACKFILL_PATIENCE_SECONDS) as has_queued:
        if has_waited or has_queued:
            time.sleep(settings.host_delay_seconds)
        yield


def request_stop(home: Path) -> bool:
    """Asks the backfill of this home to stop after its batch; False when none is at work."""
    if not _is_held(home, "backfill"):
        return False
    _stop_file(home).touch()
    return True


def is_stop_asked(home: Path) -> bool:
    """Whether somebody has asked this home's backfill to stop."""
    return _stop_file(home).exists()


def forget_stop(home: Path) -> None:
    """A backfill that begins was not meant."""
    _stop_file(home).unlink(missing_ok=True)


def is_at_work(home: Path) -> bool:
    """Whether a backfill of this home is at work on this machine."""
    return _is_held(home, "backfill")


def _stop_file(home: Path) -> Path:
    return home / "work" / "backfill.stop"


def _is_held(home: Path, flow: str) -> bool:
    path = home / "work" / f"{flow}.lock"
    if not path.exists():
        return False
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
