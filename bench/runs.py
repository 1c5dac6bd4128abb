"""A whole run under Prefect, beside its stages called as plain functions."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from statistics import median
from threading import Event, Thread

from bench.rows import Meter, Options, Row, served
from bench.wire import start_wire

_FEEDS = 40
_ROUNDS = 3
_PLAIN = """
from bench.plain import run_plainly
run_plainly({feeds!r})
"""
_FLOW = """
import sys
from flows.cli import main
sys.argv = ["copydesk", "run", "--feeds", {feeds!r}]
main()
"""
_METERED = """
import atexit, json, os, time
atexit.register(lambda: print(json.dumps(sum(os.times()[:4])), flush=True))
"""


def measure(options: Options) -> Iterator[Row]:
    """Pages of 40 feeds on loopback: polled, fetched, archived, made, loaded, checked and published.

    Of CPU the median of three runs of each, in turns; of memory the most. What Prefect adds is nearly a fixed cost,
    whatever the run does: starting it and its server. Its database is made by the first run on a machine and stands
    apart.
    """
    codes = {"as plain functions": _PLAIN, "copydesk run, with Prefect and its server": _FLOW}
    seconds: dict[str, list[float]] = {what: [] for what in codes}
    peaks: dict[str, list[float]] = {what: [] for what in codes}
    with tempfile.TemporaryDirectory() as folder:
        prefect = Path(folder)
        making = _make_database(prefect)
        for _ in range(_ROUNDS):
            for what, code in codes.items():
                with served(lambda: start_wire(options.pages, options.run_pages, _FEEDS)) as at:
                    cpu, peak = _run(code, at, prefect)
                seconds[what].append(cpu)
                peaks[what].append(peak)
    group = f"a run of {options.run_pages:,} pages"
    for what, found in seconds.items():
        yield Row(group=group, what=what, value=median(found), unit="CPU s")
    yield Row(group=group, what="Prefect's database, made once on a machine", value=making, unit="CPU s")
    for what, found in peaks.items():
        yield Row(group="peak memory of that run, all its processes", what=what, value=max(found), unit="MB")


def _make_database(prefect: Path) -> float:
    """The CPU seconds in which Prefect makes its database, without its start."""
    command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
    seconds = []
    for _ in range(2):  # the second time there is nothing to do
        meter = Meter()
        subprocess.run(command, env=_environment(prefect, prefect), check=True, stdout=subprocess.DEVNULL)
        seconds.append(meter.cpu)
    return seconds[0] - seconds[1]


def _run(code: str, at: str, prefect: Path) -> tuple[float, float]:
    """CPU seconds and peak megabytes of a first run in a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        feeds = Path(home, "feeds.toml")
        feeds.write_text("".join(f'[[feeds]]\nurl = "{at}/feed/{n}"\n' for n in range(_FEEDS)), encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-c", _METERED + code.format(feeds=str(feeds))],
            env=_environment(Path(home), prefect),
            stdout=subprocess.PIPE,
            text=True,
        )
        with _watching(process.pid) as peak:
            out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(out)
    return float(json.loads(out.splitlines()[-1])), max(peak)


def _environment(home: Path, prefect: Path) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COPYDESK_", "PREFECT_"))}
    return kept | {
        "COPYDESK_HOME": str(home),
        "COPYDESK_HOST_DELAY_SECONDS": "0",
        "COPYDESK_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
        "COPYDESK_NER": "rules",
        "PREFECT_HOME": str(prefect),
        "PYTHONPATH": str(Path.cwd()),
    }


class _watching:  # noqa: N801
    """The memory that a process and its descendants hold together, by Linux's account: shared pages count once."""

    def __init__(self, pid: int) -> None:
        self._pid, self._done, self._found = pid, Event(), [0.0]
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> list[float]:
        self._thread.start()
        return self._found

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.5):
            self._found.append(sum(map(_held, _family(self._pid))) / 1024)


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _held(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
