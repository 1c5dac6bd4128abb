"""Rows for people: a table where it fits the terminal, else a record a row. Asks nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duckdb import DuckDBPyRelation
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

#: A terminal table ends here; files hold every row.
SHOWN_ROWS = 200
#: A record takes a line a column: so many of them are a screen or two.
SHOWN_RECORDS = 10
_SHOWN_CHARACTERS = 300
#: A column that is folded to less than this is no longer read.
_LEGIBLE = 12
#: What a table's lines and gaps take beside each column.
_FRAME = 3


Cells = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Rows, shown in whichever form the terminal's width allows."""

    columns: tuple[str, ...]
    cells: Cells
    is_cut: bool = False  #: there are more rows than these
    is_query: bool = True  #: of anybody's, who can ask for fewer columns, or for a file

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self._least_width() <= options.max_width:
            caption = f"the first {len(self.cells)} rows; all of them: --output FILE.csv" if self.is_cut else None
            yield _make_table(self.columns, self.cells, caption)
            return
        if not self.cells:
            yield Text(f"no rows; the columns would be {', '.join(self.columns)}")
            return
        shown = self.cells[:SHOWN_RECORDS] if self.is_query else self.cells
        for number, row in enumerate(shown, 1):
            yield Text(f"row {number}", style="dim")
            yield _make_record(self.columns, row)
        if not self.is_query:
            return
        if self.is_cut or len(self.cells) > SHOWN_RECORDS:
            yield Text(f"the first {SHOWN_RECORDS} rows; all of them: --output FILE.csv", style="dim italic")
        yield Text("these columns are too many for a table here; name a few in place of *", style="dim italic")

    def _least_width(self) -> int:
        """How wide the terminal must be for a table that can be read."""
        longest = [max((cell_len(row[n]) for row in self.cells), default=0) for n in range(len(self.columns))]
        needed = (max(cell_len(name), min(size, _LEGIBLE)) for name, size in zip(self.columns, longest, strict=True))
        return sum(needed) + _FRAME * len(self.columns) + 1


def render_relation(answer: DuckDBPyRelation) -> Answer:
    """The first rows of an answer; says so when there are more."""
    rows = answer.limit(SHOWN_ROWS + 1).fetchall()
    return Answer(columns=tuple(answer.columns), cells=_make_cells(rows[:SHOWN_ROWS]), is_cut=len(rows) > SHOWN_ROWS)


def render_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Answer:
    """All of these rows; long texts are cut, for reading."""
    return Answer(columns=tuple(columns), cells=_make_cells(rows), is_query=False)


def _make_table(columns: Sequence[str], cells: Cells, caption: str | None = None) -> Table:
    table = Table(caption=caption, caption_justify="left")
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _make_record(columns: Sequence[str], cells: Sequence[str]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold")
    for name, cell in zip(columns, cells, strict=True):
        grid.add_row(Text(name), Text(cell))
    return grid


def _make_cells(rows: Iterable[Sequence[Any]]) -> Cells:
    return tuple(tuple(_cell(value) for value in row) for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return str(value).lower()
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
