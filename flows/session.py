"""Running a flow in this process, with Prefect's ephemeral server or the one that PREFECT_API_URL names."""

import os
from datetime import date

from rich.console import Console

from flows.progress import show_progress
from flows.report import RunReport, show_report


def run_ingest(feeds: str | None, *, due: bool, console: Console, verbose: bool = False) -> tuple[str, ...]:
    """Runs the flow `ingest` and shows its report; returns the shards that broke."""
    _set_log_level(verbose)
    from flows.ingest import ingest

    with show_progress(console):
        report = ingest(feeds=feeds, due=due)
    return _show(report, console)


def run_backfill(
    since: date | None, until: date | None, *, origin: str, console: Console, verbose: bool = False
) -> tuple[str, ...]:
    """Runs the flow `backfill` and shows its report; returns the shards that broke."""
    _set_log_level(verbose)
    from flows.backfill import backfill

    with show_progress(console):
        report = backfill(since=since, until=until, origin=origin)
    return _show(report, console)


def _show(report: RunReport, console: Console) -> tuple[str, ...]:
    show_report(report, console)
    return report.broken


def _set_log_level(verbose: bool) -> None:
    """Prefect reads these when it is first imported."""
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO" if verbose else "ERROR")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "WARNING" if verbose else "ERROR")
