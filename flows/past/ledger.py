"""A backfill's ledger: which windows there are, which are left, how each ended. The windows table says it all.

A window is a day. Asked again, a backfill goes on: windows that are not completed are done, completed ones are not.
When none is left, one from the archive begins anew, for transforms may say more today; the others are done, unless
it is to start over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from duckdb import DuckDBPyConnection

from flows.line import Line, utc_now
from flows.origins.spans import Span
from flows.past.ask import Ask, make_backfill_id, write_ask
from flows.past.recovery import recover_pages
from flows.stages import begin_run, open_warehouse
from transforms.records import Backfill, Batch, Window
from warehouse.load import load_staged, stage_batch
from warehouse.past import read_archived_days, read_backfills, read_import_days, read_listed_days, read_windows
from warehouse.read import read_cut_short
from warehouse.remakes import find_remake, name_remake

_DAY = timedelta(days=1)
#: The window of pages of which nobody knows the day.
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
#: What keeps a window from being done again.
_DONE = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPlan:
    """What a run is to do of a backfill."""

    windows: tuple[Window, ...]
    remake: str | None  #: what is replaced is kept under this name


def begin_all(line: Line) -> int:
    """Begins the run: what those cut short had fetched is taken up. How many pages that were."""
    with open_warehouse(line) as con:
        recovered = recover_pages(con, line, read_cut_short(con, line.flow))
    begin_run(line)
    return recovered


def begin_backfill(line: Line, ask: Ask) -> Backfill:
    """The backfill's row, begun once more; what it has listed already is kept unless it is to start over."""
    backfill_id = make_backfill_id(ask)
    with open_warehouse(line) as con:
        known = {item.backfill_id: item for item in read_backfills(con)}.get(backfill_id)
        row = Backfill(
            backfill_id=backfill_id,
            origin=ask.origin,
            asked=write_ask(ask),
            listed_since=known.listed_since if known and not ask.is_redo else None,
            listed_until=known.listed_until if known and not ask.is_redo else None,
            attempts=known.attempts + 1 if known else 1,
            state="running",
            asked_at=line.began,
        )
        if ask.is_apply:
            _store(con, line, Batch(run_id=line.run_id, backfills=(row,)), "asked")
    return row


def end_backfill(line: Line, backfill: Backfill, state: str) -> None:
    """How this run left it."""
    row = replace(backfill, state=state, ended_at=utc_now())
    with open_warehouse(line) as con:
        _store(con, line, Batch(run_id=line.run_id, backfills=(row,)), "ended")


def is_listed(backfill: Backfill, span: Span, today: date) -> bool:
    """Whether all pages of these days have been listed; today's never are, for there will be more."""
    if backfill.origin == "archive":
        return True
    if backfill.listed_since is None or backfill.listed_until is None:
        return False
    return backfill.listed_since <= span.first and span.last <= backfill.listed_until and span.last < today


def note_listed(backfill: Backfill, span: Span) -> Backfill:
    """The row with these days listed; a stretch apart from the one before replaces it."""
    since, until = backfill.listed_since, backfill.listed_until
    if since is None or until is None or span.first > until + _DAY or since > span.last + _DAY:
        return replace(backfill, listed_since=span.first, listed_until=span.last)
    return replace(backfill, listed_since=min(since, span.first), listed_until=max(until, span.last))


def plan_windows(line: Line, ask: Ask, backfill: Backfill) -> WindowPlan:
    """The windows that are to be done, in the order asked for; all of them stand in the ledger from now on."""
    span = ask.span(line.began.date())
    with open_warehouse(line) as con:
        ledger = {window.window_start: window for window in read_windows(con, backfill.backfill_id)}
        starts = find_days(con, ask, backfill, span)
        windows = choose_windows((make_window(backfill, start, n) for start, n in starts.items()), ledger, ask, starts)
        if ask.is_apply:
            _store(con, line, Batch(run_id=line.run_id, backfills=(backfill,), windows=windows), "windows")
    within = [window for start, window in ledger.items() if span.first <= start.date() <= span.last]
    return WindowPlan(
        windows=windows if ask.is_oldest_first else windows[::-1],
        remake=choose_remake(line, ask, backfill, within) if ask.origin == "archive" and ask.is_apply else None,
    )


