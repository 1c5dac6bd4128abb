"""How far a stage is and what it waits for, told to whoever listens: bars in a terminal, lines elsewhere, or nobody."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class Listener(Protocol):
    """Hears of a stage: its name, how many items it has, and each item done; and what else is to be said."""

    def begin(self, stage: str, total: int) -> None: ...
    def advance(self, stage: str) -> None: ...
    def say(self, line: str) -> None: ...


class _Silent:
    def begin(self, stage: str, total: int) -> None:
        pass

    def advance(self, stage: str) -> None:
        pass

    def say(self, line: str) -> None:
        pass


_SILENT = _Silent()
#: Flows take turns all the time; a wait that is as short as most is not told.
_UNTOLD_SECONDS = 2
_listener: ContextVar[Listener] = ContextVar("copydesk_progress", default=_SILENT)


def begin_stage(stage: str, total: int) -> Callable[[], None]:
    """Announces a stage of `total` items; the function returned is called once an item is done."""
    listener = _listener.get()
    listener.begin(stage, total)
    return lambda: listener.advance(stage)


@contextmanager
def tell_wait(for_what: str) -> Iterator[Callable[[], None]]:
    """Says what a wait is for once it is worth a word, and when it is over; gives what is called while it lasts."""
    began, is_told = time.monotonic(), False

    def go_on_waiting() -> None:
        nonlocal is_told
        if not is_told and time.monotonic() - began >= _UNTOLD_SECONDS:
            is_told = True
            _listener.get().say(f"Waiting for {for_what} ...")

    yield go_on_waiting
    if is_told:
        _listener.get().say(f"Going on, after {time.monotonic() - began:.0f} s.")


@contextmanager
def show_waiting(console: Console, what: str) -> Iterator[None]:
    """A sign of life and the seconds, in a terminal, while something is done that knows no share; else one line."""
    if not console.is_terminal:
        console.print(f"{what} ...", highlight=False)
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description} ..."), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task(what, total=None)
        yield


@contextmanager
def show_chore(console: Console, what: str) -> Iterator[None]:
    """What a piece of work without stages waits for, in a line; a sign of life in a terminal meanwhile."""
    with console.status(f"{what} ..."):
        yield from _listening(_Lines(console))


@contextmanager
def show_progress(console: Console) -> Iterator[None]:
    """Bars while a terminal is there, a plain line a stage when not."""
    if not console.is_terminal:
        yield from _listening(_Lines(console))
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield from _listening(_Bars(progress))


def _listening(listener: Listener) -> Iterator[None]:
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console

    def begin(self, stage: str, total: int) -> None:
        if total:
            self._console.print(f"{stage}: {total}", highlight=False)

    def advance(self, stage: str) -> None:
        pass

    def say(self, line: str) -> None:
        self._console.print(line, highlight=False, markup=False)


class _Bars:
    """Shards of one stage share a bar; until the first stage begins, one moves to and fro."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._lock = Lock()
        self._first = progress.add_task("plan", total=None)
        self._bars: dict[str, tuple[TaskID, int]] = {}  # stage -> bar, total

    def begin(self, stage: str, total: int) -> None:
        self._progress.update(self._first, visible=False)
        with self._lock:
            if stage not in self._bars:
                self._bars[stage] = (self._progress.add_task(stage, total=0), 0)
            bar, known = self._bars[stage]
            self._bars[stage] = (bar, known + total)
        self._progress.update(bar, total=known + total)

    def advance(self, stage: str) -> None:
        self._progress.advance(self._bars[stage][0])

    def say(self, line: str) -> None:
        self._progress.console.print(line, highlight=False, markup=False)
