"""The askers' side of the worker processes: who is idle, who is worn, who died of what."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from flows.errors import CopydeskError
from flows.forge import ANSWER, COMMAND, END, FORK

T = TypeVar("T")

#: A worker that uses no CPU either, stuck on a disk, is given up after so many times its CPU limit.
_WALL = 30


class PoolClosed(CopydeskError):
    """The run was stopped, or what forks the workers was killed."""

    def __init__(self) -> None:
        super().__init__("the worker processes are gone; run it again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Work that took its worker along, and why."""

    reason: str  #: cpu-limit, time-limit or worker-died
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worker:
    pid: int
    line: Connection


class Pool:
    """`size` processes that work side by side. Work that hangs or crashes is given up, its worker replaced."""

    def __init__(self, size: int, *, cpu_seconds: float, ner: str = "rules") -> None:
        self.size, self._cpu_seconds = size, cpu_seconds
        self._forge = _Forge(ner)
        self._idle: list[_Worker] = []
        self._askers = ThreadPoolExecutor(size, thread_name_prefix="copydesk-worker")

    @property
    def is_open(self) -> bool:
        """Whether work is taken."""
        return self._forge.is_open

    def map(self, function: Callable[..., T], work: Iterable[tuple[Any, ...]]) -> Iterator[T | Lost]:
        """What a function of a module gives for each tuple of arguments, in their order. Raises PoolClosed."""
        try:
            futures = [self._askers.submit(self._ask, function, arguments) for arguments in work]
        except RuntimeError as error:  # the threads take no more
            raise PoolClosed from error
        for future in futures:
            try:
                yield future.result()
            except CancelledError as error:
                raise PoolClosed from error

    def close(self) -> None:
        """Kills every worker at once; who waits for one gets PoolClosed."""
        idle, self._idle = self._idle, []
        with suppress(PoolClosed):
            for worker in idle:  # one by one, so that the CPU they took counts as ours
                self._end(worker)
        self._forge.close()
        self._askers.shutdown(wait=False, cancel_futures=True)

    def forget(self) -> None:
        """In a forked child: lets go of the ends that are the parent's to hold."""
        self._forge.forget()
        for worker in self._idle:
            worker.line.close()

    def _ask(self, function: Callable[..., T], arguments: tuple[Any, ...]) -> T | Lost:
        given = self._ask_once(function, arguments)
        if isinstance(given, Lost) and given.reason == "worker-died":
            # perhaps it was the machine that killed it, out of memory, and not the work
            given = self._ask_once(function, arguments)
        return given

    def _ask_once(self, function: Callable[..., T], arguments: tuple[Any, ...]) -> T | Lost:
        worker = self._take()
        try:
            worker.line.send((function, arguments, self._cpu_seconds))
            if not worker.line.poll(_WALL * self._cpu_seconds):
                self._end(worker)
                return Lost(reason="time-limit", detail=f"no answer in {_WALL * self._cpu_seconds:g} s")
            result, error, is_worn = worker.line.recv()
        except (EOFError, OSError):
            return self._explain(self._end(worker))
        if is_worn:
            self._end(worker)
        else:
            self._idle.append(worker)
        if error is not None:
            raise RuntimeError(error)
        return result  # type: ignore[no-any-return]

    def _take(self) -> _Worker:
        try:
            return self._idle.pop()
        except IndexError:
            return self._forge.fork()

    def _end(self, worker: _Worker) -> int:
        worker.line.close()
        return self._forge.end(worker.pid)

    def _explain(self, status: int) -> Lost:
        if status == -signal.SIGXCPU:
            return Lost(reason="cpu-limit", detail=f"more than {self._cpu_seconds:g} s of CPU")
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return Lost(reason="worker-died", detail=f"twice, by {how}")


def start_forge(ner: str) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Starts the process that forks workers: our end of its control, and itself."""
    ours, theirs = socket.socketpair()
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "flows.forge", ner],
            env={**os.environ, "PYTHONPATH": path},
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # out of Ctrl-C's reach, which is for us alone
        )
    return ours, process


class _Forge:
    """The process that forks workers; one command at a time."""

    def __init__(self, ner: str) -> None:
        self._control, self._process = start_forge(ner)
        self._lock = Lock()
        self.is_open = True

    def fork(self) -> _Worker:
        """A new worker."""
        ours, theirs = socket.socketpair()
        with theirs:
            pid = self._command(FORK, 0, [theirs.fileno()])
        return _Worker(pid=pid, line=Connection(ours.detach()))

    def end(self, pid: int) -> int:
        """Ends a worker; its exit status, a signal's number negative."""
        return self._command(END, pid, [])

    def close(self) -> None:
        """Ends the process and all it forked."""
        self.is_open = False
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def forget(self) -> None:
        """Closes our end without a word."""
        self.is_open = False
        self._control.close()

    def _command(self, what: bytes, pid: int, descriptors: list[int]) -> int:
        with self._lock:
            try:
                socket.send_fds(self._control, [COMMAND.pack(what, pid)], descriptors)
                answer = self._control.recv(ANSWER.size, socket.MSG_WAITALL)
            except OSError:
                answer = b""
        if len(answer) < ANSWER.size:
            self.is_open = False
            raise PoolClosed
        return int(ANSWER.unpack(answer)[0])
