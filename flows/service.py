"""`copydesk up`: Prefect's server, pool, deployments and worker as child processes of this one, stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from flows.errors import CopydeskError, UsageError
from flows.settings import read_settings

_HOST = "127.0.0.1"
_READY_SECONDS = 600
_STOP_SECONDS = 20


def serve(port: int, console: Console) -> None:
    """Starts everything and waits; Ctrl-C or SIGTERM stops it all. Raises UsageError on a taken port."""
    _refuse_taken(port)
    if not Path("prefect.yaml").is_file():
        raise UsageError("there is no prefect.yaml here; run `copydesk up` in Copydesk's own folder")
    read_settings()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _interrupt)
    api = f"http://{_HOST}:{port}/api"
    environment = {**os.environ, "PREFECT_API_URL": api}
    try:
        with _child("server", "start", "--host", _HOST, "--port", str(port), environment=environment) as server:
            _wait_ready(api, port, server)
            _prefect("work-pool", "create", "local", "--type", "process", "--overwrite", environment=environment)
            _prefect("deploy", "--all", environment=environment)
            with _child("worker", "start", "--pool", "local", "--type", "process", environment=environment) as worker:
                _explain(console, api, port)
                _wait(server, worker)
    except KeyboardInterrupt:
        console.print("Stopped.")


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((_HOST, port)) == 0:
            raise UsageError(
                f"port {port} is taken, perhaps by a server that is up already; name another: --port {port + 1}"
            )


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "prefect", "--no-prompt", *arguments]


@contextmanager
def _child(*arguments: str, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A child in a process group of its own, so that its children end with it and Ctrl-C reaches us alone."""
    process = subprocess.Popen(
        _command(*arguments), env=dict(environment), start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(_STOP_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _wait_ready(api: str, port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise CopydeskError(f"Prefect's server did not start at {api}; see why: prefect server start --port {port}")


def _prefect(*arguments: str, environment: Mapping[str, str]) -> None:
    done = subprocess.run(_command(*arguments), env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CopydeskError(f"`prefect {' '.join(arguments)}` failed:\n{done.stdout}{done.stderr}")


def _explain(console: Console, api: str, port: int) -> None:
    console.print(
        f"Copydesk is up: it polls what is due every quarter of an hour.\n"
        f"  watch it          http://{_HOST}:{port}\n"
        f"  run it now        PREFECT_API_URL={api} prefect deployment run ingest/scheduled\n"
        f"  query             copydesk sql 'select * from articles'\n"
        f"  stop it           Ctrl-C here",
        highlight=False,
        soft_wrap=True,
    )


def _wait(*processes: subprocess.Popen[bytes]) -> None:
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    raise CopydeskError("the server or the worker ended by itself; start again: copydesk up")
