"""Staging: a batch becomes a folder of Parquet files, whole or not at all. No database.

A folder that bears its final name is complete; anything else in there is what a killed process left.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from transforms.records import Batch
from warehouse.frames import SCHEMAS, make_frames

_UNFINISHED = ".part"
#: Stories of one folder are numbered below this, so that folder and number make one key.
_FOLDER_STEP = 1 << 32


def stage_batch(batch: Batch, staged: Path, name: str) -> Path:
    """Write a batch to `staged/name`, a Parquet file a table that has rows; replaces one of the same name."""
    final = staged / name
    unfinished = staged / f"{name}.{os.getpid()}{_UNFINISHED}"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for table, frame in make_frames(batch).items():
        pq.write_table(frame, unfinished / f"{table}.parquet", compression="zstd")
    shutil.rmtree(final, ignore_errors=True)
    unfinished.rename(final)
    return final


def find_staged(staged: Path) -> tuple[Path, ...]:
    """The complete folders, by name."""
    if not staged.is_dir():
        return ()
    return tuple(sorted(path for path in staged.iterdir() if path.is_dir() and path.suffix != _UNFINISHED))


def discard_staged(staged: Path) -> int:
    """Remove all that a killed run left, complete or not; how many folders that were."""
    found = [path for path in staged.iterdir() if path.is_dir()] if staged.is_dir() else []
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return len(found)


def read_staged(paths: Sequence[Path]) -> Mapping[str, pa.Table]:
    """Every staged table of the folders, empty ones too; `n` is the order of staging, `story_n` names a story."""
    return {name: _number_rows(_read_table(name, paths)) for name in SCHEMAS}


def _read_table(name: str, paths: Sequence[Path]) -> pa.Table:
    parts = [
        _name_stories(pq.read_table(path / f"{name}.parquet", schema=SCHEMAS[name]), number)
        for number, path in enumerate(paths)
        if (path / f"{name}.parquet").is_file()
    ]
    return pa.concat_tables(parts or [_name_stories(SCHEMAS[name].empty_table(), 0)])


def _name_stories(table: pa.Table, folder: int) -> pa.Table:
    if "story_no" not in table.column_names:
        return table
    story_n = pc.add(table["story_no"], pa.scalar(folder * _FOLDER_STEP, pa.int64()))
    return table.drop_columns(["story_no"]).append_column("story_n", story_n)


def _number_rows(table: pa.Table) -> pa.Table:
    return table.append_column("n", pa.arange(0, len(table)))
