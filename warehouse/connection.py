"""Opening the two files: the private one (one writer) and the published one (read-only). Asks them nothing.

Settings are explicit: memory, threads, the folder that big sorts spill to, no extension fetched behind our back, UTC.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.errors import NoRoom, WarehouseBusy, WarehouseMissing, is_full
from warehouse.lake import open_lake
from warehouse.migrate import migrate
from warehouse.quoting import quote

#: DuckDB 1.5 and 2.x read files of this version; bodies take a quarter of the room they took in the old default.
STORAGE_VERSION = "v1.5.0"
_RETRY_SECONDS = 0.1
#: Loaders of a lake take turns, and a turn may be long.
_TURN_SECONDS = 600
_HOLDER = re.compile(
    r"""Conflicting\ lock\ is\ held\ in\ (?P<program>.*?)  # "/usr/bin/python3.11"
        \ \(PID\ (?P<pid>\d+)\)                            # " (PID 4121)"
    """,
    re.VERBOSE,
)

#: DuckDB would draw a bar into the output of whoever asks something that takes two seconds.
_SESSION = "set TimeZone = 'UTC'; set enable_progress_bar = false"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehousePaths:
    """Where everything lies under one home."""

    home: Path
    published: Path  #: what analysts open
    private: Path  #: the loader's own
    staged: Path  #: batches on their way in
    archive: Path  #: WARC files
    lake: str | None = None  #: "postgres:dbname=news": a DuckLake instead of the two files
    lake_data: Path | str  #: where its Parquet files lie: a folder, or "s3://bucket/prefix"

    @property
    def is_made(self) -> bool:
        """Whether there is something to write to; a lake is asked when it is opened."""
        return self.lake is not None or self.private.is_file()


def make_paths(home: Path, lake: str | None = None, lake_data: Path | str | None = None) -> WarehousePaths:
    """The paths of a home; nothing is created."""
    return WarehousePaths(
        home=home,
        published=home / "news.duckdb",
        private=home / "work" / "news.duckdb",
        staged=home / "work" / "staged",
        archive=home / "archive",
        lake=lake,
        lake_data=lake_data or home / "lake",
    )


@contextmanager
def open_private(
    paths: WarehousePaths, *, wait_seconds: float = 10, memory_limit: str = "1GB", threads: int | None = None
) -> Iterator[DuckDBPyConnection]:
    """The loader's own file, created and migrated if need be; WarehouseBusy when others hold it for `wait_seconds`.

    Where the warehouse is a lake, that lake, for us alone to write.
    """
    if paths.lake:
        config = _settings(paths, memory_limit, threads)
        with open_lake(paths.lake, paths.lake_data, config, wait_seconds=max(wait_seconds, _TURN_SECONDS)) as con:
            yield con
        return
    paths.private.parent.mkdir(parents=True, exist_ok=True)
    config = _settings(paths, memory_limit, threads) | {"storage_compatibility_version": STORAGE_VERSION}
    con = _connect_patiently(paths, config, wait_seconds)
    try:
        con.execute(_SESSION)
        migrate(con)
        yield con
    except (duckdb.Error, OSError) as error:
        if is_full(error):
            raise NoRoom(
                f"{paths.private}: the disk is full ({error}); make room and run again, nothing is lost"
            ) from error
        raise
    finally:
        con.close()


@contextmanager
def open_rebuilt(paths: WarehousePaths, target: Path, *, memory_limit: str = "1GB") -> Iterator[DuckDBPyConnection]:
    """A new, empty, migrated file `target`, with the private one attached as `old`: nobody writes to that meanwhile."""
    config = _settings(paths, memory_limit, None) | {"storage_compatibility_version": STORAGE_VERSION}
    con = duckdb.connect(str(target), config=config)
    try:
        con.execute(_SESSION)
        migrate(con)
        con.execute(f"attach {quote(paths.private)} as old (read_only)")
        yield con
    finally:
        con.close()


@contextmanager
def open_published(
    paths: WarehousePaths, *, memory_limit: str = "1GB", threads: int | None = None
) -> Iterator[DuckDBPyConnection]:
    """The published snapshot, or the lake as it stands, read-only; WarehouseMissing when there is none yet."""
    if paths.lake:
        config = _settings(paths, memory_limit, threads)
        with open_lake(paths.lake, paths.lake_data, config, wait_seconds=0, read_only=True) as con:
            yield con
        return
    if not paths.published.is_file():
        raise WarehouseMissing(f"{paths.published} does not exist yet; make it with: copydesk run")
    con = duckdb.connect(str(paths.published), read_only=True, config=_settings(paths, memory_limit, threads))
    try:
        con.execute(_SESSION)
        yield con
    finally:
        con.close()


def _settings(
    paths: WarehousePaths, memory_limit: str, threads: int | None
) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": memory_limit,
        "threads": threads or min(4, os.cpu_count() or 1),
        "temp_directory": str(paths.home / "work" / "tmp"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


def _connect_patiently(
    paths: WarehousePaths, config: dict[str, str | bool | int | float | list[str]], wait_seconds: float
) -> DuckDBPyConnection:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return duckdb.connect(str(paths.private), config=config)
        except duckdb.IOException as exc:
            held = _HOLDER.search(str(exc))
            if held is None:
                raise
            if time.monotonic() >= deadline:
                raise WarehouseBusy(
                    f"{paths.private} is held by process {held['pid']}; close it, and query {paths.published} instead"
                ) from exc
        time.sleep(_RETRY_SECONDS)
