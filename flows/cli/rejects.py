"""`copydesk rejects`: what could not be made, and another try."""

from typing import Annotated

import typer

from flows.cli.later import refuse_later
from flows.settings import read_settings
from flows.tables import render_relation
from flows.terminal import make_console
from warehouse.connection import make_paths, open_published

app = typer.Typer(help="What could not be made, and why.", no_args_is_help=True)


@app.command("list")
def list_rejects() -> None:
    """List what could not be made and is not resolved.

    Example: copydesk rejects list
    """
    with open_published(make_paths(read_settings().home)) as con:
        make_console().print(render_relation(con.sql("select * from open_rejects")))


@app.command()
def retry(url: Annotated[str | None, typer.Argument(help="One address; default: all.")] = None) -> None:
    """Try rejects again. Not there yet in this version.

    Example: copydesk rejects retry https://example.org/news/1
    """
    refuse_later("rejects retry", "`copydesk run` takes up every entry that still waits")
