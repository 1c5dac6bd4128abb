"""`copydesk run`, `demo`, `up`: everything that makes the line run."""

from typing import Annotated

import typer

from flows.terminal import make_console


def register(app: typer.Typer) -> None:
    """Adds these commands. Prefect is imported when one of them runs, for it takes a second."""
    app.command()(run)
    app.command()(demo)
    app.command()(up)


def run(
    feeds: Annotated[
        str | None, typer.Option("--feeds", help="feeds.toml or OPML, a file or an address; default: feeds.toml.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only what is due, as the schedule does.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show Prefect's log.")] = False,
) -> None:
    """Poll feeds and store what is new.

    Example: copydesk run --feeds https://example.org/feeds.opml
    """
    from flows.session import run_ingest

    run_ingest(feeds, due=due, console=make_console(), verbose=verbose)


def demo(
    port: Annotated[int | None, typer.Option(help="Where the newsroom listens; default: 8642.")] = None,
) -> None:
    """Play the bundled newsroom on loopback, ingest it, show what came out.

    Example: copydesk demo
    """
    from flows.demo.tour import run_tour

    run_tour(port, make_console(width_in_pipes=160))


def up(
    port: Annotated[int, typer.Option(help="Where Prefect's server listens.")] = 4200,
) -> None:
    """Start a local Prefect server, pool, deployments and worker; Ctrl-C stops them all.

    Example: copydesk up --port 4200
    """
    from flows.service import serve

    serve(port, make_console())
