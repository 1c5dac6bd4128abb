"""`copydesk sql`, `show`, `status`, `export`, `forget`: questions to the published file."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from flows.cli.later import refuse_later
from flows.errors import UsageError
from flows.line import utc_now
from flows.past.standing import render_gaps
from flows.settings import read_settings
from flows.show import render_story
from flows.tables import render_relation, render_rows, write_rows
from flows.terminal import make_console
from warehouse.connection import make_paths, open_published
from warehouse.past import read_gaps
from warehouse.read import read_status, read_story


class Format(StrEnum):
    """How `copydesk sql` answers."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


_STANDINGS = {
    "Feeds that fail": "select publisher, url, failures, last_status, last_error from feed_health where failures > 0",
    "Open rejects": "select stage, reason, count(*) as rejects from open_rejects group by all order by rejects desc",
    "Last runs": "select flow, state, started_at, ended_at from runs order by started_at desc limit 5",
}


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command()(sql)
    app.command()(show)
    app.command()(status)
    app.command()(forget)
    app.command()(export)


def sql(
    query: Annotated[str, typer.Argument(help="One SQL query, or - to read it from standard input.")],
    output_format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Default: by the ending of --output, else a table.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of the terminal.")] = None,
) -> None:
    """Ask the published file.

    Example: copydesk sql "select publisher, count(*) from articles group by 1 order by 2 desc"
    """
    text = sys.stdin.read() if query == "-" else query
    with open_published(make_paths(read_settings().home)) as con:
        try:
            answer = con.sql(text)
        except duckdb.Error as error:
            raise UsageError(f"{error}\nThe tables are listed by: copydesk sql 'show tables'") from error
        if answer is None:
            raise UsageError("that statement returns no rows; the published file is read-only, ask it with select")
        chosen = output_format or _by_ending(output)
        if chosen is not Format.table:
            write_rows(answer, str(chosen), output)
        elif output:
            raise UsageError(f"{output}: a table is for reading; end the name in .csv, .json or .parquet")
        else:
            make_console().print(render_relation(answer))


def _by_ending(output: Path | None) -> Format:
    ending = output.suffix.lstrip(".") if output else ""
    return Format(ending) if ending in Format.__members__ else Format.table


def show(
    url: Annotated[str, typer.Argument(help="The address of a story.")],
    evidence: Annotated[bool, typer.Option("--evidence", help="Also where each value came from.")] = False,
) -> None:
    """Print one story as a person would like to read it.

    Example: copydesk show https://example.org/news/1 --evidence
    """
    with open_published(make_paths(read_settings().home)) as con:
        stories = read_story(con, url)
    if not stories:
        raise UsageError(f"no stored story has the address {url}; list some: copydesk sql 'select url from articles'")
    for story in stories:
        make_console().print(render_story(story, with_evidence=evidence))


def status(
    gaps: Annotated[bool, typer.Option("--gaps", help="List days whose known pages are not all stored.")] = False,
) -> None:
    """Show how feeds, waiting entries, rejects and the last runs stand.

    Example: copydesk status --gaps
    """
    with open_published(make_paths(read_settings().home)) as con:
        console = make_console()
        if gaps:
            console.print(render_gaps(read_gaps(con, utc_now())), highlight=False)
            return
        console.print(render_rows(("what", "now"), read_status(con, utc_now()).items()))
        for title, query in _STANDINGS.items():
            if answer := con.sql(query).fetchall():
                console.print(f"\n{title}", highlight=False)
                console.print(render_rows(con.sql(query).columns, answer))


def forget(url: str) -> None:
    """Remove a story from tables, snapshots and archive. Not there yet in this version.

    Example: copydesk forget https://example.org/news/1
    """
    refuse_later("forget", "remove rows of the private file with DuckDB while no run is at work")


def export(folder: Path) -> None:
    """Write tables as partitioned Parquet and ninjs. Not there yet in this version.

    Example: copydesk export out
    """
    refuse_later("export", "write single tables: copydesk sql 'select * from articles' --output articles.parquet")
