"""Staging: a batch becomes a folder of Parquet files, whole or not at all. No database.

A folder that bears its final name is complete; anything else in there is what a killed process left.
"""

import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq

from transforms.records import Batch
from warehouse.frames import make_frames

_UNFINISHED = ".part"


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
