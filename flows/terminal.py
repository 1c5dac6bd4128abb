"""Where the command line writes, and how it was started."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from rich.console import Console

#: Nothing that people read is folded in a pipe or a file: a line there is a row.
_UNFOLDED = 4000
_NAME = "copydesk"


def make_console(width_in_pipes: int = _UNFOLDED) -> Console:
    """Standard output: as wide as the terminal, or COLUMNS; `width_in_pipes` where neither is there."""
    console = Console()
    if console.is_terminal or "COLUMNS" in os.environ:
        return console
    return Console(width=width_in_pipes)


def make_command(*arguments: str) -> str:
    """A command of ours as it can be typed here: by the name it was started by, for the home that is set."""
    home = os.environ.get("COPYDESK_HOME")
    setting = f"COPYDESK_HOME={shlex.quote(_shorten(home))} " if home else ""
    return setting + " ".join((find_name(), *map(_quote, arguments)))


def find_name(name: str = _NAME) -> str:
    """`copydesk`, or what is installed beside it, where the PATH leads to it, else the path to that script."""
    running = Path(sys.argv[0])
    if running.name != _NAME or not running.is_file():  # started as a module
        return name
    script, found = running.with_name(name), shutil.which(name)
    is_on_path = found is not None and Path(found).resolve() == script.resolve()
    return name if is_on_path else shlex.quote(_shorten(str(script)))


def _shorten(path: str) -> str:
    """From here, where that is the shorter way to say it."""
    return min(os.path.relpath(path), path, key=len)


def _quote(argument: str) -> str:
    """In double quotes, as SQL has single ones in it, wherever the shell reads them literally."""
    is_literal = not any(letter in argument for letter in '"$`\\!')
    return f'"{argument}"' if is_literal and shlex.quote(argument) != argument else shlex.quote(argument)
