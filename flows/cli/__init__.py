"""The command line: reads arguments, calls plain functions, prints. No logic.

Exit status: 0 the work was done, 1 the run is broken, 2 what was asked for, named or set cannot be used as it is (an
option, a file, an address, a setting, a question before there is data), 130 stopped by Ctrl-C.
"""

import gc
import sys
from typing import Annotated, Any

import duckdb
import typer
from rich.console import Console
from typer.core import TyperGroup

from flows.cli import backfill, entities, feeds, line, owner, query, rejects
from flows.errors import CopydeskError, Stopped
from flows.settings import read_version
from warehouse.errors import WarehouseError, WarehouseMissing

#: Of a path that was named; what else an operating system says (a full disk) is nobody's wrong usage.
_WRONG_PATHS = (FileNotFoundError, NotADirectoryError, IsADirectoryError, FileExistsError, PermissionError)


class _Commands(TyperGroup):
    """Says a word at Ctrl-C, where Typer would end without one, and none of pydantic's in front of a wrong value."""

    def invoke(self, ctx: typer.Context) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise
        except KeyboardInterrupt:
            raise Stopped from None


app = typer.Typer(
    name="copydesk",
    cls=_Commands,
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


def _show_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"copydesk {read_version()}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """The console script: runs the command and turns what it raises into a message and an exit status."""
    # what is imported stays; to look among it for garbage, as often as Python would, is a seventh of a run's start
    gc.set_threshold(20_000, 20, 10)
    try:
        app()
    except CopydeskError as error:
        _stop(error, error.exit_code)
    except WarehouseMissing as error:
        _stop(error, 2)
    except (WarehouseError, duckdb.Error) as error:
        _stop(error, 1)
    except (ConnectionError, TimeoutError) as error:
        _stop(CopydeskError(f"{error}; check that it is up, and can be reached from here"), 1)
    except OSError as error:
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        remedy = "check the path, its rights and the room on its disk"
        _stop(CopydeskError(f"{said}; {remedy}"), 2 if isinstance(error, _WRONG_PATHS) else 1)


def _stop(error: Exception, code: int) -> None:
    console = Console(stderr=True)
    console.print(f"copydesk: {error}", highlight=False, markup=False, soft_wrap=True)
    sys.exit(code)
