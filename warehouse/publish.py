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

from warehouse.checks import run_checks
from warehouse.connection import WarehousePaths, open_private
from warehouse.errors import NoRoom, WarehouseBusy, WarehouseError

_COPY_CHUNK = 1 << 20
_TRIES = 3
#: Room that must be free, in sizes of the private file: the copy, and as much again for the loader's growth.
_ROOM = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing did."""

    path: Path
    is_new: bool  #: False: nothing had changed since the last time
    size: int  #: bytes


def publish(paths: WarehousePaths, *, keep: int = 2, full_text: bool = True, wait_seconds: float = 10) -> Published:
    """Check the laws, copy the private file, verify the copy, put it in the place of the published one.

    Open readers keep the old snapshot, new ones see the new. The last `keep` snapshots stay in work/previous.
    Raises CheckFailed, NoRoom, WarehouseBusy; the published file is then as it was.
    """
    if _is_current(paths):
        return Published(path=paths.published, is_new=False, size=paths.published.stat().st_size)
    for _ in range(_TRIES):
        counts = _settle(paths, wait_seconds)
        _require_room(paths)
        before = _fingerprint(paths.private)
        copy = _copy(paths)
        # a writer that came in while we copied has torn the copy
        is_whole = before == _fingerprint(paths.private) and not _wal(paths.private).exists()
        if is_whole and _count_copy(copy) == counts:
            _replace(paths, copy, keep)
            _remember(paths, before)
            return Published(path=paths.published, is_new=True, size=paths.published.stat().st_size)
        copy.unlink()
    raise WarehouseBusy(f"{paths.private} changed under every copy; publish when no other run writes")


def _settle(paths: WarehousePaths, wait_seconds: float) -> dict[str, int]:
    """Check the laws and write everything into the one file; rows by table."""
    with open_private(paths, wait_seconds=wait_seconds) as con:
        run_checks(con)
        con.execute("checkpoint")
        counts = _count_rows(con)
    if _wal(paths.private).exists():
        raise WarehouseError(f"{_wal(paths.private)} was left after closing; open and close the private file once more")
    return counts


def _count_rows(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = con.execute("select table_name from duckdb_tables() where not temporary order by 1").fetchall()
    return {name: len(con.table(name)) for (name,) in names}


def _require_room(paths: WarehousePaths) -> None:
    size, free = paths.private.stat().st_size, shutil.disk_usage(paths.home).free
    if free < size * _ROOM:
        raise NoRoom(
            f"{paths.home} has {free} bytes free, publishing needs {int(size * _ROOM)}; make room and publish again"
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


def _discard_left(paths: WarehousePaths) -> None:
    """Removes the copies of publishers that were killed; one that is at work keeps its own."""
    for left in paths.home.glob(".news.*.part"):
        try:
            os.kill(int(left.name.split(".")[2]), 0)
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
    folder = paths.home / "work" / "previous"
    folder.mkdir(parents=True, exist_ok=True)
    if keep > 0 and paths.published.exists():
        target = folder / f"news-{paths.published.stat().st_mtime_ns:020}.duckdb"
        if not target.exists():
            os.link(paths.published, target)
    kept = sorted(folder.glob("news-*.duckdb"))
    for path in kept[: len(kept) - keep] if keep > 0 else kept:
        path.unlink()


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
