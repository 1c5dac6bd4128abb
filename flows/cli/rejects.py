"""`copydesk rejects`: what could not be made, and another try."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from duckdb import ColumnExpression, ConstantExpression

from flows.errors import UsageError
from flows.settings import read_settings
from flows.tables import SHOWN_ROWS, render_rows
from flows.terminal import make_command, make_console
from warehouse.connection import open_published

_LISTED = "rejected_at, attempts, stage, reason, detail, url"

app = typer.Typer(help="What could not be made, and why.", no_args_is_help=True)


@app.command("list")
def list_rejects(
    reason: Annotated[str | None, typer.Option(help="Only of this reason, as in http-403.")] = None,
    resolved: Annotated[bool, typer.Option("--resolved", help="Those that were made after all.")] = False,
) -> None:
    """List what could not be made and is not resolved.

    Example: copydesk rejects list --reason no-article
    """
    from flows.report import describe_reject

    with open_published(read_settings().paths) as con:
        name = "resolved_rejects" if resolved else "open_rejects"
        view = con.view(name)
        chosen = view.filter(ColumnExpression("reason") == ConstantExpression(reason)) if reason else view
        rows = chosen.order("rejected_at desc, url").project(_LISTED).limit(SHOWN_ROWS + 1).fetchall()
    console = make_console()
    if not rows:
        console.print("No reject is like that." if reason or resolved else "No reject is open.")
    for rejected_at, attempts, *what in rows[:SHOWN_ROWS]:
        times = f"{attempts} attempts  " if attempts > 1 else ""
        line = f"{rejected_at:%Y-%m-%d %H:%M}  {times}{describe_reject(*what)}"
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    if len(rows) > SHOWN_ROWS:
        console.print(f"the last {SHOWN_ROWS} of more; all of them: {make_command('sql', f'from {name}')}")


@app.command()
def show(
    url: Annotated[str, typer.Argument(help="The address that could not be made.")],
    raw: Annotated[bool, typer.Option("--raw", help="Only the bytes that came, to standard output.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the bytes that came here.")] = None,
) -> None:
    """Show why something could not be made, its history, and the bytes that came.

    Example: copydesk rejects show https://example.org/news/1 --output page.html
    """
    from warehouse.archive import read_download
    from warehouse.rejects import read_rejects

    paths = read_settings().paths
    with open_published(paths) as con:
        known = read_rejects(con, url)
    if not known.rejects:
        raise UsageError(f"nothing was rejected at {url}; list what was: copydesk rejects list")
    if (raw or output) and known.page is None:
        raise UsageError(f"no answer of {url} came, so there are no bytes; try it again: copydesk rejects retry")
    page = read_download(paths.archive, known.page) if known.page else None
    if page and raw:
        sys.stdout.buffer.write(page.body)
        return
    console = make_console()
    console.print(render_rows(list(known.rejects[0]), (row.values() for row in known.rejects)))
    if known.history:
        console.print("\nHistory", highlight=False)
        console.print(render_rows(list(known.history[0]), (row.values() for row in known.history)))
    if page is None:
        console.print("No answer came.", highlight=False)
        return
    lines = [f"{page.status} {page.reason}  {page.final_url}", *(f"{name}: {value}" for name, value in page.headers)]
    console.print("\n".join(lines), highlight=False, markup=False)
    if output:
        output.write_bytes(page.body)
        console.print(f"Wrote {len(page.body)} bytes to {output}.", highlight=False)
    else:
        console.print(f"{len(page.body)} bytes; to see them: --raw, or --output FILE", highlight=False)


@app.command()
def retry(
    url: Annotated[str | None, typer.Argument(help="One address; default: all.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only of this reason, as in no-article.")] = None,
) -> None:
    """Let open rejects be tried again by the next run: made from the archive, or else fetched anew.

    Example: copydesk rejects retry --reason no-article
    """
    from flows.chores import retry as retry_open
    from flows.progress import show_chore

    console = make_console()
    with show_chore(console, "Looking for rejects"):
        count = retry_open(read_settings(), url=url, reason=reason)
    if not count:
        raise UsageError("no open reject is like that; list them: copydesk rejects list")
    console.print(f"{count} rejects wait for another try; take them up: copydesk run", highlight=False)
