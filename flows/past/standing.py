"""How backfills stand, for people: shown, stopped, found again to go on. Changes no table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from rich.console import Console, Group, RenderableType

from flows.chores import open_in_turn
from flows.past.ask import Ask, parse_ask
from flows.past.turns import is_at_work, request_stop
from flows.settings import Settings, read_settings
from flows.tables import render_rows
from flows.terminal import make_command
from transforms.records import Backfill, Window
from warehouse.past import read_backfills, read_windows
from warehouse.remakes import find_remake

_COLUMNS = ("origin", "days", "state", "windows", "left", "pages", "attempts", "begun", "asked")


def show_backfills(console: Console) -> None:
    """A line a backfill, the last one first."""
    settings = read_settings()
    is_running = is_at_work(settings.home)
    rows = [_row(item, windows, is_running) for item, windows in _read_all(settings)]
    console.print(render_rows(_COLUMNS, rows) if rows else "No backfill has been asked for yet.", highlight=False)
    if remake := find_remake(settings.paths):
        until = remake.began_at + timedelta(days=settings.undo_days)
        console.print(
            f"The remake begun {remake.began_at:%Y-%m-%d %H:%M} can be taken back until {until:%Y-%m-%d}, or until the "
            f"next one: {make_command('backfill', 'undo')} ({remake.size / 1e6:.1f} MB are kept for it)",
            highlight=False,
        )


def stop_backfill(console: Console) -> None:
    """Asks the one at work to stop."""
    if request_stop(read_settings().home):
        console.print("It stops after its batch of pages; go on with: copydesk backfill resume", highlight=False)
    else:
        console.print("No backfill is at work in this home.", highlight=False)


def render_gaps(gaps: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Days on which pages are known to exist that are not stored, and what to do about them."""
    if not gaps:
        return "No gaps: every page that is known to exist is stored."
    names = ("publisher", "day", "known", "stored", "waiting", "rejected")
    table = render_rows(names, [tuple(gap[name] for name in names) for gap in gaps])
    return Group(
        table, "Fill them: copydesk backfill --since DAY --until DAY; why pages were rejected: copydesk rejects list"
    )


def read_unfinished(console: Console) -> tuple[Ask, ...]:
    """What was asked for and is not done, the oldest question first."""
    known = _read_all(read_settings())
    found = [parse_ask(item.asked) for item, _ in known if item.state not in ("completed", "undone")]
    if not known:
        console.print("No backfill was begun in this home: copydesk backfill --since DAY --until DAY", highlight=False)
    elif not found:
        console.print("Nothing to go on with: every backfill is completed.", highlight=False)
    return tuple(reversed(found))


def _read_all(settings: Settings) -> list[tuple[Backfill, tuple[Window, ...]]]:
    if not settings.paths.is_made:
        return []
    with open_in_turn(settings) as con:
        return [(item, read_windows(con, item.backfill_id)) for item in read_backfills(con)]


def _row(item: Backfill, windows: tuple[Window, ...], is_running: bool) -> tuple[object, ...]:
    ask = parse_ask(item.asked)
    states = Counter(window.state for window in windows)
    pages = sum(window.counts.get("pages", 0) for window in windows)
    state = "killed" if item.state == "running" and not is_running else item.state
    scope = ", ".join((*ask.publishers, *ask.feeds, *ask.files)) or "everything"
    days = f"{ask.since or 'the first'} to {ask.until or 'today'}"
    left = len(windows) - states["completed"]
    return (
        item.origin,
        days,
        state,
        len(windows),
        left,
        pages,
        item.attempts,
        f"{item.asked_at:%Y-%m-%d %H:%M}",
        scope,
    )
