"""docs/benchmarks.md and its chart: ratios first, the machine named in general terms."""

import os
import platform
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import duckdb

from bench.rows import Row

_DOCS = Path("docs")
_CHARTED = 4  #: groups; more would not be read
_WIDE, _HIGH, _LABEL = 760, 20, 330


def write_report(parts: Mapping[str, tuple[str, tuple[Row, ...]]], pages: str) -> None:
    """Heading -> what was measured, and its rows."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; do not edit. The first row of each group is 1; smaller is better.",
        "",
        f"Measured {datetime.now(UTC):%B %Y} on {_describe_machine()}; {pages}.",
        "Others may have been at work on the machine: trust the ratios.",
        "",
        "![What each costs, compared with the first of its group](benchmarks.svg)",
    ]
    for heading, (note, rows) in parts.items():
        lines += ["", f"## {heading}", "", note, *_table(rows)]
    (_DOCS / "benchmarks.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    groups = [group for _, rows in parts.values() for group in _groups(rows)]
    comparisons = [group for group in groups if len(group[1]) > 1][:_CHARTED]
    (_DOCS / "benchmarks.svg").write_text(draw_chart(comparisons), encoding="utf-8")


def draw_chart(groups: list[tuple[str, list[Row]]]) -> str:
    """Bars of the ratios, a block a group."""
    drawn, y = [], 0
    for title, rows in groups:
        y += 30
        drawn.append(f'<text x="8" y="{y}" font-weight="bold">{escape(title)}</text>')
        longest = max(_ratio(row, rows) for row in rows)
        for row in rows:
            y += _HIGH
            ratio = _ratio(row, rows)
            width = max(1, (_WIDE - _LABEL - 60) * ratio / longest)
            colour = "#2b6cb0" if row is rows[0] else "#a0aec0"
            drawn += [
                f'<text x="{_LABEL - 8}" y="{y + 12}" text-anchor="end">{escape(row.what)}</text>',
                f'<rect x="{_LABEL}" y="{y + 2}" width="{width:.0f}" height="{_HIGH - 6}" fill="{colour}"/>',
                f'<text x="{_LABEL + width + 6:.0f}" y="{y + 12}">{ratio:.2f}</text>',
            ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDE}" height="{y + 32}" font-family="sans-serif" '
    return head + 'font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(drawn) + "\n</svg>\n"


def _table(rows: tuple[Row, ...]) -> Iterator[str]:
    for group, members in _groups(rows):
        yield from ("", f"| {group} | ratio | measured |", "|---|---|---|")
        for row in members:
            yield f"| {row.what} | **{_ratio(row, members):.2f}** | {_show(row.value)} {row.unit} |"


def _groups(rows: tuple[Row, ...]) -> list[tuple[str, list[Row]]]:
    """Rows that belong together, in whatever order they were measured."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.group, []).append(row)
    return list(found.items())


def _ratio(row: Row, members: list[Row]) -> float:
    return row.value / members[0].value


def _show(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _describe_machine() -> str:
    cores = os.cpu_count()
    versions = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    return f"a virtual machine of {cores} {platform.machine()} cores, {platform.system()}, {versions}"
