"""`python -m flows.forge NER`: imports all that a page needs, once, and forks workers that have it at once.

The starter talks to it on standard input, a socket: "fork" with the worker's end of a connection, answered with the
process id; "end" with a process id, answered with its exit status. When the starter is gone, the socket closes, and the
whole process group is killed: no worker survives its run.
"""

import ctypes
import gc
import os
import resource
import signal
import socket
import struct
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

#: A command: what, and the process id that it is about, or 0. An answer: a process id or an exit status.
COMMAND, ANSWER = struct.Struct("!4si"), struct.Struct("!i")
FORK, END = b"fork", b"end "

#: A worker that has grown by this is replaced before the next page; a real page takes a few megabytes.
_WORN_BYTES = 200 * 2**20
_WORN_PAGES = 2_000
#: Where the system keeps such a limit, a page that wants more memory than this gets none.
_MEMORY_BYTES = 2 * 2**30


def main() -> None:
    """Gets ready, and serves until the starter is gone."""
    control = socket.socket(fileno=os.dup(0))
    _prepare(sys.argv[1])
    gc.collect()
    _give_back()
    serve(control)


def serve(control: socket.socket) -> None:
    """Answers commands until the starter is gone; then ends the whole process group."""
    gc.freeze()  # what was imported is shared with the workers; a collection would copy it
    while True:
        command, descriptors, _, _ = socket.recv_fds(control, COMMAND.size, 1)
        if len(command) < COMMAND.size:
            os.killpg(0, signal.SIGKILL)
        what, pid = COMMAND.unpack(command)
        control.sendall(ANSWER.pack(_fork(control, descriptors[0]) if what == FORK else _end(pid)))


def _prepare(ner: str) -> None:
    """Imports and fills what is filled at the first use: lexicons, patterns, classifier and model."""
    from flows.page import warm_up

    warm_up(ner)


def _give_back() -> None:
    """Memory that only preparing needed, a tenth of all, goes back to the system, where the C library can do so."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _fork(control: socket.socket, descriptor: int) -> int:
    pid = os.fork()
    if pid == 0:
        control.close()
        os.close(0)
        _work(Connection(descriptor))
        os._exit(0)
    os.close(descriptor)
    return pid


def _end(pid: int) -> int:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _work(asked: Connection) -> None:
    """Answers one question after another, until the asker is gone: (result, error, whether this worker is worn)."""
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit(resource.RLIMIT_DATA, _MEMORY_BYTES)
    worn_bytes = _peak_bytes() + _WORN_BYTES
    for count in range(1, sys.maxsize):
        try:
            function, arguments, cpu_seconds = asked.recv()
        except (EOFError, ConnectionError):
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        # the kernel ends us, even in C code that answers to no Python; it counts whole seconds
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + cpu_seconds) + 1)
        result, error = None, None
        try:
            result = function(*arguments)
        except Exception as caught:
            error = f"{type(caught).__name__}: {caught}"
        asked.send((result, error, count >= _WORN_PAGES or _peak_bytes() > worn_bytes))


def _limit(what: int, amount: int) -> None:
    _, hard = resource.getrlimit(what)
    amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    with suppress(OSError, ValueError):  # macOS refuses some limits
        resource.setrlimit(what, (amount, hard))


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main()
