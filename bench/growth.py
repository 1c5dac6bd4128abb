"""Cost as the warehouse grows."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Meter, Options, Row
from bench.warehouse import START, fill, load, make_stories
from transforms.records import Batch
from warehouse.connection import WarehousePaths, make_paths, open_private, open_published
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish

_MADE, _LOADED = 10_000, 500
_SIZES = (_MADE, 100_000, 1_000_000)
#: Headings of docs/questions.md whose questions go through all there is, whatever the date.
_ASKED = ("byline_activity", "photo_credits", "entity_cooccurrence")
_QUESTION = r"### {name}\n.*?```sql\n(.*?)```"
_MEMORY = "2GB"


def measure(options: Options) -> Iterator[Row]:
    """Invented stories of 3 KB; 500 new ones are loaded, three questions of docs/questions.md asked, and published."""
    asked = _read_questions()
    with tempfile.TemporaryDirectory() as folder:
        base = make_paths(Path(folder) / "base")
        with open_private(base, memory_limit=_MEMORY) as con:
            load(con, base.staged, 0, _MADE)
        for size in (size for size in _SIZES if size <= options.stories):
            yield from _measure_size(base, Path(folder) / str(size), size, asked)


def _read_questions() -> dict[str, str]:
    text = Path("docs/questions.md").read_text(encoding="utf-8")
    found = {name: re.search(_QUESTION.format(name=name), text, re.DOTALL) for name in _ASKED}
    return {name: match[1] for name, match in found.items() if match}


def _measure_size(base: WarehousePaths, home: Path, size: int, asked: dict[str, str]) -> Iterator[Row]:
    paths, what = make_paths(home), f"{size:,} stories"
    paths.private.parent.mkdir(parents=True)
    shutil.copyfile(base.private, paths.private)
    with open_private(paths, memory_limit=_MEMORY) as con:
        fill(con, _MADE, size)
        (last,) = con.execute("select max(published_at) from articles").fetchone() or (START,)
        batch = Batch(run_id="bench", stories=tuple(make_stories(100_000_000, _LOADED, at=last)))
        staged = stage_batch(batch, paths.staged, "new")
        meter = Meter()
        load_staged(con, [staged], now=START)
        yield Row(group="load 500 stories into", what=what, value=meter.cpu, unit="CPU s")
    meter = Meter()
    published = publish(paths)
    yield Row(group="publish", what=what, value=meter.cpu, unit="CPU s")
    yield Row(group="room for a story", what=what, value=published.size / size, unit="bytes")
    with open_published(paths, memory_limit=_MEMORY) as con:
        for name, question in asked.items():
            meter = Meter()
            con.execute(question).fetchall()
            yield Row(group=name, what=what, value=meter.cpu, unit="CPU s")
    shutil.rmtree(home)
