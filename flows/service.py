"""`copydesk up`: Prefect's server, pool, deployments and worker as child processes of this one, stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from flows.errors import CopydeskError, UsageError
from flows.progress import show_waiting
from flows.report import LATEST
from flows.server import HOST, start, wait_ready
from flows.settings import read_settings
from flows.terminal import find_name, make_command

_PREFECT = ("prefect", "--no-prompt")


def serve(port: int, console: Console) -> None:
    """Starts everything and waits; Ctrl-C or SIGTERM stops it all. Raises UsageError on a taken port."""
    _refuse_taken(port)
    if not Path("prefect.yaml").is_file():
        raise UsageError("there is no prefect.yaml here; run `copydesk up` in Copydesk's own folder")
    settings = read_settings()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _interrupt)
    api = f"http://{HOST}:{port}/api"
    environment = {**os.environ, "PREFECT_API_URL": api, "COPYDESK_HOME": str(settings.home)}
    try:
        with start((*_PREFECT, "server", "start", "--host", HOST, "--port", str(port)), environment) as server:
            with show_waiting(console, "Starting Prefect's server and deployments"):
                wait_ready(port, server)
                _prefect("work-pool", "create", "local", "--type", "process", "--overwrite", environment=environment)
                _prefect("deploy", "--all", environment=environment)
            with start((*_PREFECT, "worker", "start", "--pool", "local", "--type", "process"), environment) as worker:
                _explain(console, api, port)
                _wait(server, worker)
    except KeyboardInterrupt:
        console.print("Stopped.")


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise UsageError(
                f"port {port} is taken, perhaps by a server that is up already; name another: --port {port + 1}"
            )


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _prefect(*arguments: str, environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", *_PREFECT, *arguments]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CopydeskError(f"`prefect {' '.join(arguments)}` failed:\n{done.stdout}{done.stderr}")


def _explain(console: Console, api: str, port: int) -> None:
    console.print(
        f"Copydesk is up: it polls what is due every quarter of an hour.\n"
        f"  watch it          http://{HOST}:{port}\n"
        f"  run it now        PREFECT_API_URL={api} {find_name('prefect')} deployment run ingest/scheduled\n"
        f"  fill the past     PREFECT_API_URL={api} {make_command('backfill', '--from', 'sitemap', '--since', '90d')}\n"
        f"  query             {make_command('sql', LATEST)}\n"
        f"  stop it           Ctrl-C here",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


def _wait(*processes: subprocess.Popen[bytes]) -> None:
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    raise CopydeskError("the server or the worker ended by itself; start again: copydesk up")
