"""Where the command line writes."""

import os

from rich.console import Console

#: Nothing that people read is folded in a pipe or a file: a line there is a row.
_UNFOLDED = 4000


def make_console(width_in_pipes: int = _UNFOLDED) -> Console:
    """Standard output: as wide as the terminal, or COLUMNS; `width_in_pipes` where neither is there."""
    console = Console()
    if console.is_terminal or "COLUMNS" in os.environ:
        return console
    return Console(width=width_in_pipes)
