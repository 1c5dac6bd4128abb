"""The command line: reads arguments, calls plain functions, prints. No logic.

Exit status: 0 the work was done, 1 the run is broken, 2 wrong usage or settings, 130 stopped by Ctrl-C.
"""

import sys

import duckdb
import typer
from rich.console import Console

from flows.cli import backfill, entities, feeds, line, owner, query, rejects
from flows.errors import CopydeskError
from warehouse.errors import WarehouseError

app = typer.Typer(
    name="copydesk",
    help="News feeds in, clean DuckDB tables out.\n\nExample: copydesk run --feeds feeds.toml",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (line, query, owner):
    module.register(app)
app.add_typer(backfill.app, name="backfill")
app.add_typer(feeds.app, name="feeds")
app.add_typer(rejects.app, name="rejects")
app.add_typer(entities.app, name="entities")


def main() -> None:
    """The console script: runs the command and turns what it raises into a message and an exit status."""
    console = Console(stderr=True)
    try:
        app()
    except CopydeskError as error:
        _stop(console, error, error.exit_code)
    except (WarehouseError, duckdb.Error) as error:
        _stop(console, error, 1)
    except OSError as error:
        _stop(console, CopydeskError(f"{error}; check the path, its rights and the room on its disk"), 1)
    except KeyboardInterrupt:
        console.print("Stopped. What was done is kept; the next run goes on from here.", highlight=False)
        sys.exit(130)


def _stop(console: Console, error: Exception, code: int) -> None:
    console.print(f"copydesk: {error}", highlight=False, markup=False, soft_wrap=True)
    sys.exit(code)
