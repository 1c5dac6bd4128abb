"""Starts the command line by fork, with all its imports done once: what costs seconds, for each of dozens of runs.

`python -m tests.starter` reads a JSON request a line and answers with the process id of the child, then with its exit
status. The child is the real command line in a process, and a process group, of its own.
"""

import json
import multiprocessing
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any


@dataclass
class Forked:
    """A child of the starter, with as much of Popen as the tests use."""

    pid: int
    answers: IO[bytes]
    out: Path
    err: Path
    returncode: int | None = field(default=None, init=False)

    def poll(self) -> int | None:
        """The exit status, once it has one."""
        return self._wait(0)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """All it printed, when it has ended. Raises TimeoutError, and kills it."""
        if self._wait(timeout) is None:
            os.killpg(self.pid, signal.SIGKILL)
            self._wait(None)
            raise TimeoutError(f"not done in {timeout} s: {self.out.read_text()}{self.err.read_text()}")
        return self.out.read_text(), self.err.read_text()

    def _wait(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self.answers], [], [], timeout)[0]:
            self.returncode = int(self.answers.readline())
        return self.returncode


class Starter:
    """The process that has imported everything. One child at a time."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.starter"],
            env=environment,
            bufsize=0,  # an answer that was read ahead would be out of select's sight
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._folder = Path(tempfile.mkdtemp(prefix="copydesk-tests-"))

    def fork(self, arguments: tuple[str, ...], environment: dict[str, str]) -> Forked:
        """Starts `copydesk ARGUMENTS`; the one before it must have ended."""
        assert self._process.stdin and self._process.stdout
        stamp = time.monotonic_ns()
        out, err = (self._folder / f"{stamp}.{name}" for name in ("out", "err"))
        out.touch()
        err.touch()
        request = {"arguments": arguments, "environment": environment, "out": str(out), "err": str(err)}
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        return Forked(int(self._process.stdout.readline()), self._process.stdout, out, err)

    def stop(self) -> None:
        """Ends the starter."""
        self._process.communicate()


def serve() -> None:
    """The starter's side."""
    import flows.backfill
    import flows.ingest
    import flows.session  # noqa: F401
    from flows.page import warm_up

    warm_up("rules")
    fork = multiprocessing.get_context("fork")
    for line in sys.stdin:
        process = fork.Process(target=_become, kwargs=json.loads(line))
        process.start()
        print(process.pid, flush=True)
        process.join()
        print(process.exitcode, flush=True)


def _become(arguments: list[str], environment: dict[str, str], out: str, err: str) -> None:
    """Turns this child into the command line, as if it had been started with these arguments."""
    os.setsid()
    for number, name in enumerate(("/dev/null", out, err)):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o600), number)
    os.environ.update(environment)
    _fork_forge()
    sys.argv = ["copydesk", *arguments]

    from prefect.context import refresh_global_settings_context

    from flows.cli import main

    refresh_global_settings_context()
    main()


def _fork_forge() -> None:
    """Has the process that forks workers ready before it is asked for; any further one is started as ever."""
    from flows import forge, pool

    start_forge = pool.start_forge
    ours, theirs = socket.socketpair()
    process = _ForkedForge(os.fork())
    if process.pid == 0:
        os.setsid()
        ours.close()
        os.dup2(0, 1)  # nothing is its output; its errors are those of the command line
        forge.serve(theirs)
    theirs.close()

    def take(ner: str) -> tuple[socket.socket, Any]:
        pool.start_forge = start_forge
        return (ours, process) if ner == "rules" else start_forge(ner)

    pool.start_forge = take


@dataclass
class _ForkedForge:
    """As much of Popen as the pool uses."""

    pid: int

    def wait(self) -> None:
        os.waitpid(self.pid, 0)


if __name__ == "__main__":
    serve()
