"""Prefect's server and its kin as child processes: each in a process group of its own, stopped with all it started."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from flows.errors import CopydeskError

HOST = "127.0.0.1"
#: A slow or busy machine takes minutes to start a server.
READY_SECONDS = 600
STOP_SECONDS = 20


@contextmanager
def start(module: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m MODULE ARGUMENTS`, out of Ctrl-C's reach, which is for us alone.

    It and its children are stopped at the end, and also when this process is killed.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.leash", *module],
        env=dict(environment),
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        _stop(process)


def wait_ready(port: int, server: subprocess.Popen[bytes]) -> str:
    """The address of the server's API, once it answers. Raises CopydeskError when it does not start."""
    api = f"http://{HOST}:{port}/api"
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:
                if answer.status == 200:
                    return api
        except OSError:
            time.sleep(0.2)
    raise CopydeskError(f"Prefect's server did not start at {api}; see why: prefect server start --port {port}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(STOP_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
