"""What a remake replaces, kept as Parquet files so that it can be taken back. Restores nothing itself, undo.py does.

A remake is a folder of layers, one a load that changed stories. A layer holds the rows of these stories as they were,
and of what may change again (`*.after.parquet`) also as the load left it: so undoing tells what later runs have changed
since. It is written before its load is committed; one whose load never was is told by the same comparison.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from warehouse.connection import WarehousePaths
from warehouse.frames import CHILDREN
from warehouse.migrate import read_sql

_UNFINISHED, _DONE = ".part", ".done"
_ABOUT = "layer.json"
#: The tables of a story, whose rows are replaced as a whole.
STORY_TABLES = ("articles", "stored_revisions", *CHILDREN)
_OF_STORY = "article_id in (select article_id from remade)"
#: What is kept as it was.
_BEFORE: Mapping[str, str] = {
    **dict.fromkeys(STORY_TABLES, _OF_STORY),
    "entries": "entry_id in (select entry_id from remade_entries)",
    "rejects": "reject_id in (select reject_id from remade_rejects)",
    "entities": "entity_id in (select entity_id from staged_entities)",
}
#: The files that name entities, and where.
_NAMING = {
    "mentions.parquet": "entity_id",
    "bylines.parquet": "entity_id",
    "quotes.parquet": "entity_id",
    "captions.parquet": "unnest(depicted).entity_id",
}
#: What is kept as the load left it: of a story only what any change of it changes.
_AFTER: Mapping[str, str] = {
    "articles": "select article_id, url, row_hash, parts_hash, revision, first_seen_at, unpublished_at "
    f"from articles where {_OF_STORY}",
    "entries": f"select * from entries where {_BEFORE['entries']}",
    "rejects": f"select * from rejects where {_BEFORE['rejects']}",
    "entities": f"select * from entities where {_BEFORE['entities']}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one load of a remake is about."""

    folder: Path
    backfill_id: str
    run_id: str
    kept_at: datetime
    windows: tuple[datetime, ...]  #: the days that were loaded together

    def read(self, con: DuckDBPyConnection, name: str, *, after: bool = False) -> None:
        """Makes the temporary table `was_NAME`, or `then_NAME` of what the load left; both may lack rows."""
        path = self.folder / f"{name}{'.after' if after else ''}.parquet"
        target = f"{'then' if after else 'was'}_{name}"
        con.execute(f"create or replace temp table {target} as from read_parquet($path)", {"path": str(path)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Remake:
    """All layers of a remake, oldest first; none, where undoing it was killed at its very end."""

    folder: Path
    layers: tuple[Layer, ...]

    @property
    def backfill_id(self) -> str:
        """The backfill that made it."""
        return self.folder.name.partition(".")[2]

    @property
    def began_at(self) -> datetime:
        """When its first load was."""
        return datetime.fromisoformat(self.folder.name.partition(".")[0])

    @property
    def windows(self) -> frozenset[datetime]:
        """All its days."""
        return frozenset(day for layer in self.layers for day in layer.windows)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def name_remake(backfill_id: str, now: datetime) -> str:
    """A new one's name."""
    return f"{now:%Y%m%dT%H%M%S%z}.{backfill_id}"


def find_remake(paths: WarehousePaths) -> Remake | None:
    """The last remake that can be taken back."""
    folders = (path for path in sorted(_root(paths).glob("*.*")) if path.is_dir() and path.suffix != _DONE)
    found = [_read_remake(path) for path in folders]
    whole = [remake for remake in found if remake.layers]
    # what a killed load began is no remake, what a killed undoing has emptied still is
    emptied = [remake for remake in found if not any(remake.folder.glob(f"*{_UNFINISHED}"))]
    return next(reversed(whole or emptied), None)


def make_layer(paths: WarehousePaths, remake: str, run_id: str, windows: Sequence[datetime], now: datetime) -> Layer:
    """A layer of a remake for a load that is about to be; nothing is written."""
    return Layer(
        folder=_root(paths) / remake / f"{now:%Y%m%dT%H%M%S%f}-{run_id}",
        backfill_id=remake.partition(".")[2],
        run_id=run_id,
        kept_at=now,
        windows=tuple(windows),
    )


@contextmanager
def keeping(con: DuckDBPyConnection, layer: Layer | None) -> Iterator[None]:
    """Keeps what a load replaces within the block, once `placed`, `revised` and all staged tables are there.

    Nothing is written where no story changes.
    """
    if layer is None or not _choose_remade(con):
        yield
        return
    unfinished = layer.folder.with_name(layer.folder.name + _UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        for name, which in _BEFORE.items():
            _write(con, f"select * from {name} where {which}", unfinished / f"{name}.parquet")
        yield
        for name, query in _AFTER.items():
            _write(con, query, unfinished / f"{name}.after.parquet")
        (unfinished / _ABOUT).write_text(_describe(layer), encoding="utf-8")
        unfinished.rename(layer.folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        with suppress(OSError):  # it holds other layers, or this one
            layer.folder.parent.rmdir()


def drop_layer(layer: Layer) -> None:
    """It cannot be taken back any more."""
    _drop(layer.folder)


def drop_remakes(paths: WarehousePaths, *, but: str | None = None, before: datetime | None = None) -> int:
    """Gives up the way back from all remakes, `but` one, or of those begun `before`; how many bytes that frees."""
    freed = 0
    for folder in _root(paths).glob("*.*"):
        remake = Remake(folder=folder, layers=())
        if folder.is_dir() and folder.name != but and (before is None or remake.began_at < before):
            freed += remake.size
            _drop(folder)
    return freed


def _drop(folder: Path) -> None:
    """Under a name that nobody takes for a whole one, if we are killed."""
    done = folder.with_name(folder.name.removesuffix(_DONE) + _DONE)
    folder.rename(done)
    shutil.rmtree(done, ignore_errors=True)


def expire_remakes(paths: WarehousePaths, now: datetime, days: int) -> None:
    """Gives up the way back from remakes that are older than so many days."""
    drop_remakes(paths, before=now - timedelta(days=days))


def forget_in_remakes(con: DuckDBPyConnection, paths: WarehousePaths, urls: Sequence[str]) -> None:
    """Takes the stories in `forgotten`, and all rows of these addresses, out of the files.

    Whoever is named by another story that may come back leaves `forgotten_entities`.
    """
    for snapshot in _root(paths).glob("news-*.duckdb"):  # kept by 0.1.0; nothing can be taken out of one
        snapshot.unlink()
    files = sorted(_root(paths).glob("*/*/*.parquet"))
    of_entities = [path for path in files if path.name.startswith("entities.")]
    for path in files:
        if path not in of_entities:
            _forget_rows(con, path, urls)
    for path in files:
        if key := _NAMING.get(path.name):
            named = f"select {key} from read_parquet($path)"
            con.execute(f"delete from forgotten_entities where entity_id in ({named})", {"path": str(path)})
    for path in of_entities:
        _rewrite(con, path, "entity_id in (select entity_id from forgotten_entities)", {})


def _forget_rows(con: DuckDBPyConnection, path: Path, urls: Sequence[str]) -> None:
    columns = set(pq.read_schema(path).names)
    addresses = columns & {"url", "page_url"}
    gone = [f"coalesce({name} in (select unnest($urls::varchar[])), false)" for name in sorted(addresses)]
    if "article_id" in columns:
        gone.append("coalesce(article_id in (select article_id from forgotten), false)")
    _rewrite(con, path, " or ".join(gone), {"urls": list(urls)} if addresses else {})


def _rewrite(con: DuckDBPyConnection, path: Path, gone: str, values: Mapping[str, object]) -> None:
    """The file without these rows; left alone where it has none of them."""
    found = con.execute(f"select count(*) from read_parquet($path) where {gone}", {"path": str(path), **values})
    if not (found.fetchone() or (0,))[0]:
        return
    unfinished = path.with_suffix(_UNFINISHED)
    kept = con.execute(f"select * from read_parquet($path) where not ({gone})", {"path": str(path), **values})
    pq.write_table(kept.to_arrow_table(), unfinished, compression="zstd")
    unfinished.replace(path)


def _choose_remade(con: DuckDBPyConnection) -> bool:
    """Makes `remade`, `remade_entries` and `remade_rejects`; whether any story changes."""
    sql = read_sql("chores")
    for name in ("remade", "remade_entries", "remade_rejects"):
        con.execute(sql[name])
    return len(con.table("remade")) > 0


def _write(con: DuckDBPyConnection, query: str, path: Path) -> None:
    pq.write_table(con.execute(query).to_arrow_table(), path, compression="zstd")


def _root(paths: WarehousePaths) -> Path:
    return paths.home / "work" / "before"


def _describe(layer: Layer) -> str:
    windows = [day.isoformat() for day in layer.windows]
    return json.dumps({"run_id": layer.run_id, "kept_at": layer.kept_at.isoformat(), "windows": windows})


def _read_remake(folder: Path) -> Remake:
    folders = sorted(path for path in folder.iterdir() if not path.suffix)
    return Remake(folder=folder, layers=tuple(map(_read_layer, folders)))


def _read_layer(folder: Path) -> Layer:
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    return Layer(
        folder=folder,
        backfill_id=folder.parent.name.partition(".")[2],
        run_id=about["run_id"],
        kept_at=datetime.fromisoformat(about["kept_at"]),
        windows=tuple(map(datetime.fromisoformat, about["windows"])),
    )
