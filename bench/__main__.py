"""`python -m bench`: every part in a process of its own, then docs/benchmarks.md and its chart.

python -m bench [--pages FOLDER] [--stories N] [--run-pages N] [--only PART ...]
"""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from inspect import getdoc
from pathlib import Path

from bench.pages import read_pages, write_newsroom
from bench.report import write_report
from bench.rows import Options, Row

#: In the order of the report.
PARTS = ("making", "remaking", "polls", "loads", "growth", "runs")


def main() -> None:
    """Measures, prints as it goes, and writes the report when all parts are in it."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--pages", type=Path, help="a folder of *.html or *.html.gz; default: the bundled newsroom")
    parser.add_argument("--stories", type=int, default=100_000, help="the largest warehouse to load into")
    parser.add_argument("--run-pages", type=int, default=1_000, help="pages of a whole run")
    parser.add_argument("--only", choices=PARTS, action="append", help="print these parts and write nothing")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    told = parser.parse_args()
    pages = (told.pages or write_newsroom()).resolve()
    options = Options(pages=pages, stories=told.stories, run_pages=told.run_pages)
    if told.part:
        for row in import_module(f"bench.{told.part}").measure(options):
            print(json.dumps(asdict(row)), flush=True)
        return
    found = {part: _run_part(part, options) for part in told.only or PARTS}
    if not told.only:
        headings = {
            part: (import_module(f"bench.{part}").__doc__ or part).splitlines()[0].rstrip(".") for part in found
        }
        notes = {part: getdoc(import_module(f"bench.{part}").measure) or "" for part in found}
        write_report(
            {headings[part]: (notes[part], rows) for part, rows in found.items()}, _describe(pages, told.pages)
        )


def _run_part(part: str, options: Options) -> tuple[Row, ...]:
    command = [sys.executable, "-m", "bench", "--part", part]
    told = ["--pages", str(options.pages), "--stories", str(options.stories), "--run-pages", str(options.run_pages)]
    rows = []
    with subprocess.Popen([*command, *told], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            if line.startswith('{"group"'):
                rows.append(Row(**json.loads(line)))
                print(f"{rows[-1].group}: {rows[-1].what}: {rows[-1].value:.4g} {rows[-1].unit}", flush=True)
    if process.returncode:
        raise SystemExit(f"bench: the part {part} failed; see above")
    return tuple(rows)


def _describe(pages: Path, given: Path | None) -> str:
    found = read_pages(pages)
    whose = "pages of a folder" if given else "pages of the bundled newsroom"
    return f"{len(found)} {whose}, {sum(map(len, found)) / len(found) / 1024:.0f} KB each on average"


if __name__ == "__main__":
    main()
