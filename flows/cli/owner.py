"""`copydesk forget`, `export`: what an owner does with what is stored."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.errors import UsageError
from flows.settings import read_settings
from flows.terminal import make_console
from warehouse.connection import open_published

#: Whoever names a folder so means a file.
_OF_FILES = frozenset({".json", ".jsonl", ".ndjson", ".csv", ".parquet"})


class ExportFormat(StrEnum):
    """What `copydesk export` writes."""

    parquet = "parquet"
    ninjs = "ninjs"


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command()(forget)
    app.command()(export)


def forget(url: Annotated[str, typer.Argument(help="Any address of the story.")]) -> None:
    """Remove a story from tables, snapshots and archive for good, and say what was removed.

    A hash of its address stays, so that it never comes back. Feeds' own responses stay in the archive as they came.

    Example: copydesk forget https://example.org/news/1
    """
    from flows.chores import forget as forget_story
    from flows.progress import show_chore

    console = make_console()
    with show_chore(console, "Forgetting"):
        done = forget_story(read_settings(), url)
    rows = ", ".join(f"{table} {count}" for table, count in done.rows.items() if count)
    lines = [
        f"{'Forgot' if rows or done.records else 'Was forgotten before:'} {', '.join(done.urls)}.",
        f"Rows: {rows or 'none'}.",
        f"Archive: {done.records} responses were overwritten.",
        f"Snapshots: a new one was published; {done.snapshots} earlier ones were removed.",
        "A hash of each address stays in tombstones. Copies that you exported are yours to delete.",
    ]
    console.print("\n".join(lines), highlight=False, markup=False, soft_wrap=True)


def export(
    target: Annotated[Path, typer.Argument(help="A new folder for Parquet, a file for ninjs.")],
    export_format: Annotated[ExportFormat, typer.Option("--format", "-f")] = ExportFormat.parquet,
    since: Annotated[
        str | None, typer.Option(help="First day (UTC) of stories, 2026-11-01, or 90d for ninety days ago.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Last day (UTC), included.")] = None,
) -> None:
    """Write every table as Parquet, stories by month, or stories as ninjs-style JSON lines.

    Example: copydesk export out --since 2026-11-01; copydesk export stories.jsonl --format ninjs
    """
    from warehouse.export import FIRST, LAST, export_ninjs, export_parquet

    _refuse_target(target, export_format)
    first, last = _parse_day(since, "--since"), _parse_day(until, "--until")
    if first and last and first > last:
        raise UsageError(f"--since {first:%Y-%m-%d} is after --until {last:%Y-%m-%d}; exchange them")
    days = {"since": first or FIRST, "until": min(last, LAST) + timedelta(days=1) if last else LAST}
    with open_published(read_settings().paths) as con:
        if export_format is ExportFormat.ninjs:
            said = f"{export_ninjs(con, target, **days)} stories"
        else:
            rows = export_parquet(con, target, **days)
            said = f"{rows['articles']} stories, {sum(rows.values())} rows of {len(rows)} tables"
    make_console().print(f"Wrote {said} to {target}.", highlight=False, soft_wrap=True)


def _refuse_target(target: Path, export_format: ExportFormat) -> None:
    is_file = export_format is ExportFormat.ninjs
    if target.exists():
        raise UsageError(f"{target} exists; name a new {'file' if is_file else 'folder'}")
    if is_file and not target.absolute().parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}; make it, or name another")
    if not is_file and target.suffix in _OF_FILES:
        raise UsageError(f"{target}: Parquet fills a folder; for a file of stories add --format ninjs")


def _parse_day(text: str | None, option: str) -> datetime | None:
    """Where a day begins."""
    from flows.origins.spans import parse_day

    return datetime.combine(parse_day(text, datetime.now(UTC).date(), option), time(), UTC) if text else None
