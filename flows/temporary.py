"""Prefect's API for one run: a server in a thread of this process, gone with it. Not for schedules; see server.py.

Prefect would start a process for it, which imports a second time what the run has imported already: a third of what
its server costs, and a hundred megabytes.
"""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

from flows.errors import CopydeskError
from flows.server import HOST, READY_SECONDS, STOP_SECONDS

if TYPE_CHECKING:
    import uvicorn

#: Read by Prefect when it is imported; what is set already wins.
_LEAN = {
    # its blocks, which no flow here uses, are registered by servers that last; to compare them with those that are
    # registered imports all that is installed beside Prefect, Dask too
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
    # runs, tasks, states and logs are stored; to keep their events as well, to sweep out old ones, and to ask at each
    # whether an automation waits for it, is for servers that last
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
}
#: What runs ask for: it stands first, for FastAPI builds every route that the first request passes.
_ASKED = ("/flows", "/flow_runs", "/events", "/logs", "/artifacts", "/v2/concurrency_limits", "/csrf-token", "/admin")


@contextmanager
def have_api() -> Iterator[None]:
    """An API of Prefect answers in the block: the one its settings name, or a temporary server.

    What it is told lies in Prefect's database, where a server that lasts shows it. Raises CopydeskError when it does
    not start.
    """
    for name, value in _LEAN.items():
        os.environ.setdefault(name, value)
    from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED, temporary_settings

    if PREFECT_API_URL.value():
        yield
        return
    unchecked = {PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED: False}  # its version is our own
    with _serve() as api, temporary_settings({PREFECT_API_URL: api, **unchecked}):
        yield


@contextmanager
def _serve() -> Iterator[str]:
    """The address of the server that Prefect calls ephemeral: it runs flows, and schedules none."""
    import uvicorn
    from prefect.server.api.server import create_app

    # not the cached one: an app starts its services only once, and a process may have several runs
    app = create_app(ephemeral=True, ignore_cache=True)
    app.api_app.router.routes.sort(key=lambda route: not _is_asked(route))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=5))
    with socket.create_server((HOST, 0)) as listening:
        port = listening.getsockname()[1]
        thread = Thread(target=server.run, args=([listening],), name="prefect-server", daemon=True)
        thread.start()
        try:
            _wait_ready(server, thread)
            try:
                yield f"http://{HOST}:{port}/api"
            finally:  # a run that broke or was stopped is told of as well
                _hand_in()
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)


def _is_asked(route: Any) -> bool:
    """Whether it is a router of `_ASKED`."""
    return getattr(getattr(route, "original_router", None), "prefix", None) in _ASKED


def _wait_ready(server: "uvicorn.Server", thread: Thread) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise CopydeskError("Prefect's temporary server did not start; see why: prefect server start")
        time.sleep(0.05)


def _hand_in() -> None:
    """What Prefect's own threads have still to tell the server: states of tasks, lines of the log."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all(timeout=STOP_SECONDS)
    EventsWorker.drain_all(timeout=STOP_SECONDS)
