"""Politeness in time: one request at a time to a host, a pause after it, and silence while Retry-After runs."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

#: A hold up to this is sat out in the queue; for a longer one the host's jobs are given back.
SIT_OUT_S = 30


class HostPacer:
    """Gives each host's turns one after the other. Hosts do not wait for each other, save for `concurrency` at once."""

    def __init__(
        self,
        delay_seconds: float,
        *,
        concurrency: int = 50,
        holds: Mapping[str, datetime] | None = None,
        last_asked: Mapping[str, datetime] | None = None,
    ) -> None:
        self._delay = delay_seconds
        self._delays: dict[str, float] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._ended_at: dict[str, float] = {}  # the last turn; monotonic seconds
        self._last_asked = dict(last_asked or {})  # by earlier stages and runs
        self._held_until = dict(holds or {})
        self._slots = asyncio.Semaphore(concurrency)

    def slow_down(self, host: str, delay_seconds: float) -> None:
        """A host's own Crawl-delay: raises the pause, never shortens it."""
        self._delays[host] = max(delay_seconds, self._delays.get(host, self._delay))

    def hold(self, host: str, until: datetime) -> None:
        """No request to the host before `until`."""
        self._held_until[host] = max(until, self._held_until.get(host, until))

    def held_for(self, host: str, now: datetime) -> int | None:
        """Whole seconds, rounded up, for which the host wants no request; None when it may be asked."""
        until = self._held_until.get(host)
        if until is None or until <= now:
            return None
        return -(-(until - now) // timedelta(seconds=1))

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Waits for the host's turn; the next one begins a pause after this one's end."""
        async with self._locks.setdefault(host, asyncio.Lock()):
            held = self.held_for(host, datetime.now(UTC)) or 0
            wait = max(self._pause_left(host), self._rest_of(host))
            wait = max(wait, held) if held <= SIT_OUT_S else 0
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                async with self._slots:
                    yield
            finally:
                self._ended_at[host] = time.monotonic()

    def _pause_left(self, host: str) -> float:
        """Seconds; robots.txt, the first thing a host is asked for, may have made the pause longer since."""
        ended = self._ended_at.get(host)
        return 0.0 if ended is None else ended + self._delays.get(host, self._delay) - time.monotonic()

    def _rest_of(self, host: str) -> float:
        """Seconds left of the pause after the last request of an earlier stage or run."""
        last = self._last_asked.get(host)
        if last is None:
            return 0.0
        pause = timedelta(seconds=self._delays.get(host, self._delay))
        return (last + pause - datetime.now(UTC)) / timedelta(seconds=1)
