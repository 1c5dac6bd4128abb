"""How far a stage is, told to whoever listens: a bar in a terminal, lines elsewhere, nobody by default."""

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
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class Listener(Protocol):
    """Hears of a stage: its name, how many items it has, and each item done."""

    def begin(self, stage: str, total: int) -> None: ...
    def advance(self, stage: str) -> None: ...


class _Silent:
    def begin(self, stage: str, total: int) -> None:
        pass

    def advance(self, stage: str) -> None:
        pass


_SILENT = _Silent()
_listener: ContextVar[Listener] = ContextVar("copydesk_progress", default=_SILENT)


def begin_stage(stage: str, total: int) -> Callable[[], None]:
    """Announces a stage of `total` items; the function returned is called once an item is done."""
    listener = _listener.get()
    listener.begin(stage, total)
    return lambda: listener.advance(stage)


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


class _Bars:
    """Shards of one stage share a bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._lock = Lock()
        self._bars: dict[str, tuple[TaskID, int]] = {}  # stage -> bar, total

    def begin(self, stage: str, total: int) -> None:
        with self._lock:
            if stage not in self._bars:
                self._bars[stage] = (self._progress.add_task(stage, total=0), 0)
            bar, known = self._bars[stage]
            self._bars[stage] = (bar, known + total)
        self._progress.update(bar, total=known + total)

    def advance(self, stage: str) -> None:
        self._progress.advance(self._bars[stage][0])
