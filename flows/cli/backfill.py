"""`copydesk backfill`: the past, from whatever still has it; and how backfills stand."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.terminal import make_console

app = typer.Typer(
    help="Fill days of the past: from the archive, sitemaps, feed archives, WARC files or lists of addresses.\n\n"
    "Asked again, a backfill goes on where it stopped.\n\n"
    'Example: copydesk backfill --from sitemap --publisher "The Example" --since 90d',
    invoke_without_command=True,
)


class Origin(StrEnum):
    """Where a backfill takes pages from."""

    all = "all"
    archive = "archive"
    sitemap = "sitemap"
    feed = "feed"
    warc = "warc"
    urls = "urls"


class Order(StrEnum):
    """Which day comes first."""

    newest = "newest"
    oldest = "oldest"


@app.callback()
def backfill(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(help="First day (UTC), 2026-11-01, or 90d for ninety days ago.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day (UTC), included; default: today.")] = None,
    origin: Annotated[
        Origin, typer.Option("--from", help="Where the pages come from; all: archive, sitemap and feed.")
    ] = Origin.all,
    publisher: Annotated[
        list[str] | None, typer.Option(help="A publisher's name, or its site; may be given several times.")
    ] = None,
    feed: Annotated[list[str] | None, typer.Option(help="A feed's address; may be given several times.")] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option(help="For warc: files, folders or lists of them; for urls: text, CSV, JSON lines."),
    ] = None,
    order: Annotated[Order, typer.Option(help="Which day is done first.")] = Order.newest,
    redo: Annotated[bool, typer.Option("--redo", help="Begin anew, whatever has been done.")] = False,
    undated: Annotated[bool, typer.Option("--undated", help="Also pages of which nobody says the day.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would take; change nothing.")] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="Say what today's transforms change; with --apply, change it too.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="With --compare: store what was remade.")] = False,
    max_pages: Annotated[int | None, typer.Option(help="Fetch no more pages than this, then stop.")] = None,
    max_hours: Annotated[float | None, typer.Option(help="Stop after so many hours.")] = None,
    here: Annotated[bool, typer.Option("--here", help="In this process, even if a Prefect worker is up.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's log.")] = False,
) -> None:
    """Fill days of the past: from the archive, sitemaps, feed archives, WARC files or lists of addresses."""
    if context.invoked_subcommand:
        return
    from flows.past.ask import Ask
    from flows.session import run_backfill

    ask = Ask(
        origin="archive" if compare and origin is Origin.all else origin.value,
        since=_parse_day(since, "--since"),
        until=_parse_day(until, "--until"),
        publishers=tuple(publisher or ()),
        feeds=tuple(feed or ()),
        files=tuple(str(path.resolve()) for path in file or ()),
        is_oldest_first=order is Order.oldest,
        is_redo=redo,
        is_undated=undated,
        max_pages=max_pages,
        max_hours=max_hours,
        is_compare=compare,
        is_apply=apply or not compare,
    )
    run_backfill(ask, console=make_console(), is_dry=dry_run, is_here=here, verbose=verbose)


def _parse_day(text: str | None, option: str) -> date | None:
    from flows.line import utc_now
    from flows.origins.spans import parse_day

    return parse_day(text, utc_now().date(), option) if text else None


@app.command()
def status() -> None:
    """Show how backfills stand.

    Example: copydesk backfill status
    """
    from flows.past.standing import show_backfills

    show_backfills(make_console())


@app.command()
def stop() -> None:
    """Ask the backfill at work to stop; it ends after its batch of pages, and nothing is lost.

    Example: copydesk backfill stop
    """
    from flows.past.standing import stop_backfill

    stop_backfill(make_console())


@app.command()
def undo(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    drop: Annotated[
        bool, typer.Option("--drop", help="Keep what was remade, and free the disk space of the way back.")
    ] = False,
) -> None:
    """Take back what the last remaking from the archive changed; what later runs have brought stays.

    Example: copydesk backfill undo
    """
    from flows.past.reversal import give_up, show_reversal, take_back

    console = make_console()
    if drop:
        give_up(console)
    elif show_reversal(console) and (yes or typer.confirm("Undo it?", abort=True)):
        take_back(console)


@app.command()
def resume(
    here: Annotated[bool, typer.Option("--here", help="In this process, even if a Prefect worker is up.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's log.")] = False,
) -> None:
    """Go on with every backfill that was stopped, killed or failed.

    Example: copydesk backfill resume
    """
    from flows.past.standing import read_unfinished
    from flows.session import run_backfill

    console = make_console()
    for ask in read_unfinished(console):
        run_backfill(ask, console=console, is_dry=False, is_here=here, verbose=verbose)
