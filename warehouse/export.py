"""Exports of the published file: Parquet, a folder a table, stories by month; ninjs, a story a line."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from warehouse.frames import CHILDREN
from warehouse.migrate import read_sql
from warehouse.quoting import quote

#: Tables whose rows belong to a story: they are partitioned by its month.
_BY_STORY = ("articles", "revisions", *CHILDREN)
#: Tables that only the loader reads.
_OURS = ("stored_revisions", "unchecked_articles", "person_names")
_DATED = """
(
    select
        {table}.*,
        strftime(coalesce(stories.published_at, stories.first_seen_at) at time zone 'UTC', '%Y-%m') as month
    from {table}
    inner join articles as stories on {table}.article_id = stories.article_id
    where coalesce(stories.published_at, stories.first_seen_at) >= '{since}'
        and coalesce(stories.published_at, stories.first_seen_at) < '{until}'
)
"""
_COPY = "copy {rows} to {target} (format parquet, compression zstd{more})"
#: Not Hive's own name for null: of nulls alone pyarrow can tell no type.
_NO_MONTH = "month=none"
FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def export_parquet(
    con: DuckDBPyConnection, folder: Path, *, since: datetime = FIRST, until: datetime = LAST
) -> dict[str, int]:
    """A folder a table under `folder`, which must be new; rows by table. Stories from `since` to before `until`."""
    folder.mkdir(parents=True)
    named = con.execute(
        "select table_name from duckdb_tables() where not temporary and schema_name = 'main'"
    ).fetchall()
    rows = {}
    for table in sorted({"revisions", *(name for (name,) in named)} - set(_OURS)):
        target = folder / table
        target.mkdir()
        rows[table] = _export(con, table, target, since, until)
    return rows


def _export(con: DuckDBPyConnection, table: str, folder: Path, since: datetime, until: datetime) -> int:
    if table not in _BY_STORY:
        return _copy(con, table, folder / f"{table}.parquet")
    rows = _DATED.format(table=table, since=since, until=until)
    if written := _copy(con, rows, folder, ", partition_by (month)"):
        return written
    # no rows, no months: one file tells whoever reads the folder its columns
    (folder / _NO_MONTH).mkdir()
    return _copy(con, f"(select * exclude (month) from {rows})", folder / _NO_MONTH / "data_0.parquet")


def _copy(con: DuckDBPyConnection, rows: str, target: Path, more: str = "") -> int:
    written = con.execute(_COPY.format(rows=rows, target=quote(target), more=more)).fetchone()
    return int(written[0]) if written else 0


def export_ninjs(con: DuckDBPyConnection, path: Path, *, since: datetime = FIRST, until: datetime = LAST) -> int:
    """A JSON object a line, in the shape of IPTC's ninjs; how many stories that were."""
    answer = con.execute(read_sql("exports")["ninjs"], {"since": since, "until": until})
    names = [column[0] for column in answer.description or ()]
    unfinished = path.with_name(path.name + ".part")
    count = 0
    with unfinished.open("w", encoding="utf-8") as file:
        while rows := answer.fetchmany(1000):
            for row in rows:
                file.write(json.dumps(_drop_absent(dict(zip(names, row, strict=True))), ensure_ascii=False) + "\n")
            count += len(rows)
    unfinished.replace(path)
    return count


def _drop_absent(value: Any) -> Any:
    """What is not known is left out, at every depth; times as ISO 8601."""
    if isinstance(value, Mapping):
        kept = {key: _drop_absent(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "", [], {})}
    if isinstance(value, list):
        return [_drop_absent(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
