"""The flow `backfill`: pages of the past, window by window, from the archive or from whatever else still has them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from prefect import flow
from prefect.utilities.annotations import quote

from flows import tasks
from flows.artifact import ProgressArtifact, publish_report
from flows.errors import UsageError
from flows.gather import gather_shards
from flows.line import Line, begin_line, utc_now
from flows.lock import hold_run_lock
from flows.make import start_workers
from flows.past.ask import Ask, check_ask, make_ask
from flows.past.compare import discard_shards, merge_changes
from flows.past.ledger import WindowPlan, end_backfill, group_windows, is_listed, note_listed
from flows.past.turns import borrow_network, forget_stop, is_stop_asked
from flows.past.work import count_tried
from flows.progress import begin_stage
from flows.report import FieldChange, RunBroken, RunReport, StageReport, make_report
from flows.runner import SHARDS_AT_ONCE, make_runner
from flows.settings import Settings, read_settings
from flows.stages import PAGES_A_SHARD, note_stop
from flows.workers import lasting
from transforms.records import Backfill, Window
from warehouse.remakes import find_remake


@dataclass
class _Tally:
    """How far this run is, over all of its windows."""

    reports: list[StageReport] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    fetched: int = 0


@flow(
    name="backfill",
    description="Pages of the past: remade from the archive, or found in sitemaps, feed archives, WARC files or lists.",
    task_runner=make_runner(),
)
def backfill(
    since: date | None = None,
    until: date | None = None,
    origin: Literal["archive", "sitemap", "feed", "warc", "urls", "all"] = "archive",
    publishers: Sequence[str] = (),
    feeds: Sequence[str] = (),
    files: Sequence[str] = (),
    whole_since: date | None = None,
    whole_until: date | None = None,
    is_oldest_first: bool = False,
    is_redo: bool = False,
    is_undated: bool = False,
    max_pages: int | None = None,
    max_hours: float | None = None,
    is_compare: bool = False,
    is_apply: bool = True,
    home: str | None = None,
) -> RunReport:
    """Fills the days from `since` to `until`, both included, in UTC; a window is a day, stored as a whole.

    Without `since` from the first day there is, without `until` to today. Lists of pages are read for all days from
    `whole_since` to `whole_until`, where these are part of more. `home` refuses to fill any other one.
    """
    ask = make_ask(locals())  # the parameters bear the names of its fields
    check_ask(ask, utc_now().date())
    line = begin_line(_settings_of(home), "backfill")
    report = _fill_all(line, ask)
    publish_report(report)
    if report.broken:
        raise RunBroken(report)
    return report


def _settings_of(home: str | None) -> Settings:
    settings = read_settings()
    # a deployment made where COPYDESK_HOME was not set bears no path
    if home and Path(home).is_absolute() and str(settings.home) != home:
        raise UsageError(f"this worker fills {settings.home}, not {home}; start one with COPYDESK_HOME={home}")
    return settings


def _fill_all(line: Line, ask: Ask) -> RunReport:
    """One origin after the other, published at the end; alone in this home."""
    settings, tally = line.settings, _Tally()
    with hold_run_lock(settings.home, line.flow, settings.lock_wait_seconds), lasting(line.run_id):
        forget_stop(settings.home)
        with note_stop(line):
            tasks.begin_all(line)
            for one in ask.split():
                _fill(line, one, tally)
            report = make_report(line.run_id, line.flow, str(line.paths.published), tally.reports, tuple(tally.broken))
            report = replace(report, notes=tuple(tally.notes), changes=merge_changes(tally.changes))
            return tasks.publish(line, quote(report))


def _fill(line: Line, ask: Ask, tally: _Tally) -> None:
    """All windows of one origin; however it ends, the ledger says how."""
    backfill = tasks.begin_backfill(line, quote(ask))
    state = "stopped"
    try:
        backfill = _list(line, ask, backfill, tally)
        plan = tasks.plan_windows(line, quote(ask), quote(backfill))
        is_done = _fill_windows(line, ask, plan, tally)
        tally.notes += _explain(line, ask, plan, tally.changes)
        state = "failed" if tally.broken else "completed" if is_done else "stopped"
    finally:
        if ask.is_apply:
            end_backfill(line, backfill, state)


def _list(line: Line, ask: Ask, backfill: Backfill, tally: _Tally) -> Backfill:
    today = line.began.date()
    if is_listed(backfill, ask.span(today), today):
        return backfill
    listed, rejects = tasks.find_pages(line, quote(ask), quote(backfill))
    counts = {"pages_listed": listed.pages, "pages_new": listed.new, "lists_asked": listed.requests}
    tally.reports.append(StageReport(counts=counts, rejects=rejects))
    tally.notes.extend(listed.notes)
    return note_listed(backfill, ask.listing_span(today)) if listed.is_whole else backfill


def _fill_windows(line: Line, ask: Ask, plan: WindowPlan, tally: _Tally) -> bool:
    """Window after window; whether all of them were done."""
    windows = plan.windows
    done = begin_stage("windows", len(windows))
    shown = ProgressArtifact(f"Backfill from {ask.origin}", len(windows))
    if windows:
        start_workers(line)
    for group in group_windows(windows, PAGES_A_SHARD * SHARDS_AT_ONCE):
        if _is_over(line, ask, tally) or not _fill_group(line, ask, group, tally, plan.remake):
            return False
        for _ in group:
            done()
        shown.advance(len(group))
    return True


def _explain(line: Line, ask: Ask, plan: WindowPlan, changes: Sequence[FieldChange]) -> list[str]:
    """What can be done about what was remade, or was not."""
    if not ask.is_apply and not changes:
        return ["Nothing of what was compared would change."]
    if not ask.is_apply:
        return ["Nothing was stored; store what was remade with --apply."]
    last = find_remake(line.paths)
    if last and last.folder.name == plan.remake:
        return ["What was remade can be taken back: copydesk backfill undo"]
    return []


def _fill_group(line: Line, ask: Ask, group: tuple[Window, ...], tally: _Tally, remake: str | None) -> bool:
    """Whether all of it is done; what was fetched is made and stored in any case."""
    is_whole = _fetch_group(line, ask, group, tally) if ask.asks_for_pages else True
    plan = tasks.plan_group(line, quote(group))
    made, faults = gather_shards(tasks.make, line, plan.shards)
    tally.broken += faults
    if ask.is_compare:
        tally.changes.extend(tasks.compare_window(line, quote(made)))
    if ask.is_apply:
        state = "failed" if faults else "completed" if is_whole else "stopped"
        tally.reports.append(tasks.load_group(line, quote(group), quote(plan), quote(made), state, remake))
    else:
        discard_shards(made)
    return is_whole


def _fetch_group(line: Line, ask: Ask, group: tuple[Window, ...], tally: _Tally) -> bool:
    """Batch after batch until every page was tried; whether none is left."""
    while shards := tasks.plan_batch(line, quote(group), _left(ask, tally)):
        if _is_over(line, ask, tally):
            return False
        with borrow_network(line.settings):
            came, faults = gather_shards(tasks.fetch_batch, line, shards)
            tally.reports.append(tasks.load_fetched(line, quote(came)))
        tally.broken += faults
        tried = count_tried(came)
        tally.fetched += tried
        if not tried and not any(shard.gave_way for shard in came):  # every host of it wants to be left alone
            return False
    return True


def _left(ask: Ask, tally: _Tally) -> int | None:
    """How many pages may still be asked for; one at least, so that a batch shows whether any is left."""
    return None if ask.max_pages is None else max(1, ask.max_pages - tally.fetched)


def _is_over(line: Line, ask: Ask, tally: _Tally) -> bool:
    """Whether the run must end here: asked to, or at one of its limits."""
    if is_stop_asked(line.settings.home):
        return True
    if ask.max_pages is not None and tally.fetched >= ask.max_pages:
        return True
    return ask.max_hours is not None and utc_now() - line.began >= timedelta(hours=ask.max_hours)
