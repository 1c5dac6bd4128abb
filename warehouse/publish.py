"""Publishing: a checked copy of the private file becomes the snapshot analysts open. Writes no row.

The private file is copied only while we have closed it: a process that opens and closes a database file it is
connected to loses its lock on it, and a second writer gets in.
"""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.checks import Breach, run_checks
from warehouse.compact import compact, is_worth_it
from warehouse.connection import WarehousePaths, open_private
from warehouse.errors import NoRoom, WarehouseBusy, WarehouseError, is_full
from warehouse.lake import tend_lake
from warehouse.remakes import find_remake

_COPY_CHUNK = 1 << 20
_TRIES = 3
#: How long the former states of a lake can be asked.
_LAKE_DAYS = 7
#: Room that must be free, in sizes of the private file: the copy, a rebuild, and as much again for the loader's growth.
_ROOM = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing did."""

    path: Path | str
    is_new: bool  #: False: nothing had changed since the last time
    size: int  #: bytes
    warnings: tuple[Breach, ...] = ()  #: bands that were left
    is_compacted: bool = False  #: the private file was rebuilt, for much of it was dead


def publish(paths: WarehousePaths, *, keep: int = 2, rebuild: bool = False, wait_seconds: float = 10) -> Published:
    """Check the laws, copy the private file, verify the copy, put it in the place of the published one.

    Open readers keep the old snapshot, new ones see the new. The last `keep` snapshots stay in work/previous.
    `rebuild` compacts anyhow.
    Raises CheckFailed, NoRoom, WarehouseBusy; the published file is then as it was.
    """
    if paths.lake:
        return _settle_lake(paths, rebuild, wait_seconds)
    if _is_current(paths) and not rebuild:
        return Published(path=paths.published, is_new=False, size=paths.published.stat().st_size)
    _require_room(paths)
    try:
        return _publish(paths, keep, rebuild, wait_seconds)
    except (duckdb.IOException, OSError) as error:
        _discard_left(paths, ours=True)
        if not is_full(error):
            raise
        raise NoRoom(
            f"{paths.home}: the disk is full ({error}); make room and publish again, nothing is lost"
        ) from error


def _settle_lake(paths: WarehousePaths, rebuild: bool, wait_seconds: float) -> Published:
    """A lake is its own snapshot: check its laws and tend its files. `rebuild` keeps nothing of what was removed."""
    with open_private(paths, wait_seconds=wait_seconds) as con:
        warnings = run_checks(con, every_text=rebuild)
        tend_lake(con, keep_days=0 if rebuild else _LAKE_DAYS)
    return Published(path=paths.lake_data, is_new=True, size=0, warnings=warnings)


def _publish(paths: WarehousePaths, keep: int, rebuild: bool, wait_seconds: float) -> Published:
    for _ in range(_TRIES):
        settled = _settle(paths, rebuild, wait_seconds)
        if is_compacted := rebuild or settled.is_bloated:
            compact(paths, wait_seconds=wait_seconds)
        before = _fingerprint(paths.private)
        copy = _copy(paths)
        # a writer that came in while we copied has torn the copy
        is_whole = before == _fingerprint(paths.private) and not _wal(paths.private).exists()
        if is_whole and _count_copy(copy) == settled.counts:
            _replace(paths, copy, keep)
            _remember(paths, before)
            size = paths.published.stat().st_size
            return Published(
                path=paths.published,
                is_new=True,
                size=size,
                warnings=settled.warnings,
                is_compacted=is_compacted,
            )
        copy.unlink()
    raise WarehouseBusy(f"{paths.private} changed under every copy; publish when no other run writes")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    """The private file, checked, in one piece and closed."""

    counts: dict[str, int]  #: rows by table
    warnings: tuple[Breach, ...]
    is_bloated: bool


def _settle(paths: WarehousePaths, rebuild: bool, wait_seconds: float) -> _Settled:
    """Check the laws and write everything into the one file."""
    with open_private(paths, wait_seconds=wait_seconds) as con:
        warnings = run_checks(con, every_text=rebuild)
        con.execute("checkpoint")
        settled = _Settled(counts=_count_rows(con), warnings=warnings, is_bloated=is_worth_it(con))
    if _wal(paths.private).exists():
        raise WarehouseError(f"{_wal(paths.private)} was left after closing; open and close the private file once more")
    return settled


def _count_rows(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = con.execute(
        "select table_name from duckdb_tables() where not temporary and schema_name = 'main' order by 1"
    ).fetchall()
    return {name: len(con.table(name)) for (name,) in names}


def _require_room(paths: WarehousePaths) -> None:
    if not paths.private.exists():
        return
    size, free = paths.private.stat().st_size, shutil.disk_usage(paths.home).free
    if free < size * _ROOM:
        kept = find_remake(paths)
        way_back = f"; {kept.size} bytes are the way back from a remake: copydesk backfill undo --drop" if kept else ""
        raise NoRoom(
            f"{paths.home} has {free} bytes free, publishing needs {int(size * _ROOM)}; make room and publish again"
            + way_back
        )


def _copy(paths: WarehousePaths) -> Path:
    _discard_left(paths)
    target = paths.home / f".news.{os.getpid()}.part"
    with paths.private.open("rb") as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink, _COPY_CHUNK)
        sink.flush()
        os.fsync(sink.fileno())
    target.chmod(0o444)
    return target


def _discard_left(paths: WarehousePaths, *, ours: bool = False) -> None:
    """Removes the copies of publishers that were killed, or our own; one that is at work keeps its own."""
    for left in paths.home.glob(".news.*.part*"):
        owner = int(left.name.split(".")[2])
        if ours and owner == os.getpid():
            left.unlink(missing_ok=True)
        try:
            os.kill(owner, 0)
        except ProcessLookupError:
            left.unlink(missing_ok=True)
        except PermissionError:  # somebody else's, alive
            continue


def _count_copy(copy: Path) -> dict[str, int]:
    con = duckdb.connect(str(copy), read_only=True)
    con.execute("set enable_progress_bar = false")
    try:
        # reads every body: a block that does not match its checksum raises here
        con.execute("select sum(length(body)), max(row_hash) from articles").fetchone()
        return _count_rows(con)
    finally:
        con.close()


def _replace(paths: WarehousePaths, copy: Path, keep: int) -> None:
    _keep_previous(paths, keep)
    # DuckDB would replay a stale log into the new file without a word
    _wal(paths.published).unlink(missing_ok=True)
    copy.replace(paths.published)
    folder = os.open(paths.home, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _keep_previous(paths: WarehousePaths, keep: int) -> None:
    folder = _previous(paths)
    folder.mkdir(parents=True, exist_ok=True)
    if keep > 0 and paths.published.exists():
        target = folder / f"news-{paths.published.stat().st_mtime_ns:020}.duckdb"
        if not target.exists():
            os.link(paths.published, target)
    kept = list_previous(paths)
    for path in kept[: len(kept) - keep] if keep > 0 else kept:
        path.unlink()


def list_previous(paths: WarehousePaths) -> list[Path]:
    """The snapshots before the present one, oldest first."""
    return sorted(_previous(paths).glob("news-*.duckdb"))


def _previous(paths: WarehousePaths) -> Path:
    return paths.home / "work" / "previous"


def _is_current(paths: WarehousePaths) -> bool:
    try:
        marker = json.loads(_marker(paths).read_text(encoding="utf-8"))
        files = [_fingerprint(paths.private), _fingerprint(paths.published)]
    except (OSError, ValueError):
        return False
    return bool(marker == files) and not _wal(paths.private).exists()


def _remember(paths: WarehousePaths, private: list[int]) -> None:
    unfinished = _marker(paths).with_suffix(".part")
    unfinished.write_text(json.dumps([private, _fingerprint(paths.published)]), encoding="utf-8")
    unfinished.replace(_marker(paths))


def _marker(paths: WarehousePaths) -> Path:
    return paths.home / "work" / "published.json"


def _fingerprint(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino]


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")
