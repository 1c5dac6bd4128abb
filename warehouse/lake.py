"""The warehouse as a DuckLake: a catalog in PostgreSQL, tables as Parquet in a folder or a store. Same SQL, same laws.

Loaders on several machines take turns by a lock of PostgreSQL's, which ends with their connection; readers ask a
snapshot and wait for nobody. The extensions come from their wheels (`pip install copydesk[lake]`): nothing is fetched.
"""

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.access import hide_secrets, is_store, make_secret
from warehouse.errors import WarehouseBusy, WarehouseError, WarehouseMissing
from warehouse.migrate import migrate
from warehouse.quoting import quote

_EXTENSIONS = ("postgres_scanner", "ducklake")
#: A name for the loaders' lock among PostgreSQL's advisory locks; any number would do.
_LOCK = 7_267_553_204
_RETRY_SECONDS = 0.2
#: What DuckLake has no word for: Parquet files are compressed as a whole, and macros bear no comment.
_UNKNOWN = re.compile(
    r"""\ using\ compression\ \w+
      | comment\ on\ macro\ (?:table\ )?\w+\ is\ '(?:[^']|'')*';
    """,
    re.VERBOSE | re.IGNORECASE,
)

#: Nor do the columns of its views bear one.
_VIEW = re.compile(r"create or replace view (\w+)", re.IGNORECASE)
_COLUMN_COMMENT = re.compile(r"comment on column (?P<of>\w+)\.\w+ is '(?:[^']|'')*';", re.IGNORECASE)

Config = Mapping[str, str | bool | int | float | list[str]]


@contextmanager
def open_lake(
    address: str, data: Path | str, config: Config, *, wait_seconds: float, read_only: bool = False
) -> Iterator[DuckDBPyConnection]:
    """The lake at a PostgreSQL address ("postgres:host=db dbname=news"); to write, when it is our turn.

    `data` is the folder of its Parquet files, or the place "s3://bucket/prefix" of a store.
    Raises WarehouseBusy when others write for `wait_seconds`, WarehouseMissing when there is no lake to read.
    """
    con = duckdb.connect(config=dict(config))
    try:
        _load_extensions(con)
        if isinstance(data, str):
            _open_store(con, data)
        if read_only:
            _attach(con, address, data, ", read_only")
            yield con
        else:
            with _our_turn(address, wait_seconds):
                if isinstance(data, Path):
                    data.mkdir(parents=True, exist_ok=True)
                _attach(con, address, data, "")
                con.execute("call lake.set_option('parquet_compression', 'zstd')")
                migrate(con, adapt=adapt_sql)
                yield con
    finally:
        con.close()


def adapt_sql(sql: str) -> str:
    """SQL of schema/ and views/ in DuckLake's dialect.

    >>> adapt_sql("create table t (body varchar using compression zstd);")
    'create table t (body varchar);'
    """
    views = set(_VIEW.findall(sql))
    kept = _COLUMN_COMMENT.sub(lambda comment: "" if comment["of"] in views else comment[0], sql)
    return _UNKNOWN.sub("", kept)


def tend_lake(con: DuckDBPyConnection, *, keep_days: float) -> None:
    """Many loads leave many small files: merges them, and gives up snapshots, and files, older than `keep_days`."""
    con.execute("call ducklake_flush_inlined_data('lake')")
    con.execute("call ducklake_merge_adjacent_files('lake')")
    older = {"days": keep_days}
    con.execute("call ducklake_rewrite_data_files('lake')")
    con.execute("call ducklake_expire_snapshots('lake', older_than => now() - to_days($days::integer))", older)
    con.execute("call ducklake_cleanup_old_files('lake', older_than => now() - to_days($days::integer))", older)


def _open_store(con: DuckDBPyConnection, place: str) -> None:
    if not is_store(place):
        raise WarehouseError(f"{hide_secrets(place)} is no place of a store; write it as s3://bucket/prefix")
    _load_extensions(con, ("httpfs",))
    con.execute(make_secret(place, os.environ))


def _attach(con: DuckDBPyConnection, address: str, data: Path | str, how: str) -> None:
    try:
        con.execute(f"attach {quote(f'ducklake:{address}')} as lake (data_path {quote(data)}{how})")
    except duckdb.Error as error:
        if how and "does not exist" in str(error):
            raise WarehouseMissing(
                f"ducklake:{hide_secrets(address)} holds no lake yet; make it with: copydesk run"
            ) from None
        raise _explain(address, error) from None
    con.execute("use lake")
    con.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")


@contextmanager
def _our_turn(address: str, wait_seconds: float) -> Iterator[None]:
    """The loaders' lock, held by a connection of its own, so that it ends with us however we end."""
    con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    try:
        _load_extensions(con)
        _take_turn(con, address, wait_seconds)
        yield
    finally:
        con.close()


def _take_turn(con: DuckDBPyConnection, address: str, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    try:
        con.execute(f"attach {quote(address.removeprefix('postgres:'))} as catalog (type postgres)")
        con.execute("begin transaction")
        while not _try_lock(con):
            if time.monotonic() >= deadline:
                raise WarehouseBusy(
                    f"ducklake:{hide_secrets(address)} is being written by another loader; wait for its end"
                )
            time.sleep(_RETRY_SECONDS)
    except duckdb.Error as error:
        raise _explain(address, error) from None


def _explain(address: str, error: duckdb.Error) -> WarehouseError:
    """Without the cause: what DuckDB says repeats the address, and the password that may be in it."""
    said = hide_secrets(f"ducklake:{address} cannot be opened: {error}")
    return WarehouseError(f"{said}; is PostgreSQL there?")


def _try_lock(con: DuckDBPyConnection) -> bool:
    asked = f"select pg_try_advisory_xact_lock({_LOCK}) as is_ours"
    row = con.execute("select is_ours from postgres_query('catalog', $asked)", {"asked": asked}).fetchone()
    return bool(row and row[0])


def _load_extensions(con: DuckDBPyConnection, names: Iterable[str] = _EXTENSIONS) -> None:
    for name in names:
        spec = find_spec(f"duckdb_extension_{name}")
        if spec is None or not spec.submodule_search_locations:
            wheel = f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
            raise WarehouseError(f"DuckDB's extension {name} is not installed; install {wheel}")
        folder = Path(spec.submodule_search_locations[0]) / "extensions" / f"v{duckdb.__version__}"
        con.execute(f"load '{str(folder / name).replace(chr(39), chr(39) * 2)}.duckdb_extension'")
