"""Running a flow in this process, with Prefect's ephemeral server or the one that PREFECT_API_URL names."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict
from importlib import import_module

import httpx
from rich.console import Console

from flows.errors import CopydeskError
from flows.line import begin_line, check_line, utc_now
from flows.past.archived import check_archived
from flows.past.ask import Ask, check_ask
from flows.past.estimate import estimate
from flows.past.work import check_names
from flows.progress import show_progress, show_waiting
from flows.report import RunBroken, show_report
from flows.settings import read_settings
from flows.sources import keep_list
from flows.temporary import have_api


def run_ingest(
    feeds: str | None, *, due: bool, console: Console, verbose: bool = False, with_hint: bool = True
) -> None:
    """Runs the flow `ingest` and shows its report. Raises RunBroken when shards broke."""
    settings = read_settings()
    name = feeds or settings.feeds_file
    with ExitStack() as until_end:
        with console.status(f"Reading {name} ..."):  # a list with a fault is refused before Prefect is started for it
            until_end.enter_context(keep_list(name, settings))
        until_end.enter_context(_session("ingest", console, verbose))
        from flows.ingest import ingest

        with show_progress(console):
            report = ingest(feeds=feeds, due=due)
    show_report(report, console, with_hint=with_hint)


def run_backfill(ask: Ask, *, console: Console, is_dry: bool, is_here: bool, verbose: bool = False) -> None:
    """Runs the flow `backfill`, on a server that has its deployment or here, and shows its report.

    Raises UsageError before anything is begun, RunBroken when shards broke.
    """
    settings = read_settings()
    check_ask(ask, utc_now().date())
    if ask.origin == "archive":
        check_archived(settings, ask, utc_now().date())
    with show_progress(console):  # another run may be at work
        check_names(begin_line(settings, "backfill"), ask)
        if is_dry:
            estimate(ask, settings, console)
            return
    with _session("backfill", console, verbose):
        from flows.past.remote import find_deployment, run_remotely

        if not is_here and (deployment := find_deployment(settings)):
            run_remotely(deployment, ask, settings, console)
            return
        from flows.backfill import backfill

        with show_progress(console):
            report = backfill(**asdict(ask))
    show_report(report, console)


@contextmanager
def _session(flow: str, console: Console, verbose: bool) -> Iterator[None]:
    """What is set wrong is refused before Prefect is there; its log is for those who ask, its faults have a remedy."""
    check_line(read_settings())
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO" if verbose else "CRITICAL")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "WARNING" if verbose else "CRITICAL")
    try:
        with ExitStack() as until_end:
            with show_waiting(console, "Starting Prefect") if "prefect" not in sys.modules else nullcontext():
                until_end.enter_context(have_api())
                import_module(f"flows.{flow}")  # half of the wait
            yield
    except RunBroken as error:
        show_report(error.report, console)
        raise
    except (httpx.TransportError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "API" not in str(error):
            raise
        api = os.environ.get("PREFECT_API_URL", "its temporary server")
        raise CopydeskError(f"Prefect does not answer at {api}: {error}; start it, or unset PREFECT_API_URL") from error