def choose_remake(line: Line, ask: Ask, backfill: Backfill, ledger: Iterable[Window]) -> str | None:
    """The remake that a run is part of, which can be taken back as a whole; None where none is kept.

    A run goes on with the last remake of its backfill, unless it does anew what that one has completed, as the ledger
    of its days said before.
    """
    if not line.settings.undo_days:
        return None
    states = {window.window_start: window.state for window in ledger}
    last = find_remake(line.paths)
    if last and last.backfill_id == backfill.backfill_id:
        is_left = any(state != _DONE for state in states.values())
        is_anew = any(states.get(start) == _DONE for start in last.windows)
        if not is_anew or (is_left and not ask.is_redo):
            return last.folder.name
    return name_remake(backfill.backfill_id, line.began)


def find_days(con: DuckDBPyConnection, ask: Ask, backfill: Backfill, span: Span) -> Mapping[datetime, int]:
    """The days of the span that have pages, with how many of them are still to be fetched, or to be made."""
    if ask.origin == "archive":
        return {start_of(item.day): item.pages for item in read_archived_days(con, span.first, span.last)}
    if ask.origin == "warc":
        days = read_import_days(con, backfill.backfill_id, span.first, span.last)
        return {start_of(item.day): item.pages for item in days}
    listed = read_listed_days(con, backfill.backfill_id, span.first, span.last)
    return {start_of(item.day): item.waiting for item in listed if item.day or ask.takes_undated}


def group_windows(windows: Sequence[Window], size: int) -> tuple[tuple[Window, ...], ...]:
    """Windows in groups of about `size` pages, so that a quiet year is not hundreds of tiny tasks."""
    groups: list[list[Window]] = []
    room = 0
    for window in windows:
        pages = window.counts.get("waiting", 0)
        if not groups or pages > room:
            groups.append([])
            room = size
        groups[-1].append(window)
        room -= pages
    return tuple(tuple(group) for group in groups)


def choose_windows(
    planned: Iterable[Window], ledger: Mapping[datetime, Window], ask: Ask, waiting: Mapping[datetime, int]
) -> tuple[Window, ...]:
    """Which of the planned windows are to be done, oldest first."""
    windows = sorted(planned, key=lambda window: window.window_start)
    if ask.is_redo or not ask.is_apply:
        return tuple(windows)
    states = {start: window.state for start, window in ledger.items()}
    left = [window for window in windows if states.get(window.window_start) != _DONE]
    if ask.origin == "archive":
        # one that was interrupted goes on; else all is made again, as often as somebody asks
        is_interrupted = any(states.get(window.window_start, _DONE) != _DONE for window in windows)
        return tuple(left if is_interrupted else windows)
    if ask.origin == "warc":
        return tuple(left)
    # more pages of a day may have been listed since it was completed
    fresh = [w for w in windows if states.get(w.window_start) == _DONE and waiting[w.window_start]]
    return tuple(sorted((*left, *fresh), key=lambda window: window.window_start))


def make_window(backfill: Backfill, start: datetime, waiting: int) -> Window:
    """A day's window, not begun."""
    return Window(
        backfill_id=backfill.backfill_id,
        window_start=start,
        window_end=start + _DAY,
        source=backfill.origin,
        state="waiting",
        counts={"waiting": waiting} if waiting else {},
    )


def day_of(window: Window) -> date | None:
    """The window's day; None for pages of which nobody knows it."""
    return None if window.window_start == UNDATED else window.window_start.astimezone(UTC).date()


def start_of(day: date | None) -> datetime:
    """Where the window of a day begins."""
    return datetime.combine(day, time(), UTC) if day else UNDATED


def _store(con: DuckDBPyConnection, line: Line, batch: Batch, name: str) -> None:
    load_staged(con, [stage_batch(batch, line.staged, f"{line.run_id}-{name}")], now=utc_now())
