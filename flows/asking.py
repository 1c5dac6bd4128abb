"""A client for commands that ask the network outside of a run: as polite as a run, and as well recorded."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from flows.fetch import Client, FetchFailure
from flows.line import HostRests, utc_now
from flows.settings import Settings
from transforms.records import Batch
from warehouse.connection import open_private
from warehouse.errors import WarehouseError
from warehouse.load import load_staged, stage_batch
from warehouse.read import read_host_rests, read_robots


@asynccontextmanager
async def open_client(settings: Settings, name: str) -> AsyncIterator[Client]:
    """A client that knows the hosts' rests and robots.txt, and whose requests are rows of `fetches` afterwards.

    Where there are no tables yet, or a run holds them for longer than the settings allow to wait, nothing is written:
    to ask for a feed's address must not need a warehouse.
    """
    rests = _read_rests(settings)
    run_id = f"{name}-{utc_now():%Y%m%d%H%M%S%f}"
    async with Client(
        settings,
        None,
        run_id,
        utc_now,
        holds=rests.held_until,
        last_asked=rests.last_asked,
        strikes=rests.strikes,
        robots=rests.robots,
    ) as client:
        try:
            yield client
        finally:
            _record(settings, Batch(run_id=run_id, fetches=client.fetches, robots=client.robots))


def explain_failure(failure: FetchFailure) -> tuple[str, str]:
    """Why an address could not be fetched, and the remedy."""
    detail = failure.detail or ""
    # that of robots.txt names the reason itself
    said = detail if failure.reason in detail else f"{failure.reason}: {detail}".rstrip(": ")
    problem = f"it cannot be fetched: {said}"
    if failure.reason == "private-address":
        return problem, "name its host in COPYDESK_ALLOW_PRIVATE_HOSTS if it is your own"
    return problem, "check the address"


def _read_rests(settings: Settings) -> HostRests:
    paths, now = settings.paths, utc_now()
    if paths.is_made:
        try:
            with open_private(paths, wait_seconds=settings.lock_wait_seconds) as con:
                past, robots = read_host_rests(con, now), read_robots(con, now)
        except WarehouseError:
            pass
        else:
            return HostRests(
                last_asked=past.last_asked, held_until=past.held_until, strikes=past.strikes, robots=robots
            )
    return HostRests(last_asked={}, held_until={})


def _record(settings: Settings, batch: Batch) -> None:
    paths = settings.paths
    if not paths.is_made:
        return
    try:
        with open_private(paths, wait_seconds=settings.lock_wait_seconds) as con:
            load_staged(con, [stage_batch(batch, paths.staged / "asked", batch.run_id)], now=utc_now())
    except WarehouseError:
        return
