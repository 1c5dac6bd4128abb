"""The flow `backfill`: days remade from the archive, window by window, with today's transforms and no network."""

from datetime import date
from typing import Literal

from prefect import flow
from prefect.utilities.annotations import quote

from flows import tasks
from flows.artifact import publish_report
from flows.gather import gather_shards
from flows.line import begin_line
from flows.lock import hold_run_lock
from flows.report import RunBroken, RunReport, StageReport, make_report
from flows.runner import make_runner
from flows.settings import read_settings
from flows.windows import check_days, today
from flows.workers import lasting


@flow(
    name="backfill",
    description="Remakes stories from the archive with today's transforms.",
    task_runner=make_runner(),
)
def backfill(since: date | None = None, until: date | None = None, origin: Literal["archive"] = "archive") -> RunReport:
    """Remakes every archived story page fetched from `since` to `until`, both days included, in UTC.

    Without `since` from the first archived day, without `until` to today. A window is a day, loaded as a whole.
    """
    check_days(since, until, today())
    settings = read_settings()
    line = begin_line(settings, "backfill")
    reports: list[StageReport] = []
    broken: tuple[str, ...] = ()
    with hold_run_lock(settings.home, line.flow, settings.lock_wait_seconds), lasting(line.run_id):
        for window in tasks.plan_windows(line, since, until):
            shards = tasks.plan_window(line, quote(window))
            made, faults = gather_shards(tasks.make, line, shards)
            reports.append(tasks.load_window(line, quote(window), made, is_broken=bool(faults)))
            broken += faults
        report = make_report(line.run_id, line.flow, str(line.paths.published), reports, broken)
        report = tasks.publish(line, quote(report))
    publish_report(report)
    if report.broken:
        raise RunBroken(report)
    return report
