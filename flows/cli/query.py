"""`copydesk sql`, `show`, `status`, `check`: questions to the published file.

What only one of them needs is imported when it runs: `sql`, which is asked most, answers without the rest.
"""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from flows.errors import UsageError
from flows.question import ask, explain_fault
from flows.rowfiles import write_rows
from flows.settings import read_settings
from flows.tables import render_relation, render_rows
from flows.terminal import make_command, make_console
from warehouse.connection import open_published


class Format(StrEnum):
    """How `copydesk sql` answers."""

    table = "table"
    csv = "csv"
    json = "json"
    jsonl = "jsonl"
    parquet = "parquet"


#: Two names of one form.
_SAME_ENDINGS = {"ndjson": "jsonl"}
_STANDINGS = {
    "Feeds that are not as they should be": (
        "select publisher, url, state, reason, failures, last_good_at, next_due_at from feed_health "
        "where state not in ('good', 'new') order by state, failures desc, url"
    ),
    "Possible gaps": (
        "select url, polled_before_at, fetched_at, new_entries from coverage_gaps order by fetched_at desc limit 5"
    ),
    "Open rejects": "select stage, reason, count(*) as rejects from open_rejects group by all order by rejects desc",
    "Last runs": "select flow, state, started_at, ended_at from runs order by started_at desc limit 5",
}


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command()(sql)
    app.command()(show)
    app.command()(status)
    app.command()(check)


def sql(
    query: Annotated[str, typer.Argument(help="One SQL query, or - to read it from standard input.")],
    output_format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Default: by the ending of --output, else a table.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file; .json is one array, .jsonl or .ndjson a row a line."),
    ] = None,
) -> None:
    """Ask the published file. One query that reads; it may read files of your own, as from 'mine.csv'.

    Example: copydesk sql "select publisher, count(*) from articles group by 1 order by 2 desc"
    """
    text = sys.stdin.read() if query == "-" else query
    with open_published(read_settings().paths) as con:
        answer = ask(con, text)
        chosen = output_format or _by_ending(output)
        if output and chosen is Format.table:
            raise UsageError(f"{output}: a table is for reading; end the name in .csv, .json, .jsonl or .parquet")
        try:
            if chosen is Format.table:
                make_console().print(render_relation(answer))
            else:
                write_rows(answer, str(chosen), output)
        except duckdb.Error as error:  # rows are made as they are asked for
            raise explain_fault(error) from error


def _by_ending(output: Path | None) -> Format:
    ending = output.suffix.lstrip(".").lower() if output else ""
    ending = _SAME_ENDINGS.get(ending, ending)
    return Format(ending) if ending in Format.__members__ else Format.table


def show(
    url: Annotated[str, typer.Argument(help="The address of a story.")],
    evidence: Annotated[bool, typer.Option("--evidence", help="Also where each value came from.")] = False,
) -> None:
    """Print one story as a person would like to read it.

    Example: copydesk show https://example.org/news/1 --evidence
    """
    from flows.show import render_story
    from warehouse.read import read_story

    with open_published(read_settings().paths) as con:
        stories = read_story(con, url)
    if not stories:
        raise UsageError(f"no stored story has the address {url}; list some: copydesk sql 'select url from articles'")
    for story in stories:
        make_console().print(render_story(story, with_evidence=evidence))


def status(
    gaps: Annotated[bool, typer.Option("--gaps", help="List days whose known pages are not all stored.")] = False,
) -> None:
    """Show how feeds, waiting entries, rejects and the last runs stand, and what the checks warn of.

    Example: copydesk status --gaps
    """
    from flows.report import describe_breach
    from warehouse.checks import find_warnings
    from warehouse.read import read_status

    paths, now = read_settings().paths, datetime.now(UTC)
    with open_published(paths) as con:
        console = make_console()
        if gaps:
            from flows.past.standing import render_gaps
            from warehouse.past import read_gaps

            console.print(render_gaps(read_gaps(con, now)), highlight=False)
            return
        facts = read_status(con, now) | {"snapshot_age": _age_of(paths.published, now)}
        console.print(render_rows(("what", "now"), facts.items()))
        for warning in find_warnings(con):
            console.print(f"Warning: {describe_breach(warning)}", highlight=False, markup=False)
        for title, query in _STANDINGS.items():
            if answer := con.sql(query).fetchall():
                console.print(f"\n{title}", highlight=False)
                console.print(render_rows(con.sql(query).columns, answer))
        if facts["feeds_muted"]:
            console.print(f"\nPoll a muted feed again: {make_command('feeds', 'unmute', 'URL')}", highlight=False)


def check() -> None:
    """Check every law over the whole published file; runs read only texts that are new. Exit status 1: one is broken.

    Example: copydesk check
    """
    from flows.report import describe_breach
    from warehouse.checks import find_breaches

    with open_published(read_settings().paths) as con:
        breaches = find_breaches(con)
    for breach in breaches:
        make_console().print(f"{breach.check}: {describe_breach(breach)}", highlight=False, markup=False)
    if breaches:
        raise typer.Exit(1)
    make_console().print("Every law holds.")


def _age_of(path: Path, now: datetime) -> str:
    minutes = int(now.timestamp() - path.stat().st_mtime) // 60
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
