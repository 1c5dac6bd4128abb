"""Migrations: numbered SQL files, each with its record in one transaction; then the views. Moves no data."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files

from duckdb import DuckDBPyConnection

from transforms.text import make_hash
from warehouse.errors import NewerWarehouse

_VIEWS_VERSION = 0  #: the record that stands for all of views/*.sql


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlFile:
    """A numbered file of schema/."""

    version: int
    name: str  #: "0001_tables"
    sql: str

    @property
    def checksum(self) -> str:
        """Hex sha256 of the file's text."""
        return make_hash(self.sql)


def read_sql(folder: str) -> dict[str, str]:
    """Name without suffix -> text of every .sql file of a folder of this package, in order of name."""
    found = (item for item in files("warehouse").joinpath(folder).iterdir() if item.name.endswith(".sql"))
    return {
        item.name.removesuffix(".sql"): item.read_text(encoding="utf-8") for item in sorted(found, key=lambda i: i.name)
    }


def read_migrations() -> tuple[SqlFile, ...]:
    """The files of schema/, by number."""
    return tuple(SqlFile(version=int(name[:4]), name=name, sql=sql) for name, sql in read_sql("schema").items())


def migrate(con: DuckDBPyConnection, *, adapt: Callable[[str], str] = str) -> tuple[str, ...]:
    """Bring the file to this code's schema and views; the names of what was applied, () when it was current.

    `adapt` puts a file's SQL into the dialect of another catalog; its record is that of the file.

    Raises NewerWarehouse when the file knows a migration that this code lacks, or knows it with another text.
    """
    applied = _read_applied(con)
    migrations = read_migrations()
    _refuse_newer(applied, {item.version: item for item in migrations})
    done = []
    for item in migrations:
        if item.version not in applied:
            with transaction(con):
                con.execute(adapt(item.sql))
                _record(con, item)
            done.append(item.name)
    return (*done, *_renew_views(con, applied, adapt))


@contextmanager
def transaction(con: DuckDBPyConnection) -> Iterator[None]:
    """All of it or nothing."""
    con.execute("begin transaction")
    try:
        yield
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def _renew_views(con: DuckDBPyConnection, applied: dict[int, str], adapt: Callable[[str], str]) -> tuple[str, ...]:
    sql = "\n".join(read_sql("views").values())
    views = SqlFile(version=_VIEWS_VERSION, name="views", sql=sql)
    if applied.get(_VIEWS_VERSION) == views.checksum:
        return ()
    with transaction(con):
        con.execute(adapt(sql))
        con.execute("delete from schema_migrations where version = ?", [_VIEWS_VERSION])
        _record(con, views)
    return (views.name,)


def _read_applied(con: DuckDBPyConnection) -> dict[int, str]:
    known = con.execute("select 1 from duckdb_tables() where table_name = 'schema_migrations'").fetchone()
    if known is None:
        return {}
    return dict(con.execute("select version, checksum from schema_migrations").fetchall())


def _refuse_newer(applied: dict[int, str], ours: dict[int, SqlFile]) -> None:
    newest = max(applied, default=0)
    if newest > max(ours):
        raise NewerWarehouse(
            f"this warehouse is at migration {newest}, this code knows {max(ours)}; install a newer copydesk"
        )
    for version, checksum in applied.items():
        if version in ours and ours[version].checksum != checksum:
            raise NewerWarehouse(
                f"migration {ours[version].name} of this warehouse has another text than this code's; "
                "install the copydesk that made it, or move the file away and run again: the archive stays"
            )


def _record(con: DuckDBPyConnection, item: SqlFile) -> None:
    con.execute("insert into schema_migrations values (?, ?, ?, now())", [item.version, item.name, item.checksum])
