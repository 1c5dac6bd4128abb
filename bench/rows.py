"""What parts of the benchmark are given and give, and how they count CPU. Measures nothing itself."""

import json
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PEERS_PYTHON = Path(".venv-bench/bin/python")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a part may scale by."""

    pages: Path  #: a folder of *.html or *.html.gz
    stories: int  #: the largest warehouse to load into
    run_pages: int  #: pages of a whole run


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. The first of a group is what the others are compared with."""

    group: str
    what: str
    value: float
    unit: str


class Meter:
    """CPU and wall seconds since it was made; `cpu` counts children that have ended."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.monotonic(), _cpu()

    @property
    def wall(self) -> float:
        return time.monotonic() - self._wall

    @property
    def cpu(self) -> float:
        return _cpu() - self._cpu


def _cpu() -> float:
    own, ended = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def ask_peer(task: str, **told: Any) -> dict[str, float]:
    """What a task of bench/peers.py measured in the peers' own environment."""
    done = subprocess.run(
        [str(PEERS_PYTHON), "bench/peers.py", task, json.dumps(told)], stdout=subprocess.PIPE, check=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def served(start: Callable[[], tuple[subprocess.Popen[bytes], str]]) -> Iterator[str]:
    """The address of a server in a process of its own, whose CPU is nobody's."""
    process, url = start()
    try:
        yield url
    finally:
        process.kill()
        process.wait()
