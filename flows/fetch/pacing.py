"""Politeness in time: one request at a time to a host, a pause after it, and silence while Retry-After runs.

Shards hold whole hosts, yet a redirect may lead into another shard's: so what a process knows of a host's turns is
shared by all its clients, whatever thread and event loop they are in.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

#: A hold up to this is sat out in the queue; for a longer one the host's jobs are given back.
SIT_OUT_S = 30
#: A host that said 429 or 503 is asked at half the pace, and after the second time at a quarter.
_MAX_DOUBLINGS = 2
#: No pause of our own making is longer; a host's own Crawl-delay may be.
_MAX_PAUSE_S = 60.0
#: How often a host that another thread is asking is looked at again.
_LOOK_S = 0.02
#: How often those who wait out a pause are asked whether they still want to.
_ASK_S = 0.5


class _Turn:
    """A host's turn, of which there is one in a process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ended_at: float | None = None  #: monotonic seconds


_turns: dict[str, _Turn] = {}


class HostPacer:
    """Gives each host's turns one after the other. Hosts do not wait for each other, save for `concurrency` at once."""

    def __init__(
        self,
        delay_seconds: float,
        *,
        concurrency: int = 50,
        holds: Mapping[str, datetime] | None = None,
        last_asked: Mapping[str, datetime] | None = None,
        strikes: Mapping[str, int] | None = None,
    ) -> None:
        self._delay = delay_seconds
        self._delays: dict[str, float] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._last_asked = dict(last_asked or {})  # by earlier stages and runs
        self._held_until = dict(holds or {})
        self._strikes = dict(strikes or {})
        self._slots = asyncio.Semaphore(concurrency)

    def slow_down(self, host: str, delay_seconds: float) -> None:
        """A host's own Crawl-delay: raises the pause, never shortens it."""
        self._delays[host] = max(delay_seconds, self._delays.get(host, self._delay))

    def strike(self, host: str) -> None:
        """The host said that it is asked too much."""
        self._strikes[host] = self._strikes.get(host, 0) + 1

    def hold(self, host: str, until: datetime) -> None:
        """No request to the host before `until`."""
        self._held_until[host] = max(until, self._held_until.get(host, until))

    def held_for(self, host: str, now: datetime) -> int | None:
        """Whole seconds, rounded up, for which the host wants no request; None when it may be asked."""
        until = self._held_until.get(host)
        if until is None or until <= now:
            return None
        return -(-(until - now) // timedelta(seconds=1))

    def pace_of(self, host: str) -> float:
        """Seconds owed to the host between the end of one request and the next."""
        own = self._delay * 2 ** min(self._strikes.get(host, 0), _MAX_DOUBLINGS)
        return max(min(own, max(_MAX_PAUSE_S, self._delay)), self._delays.get(host, 0.0))

    @asynccontextmanager
    async def turn(self, host: str, is_wanted: Callable[[], bool] = lambda: True) -> AsyncIterator[float | None]:
        """Waits for the host's turn and gives its pace; the next turn begins a pause after this one's end.

        None when it is not wanted any more: then nothing is to be asked, and nobody waits for that.
        """
        async with self._locks.setdefault(host, asyncio.Lock()):
            turn = _turns.setdefault(host, _Turn())
            while not turn.lock.acquire(blocking=False):
                await asyncio.sleep(_LOOK_S)
            try:
                # what a host is owed may grow while we wait: its robots.txt is read by another job
                while (wanted := is_wanted()) and (wait := self._wait_of(host, turn)) > 0:
                    await asyncio.sleep(min(wait, _ASK_S))
                if not wanted:
                    yield None
                    return
                async with self._slots:
                    try:
                        yield self.pace_of(host)
                    finally:
                        turn.ended_at = time.monotonic()
            finally:
                turn.lock.release()

    def _wait_of(self, host: str, turn: _Turn) -> float:
        now = datetime.now(UTC)
        pace, held = self.pace_of(host), self.held_for(host, now) or 0
        since_turn = float("inf") if turn.ended_at is None else time.monotonic() - turn.ended_at
        asked = self._last_asked.get(host)
        since_asked = float("inf") if asked is None else max(0.0, (now - asked) / timedelta(seconds=1))
        return max(pace - min(since_turn, since_asked), held if held <= SIT_OUT_S else 0)
