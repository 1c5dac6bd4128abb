"""Loading: staged batches enter the tables in one transaction, nothing twice. What a revision is, revisions.py says."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from warehouse.migrate import read_sql, transaction
from warehouse.revisions import Incoming, Placing, Standing, State, place_stories
from warehouse.stage import discard_staged, find_staged, read_staged, stage_batch

__all__ = ["LoadCounts", "TableCounts", "discard_staged", "find_staged", "load_staged", "stage_batch"]

#: Tables whose whole law is in a SQL file of their name.
_BY_SQL = (
    "feeds", "fetches", "entries", "rejects", "runs", "windows", "entities", "backfills", "known_pages", "listings",
    "imports",
)  # fmt: skip
_PLACED = pa.schema(
    [
        ("article_id", pa.uint64()),
        ("story_n", pa.int64()),
        ("action", pa.string()),
        ("revision", pa.int32()),
        ("first_seen_at", pa.timestamp("us", tz="UTC")),
        ("parts_changed", pa.bool_()),
    ]
)
_REVISED = pa.schema(
    [
        ("article_id", pa.uint64()),
        ("story_n", pa.int64()),
        ("was", pa.int32()),
        ("revision", pa.int32()),
        ("seen_at", pa.timestamp("us", tz="UTC")),
        ("changes", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCounts:
    """What a load did to one table."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCounts:
    """What a load did: by table, tables that got nothing left out."""

    tables: Mapping[str, TableCounts] = field(default_factory=dict)
    rejects_resolved: int = 0

    @property
    def articles_new(self) -> int:
        """Stories never seen before."""
        return self.tables.get("articles", TableCounts()).new

    @property
    def articles_changed(self) -> int:
        """Known stories whose row was replaced."""
        return self.tables.get("articles", TableCounts()).changed

    @property
    def articles_unchanged(self) -> int:
        """Stories that are as they were."""
        return self.tables.get("articles", TableCounts()).unchanged


def load_staged(con: DuckDBPyConnection, paths: Sequence[Path], *, now: datetime) -> LoadCounts:
    """Everything staged in these folders, in their order, in one transaction; the folders are removed once it stands.

    Loading the same again changes nothing. `now` is when open rejects of resolved URLs count as resolved.
    """
    if not paths:
        return LoadCounts()
    staged = read_staged(paths)
    sql = read_sql("upserts")
    with transaction(con):
        for name, table in staged.items():
            _hold(con, f"staged_{name}", table)
        counts = {name: _upsert(con, sql[name]) for name in _BY_SQL if len(staged[name])}
        if len(staged["articles"]):
            counts["articles"] = _load_stories(con, sql)
        if len(staged["entries"]):
            con.execute(sql["settle_twins"])
        resolved = _resolve(con, sql["resolve_rejects"], now) if len(staged["resolved"]) else 0
        for name in staged:
            con.execute(f"drop table staged_{name}")
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)
    return LoadCounts(tables=counts, rejects_resolved=resolved)


def _hold(con: DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Copy an Arrow table into a temporary one of this name (one of our own, so it may stand in the SQL).

    Never join Arrow itself: DuckDB 1.5.5 pushes the join's bounds into pyarrow, where an id above 2**63 overflows.
    """
    con.register("arriving", table)
    try:
        con.execute(f"create or replace temp table {name} as from arriving")
    finally:
        con.unregister("arriving")


def _upsert(con: DuckDBPyConnection, sql: str) -> TableCounts:
    row = con.execute(sql).fetchone()
    assert row is not None
    return TableCounts(new=row[0], changed=row[1], unchanged=row[2])


def _resolve(con: DuckDBPyConnection, sql: str, now: datetime) -> int:
    row = con.execute(sql, {"now": now}).fetchone()
    return int(row[0]) if row else 0


def _load_stories(con: DuckDBPyConnection, sql: Mapping[str, str]) -> TableCounts:
    placings = _place_all(con, sql)
    _hold(con, "placed", _make_table(_PLACED, [_placed_row(*item) for item in placings.items()]))
    _hold(con, "revised", _make_table(_REVISED, [row for item in placings.items() for row in _revised_rows(*item)]))
    con.execute(sql["articles"])
    con.execute(sql["parts"])
    actions = [placing.action for placing in placings.values()]
    return TableCounts(
        new=actions.count("new"),
        changed=actions.count("changed"),
        unchanged=actions.count("unchanged") + actions.count("moved"),
    )


def _place_all(con: DuckDBPyConnection, sql: Mapping[str, str]) -> dict[int, Placing]:
    standing = {row[0]: _standing(row) for row in con.execute(sql["standing_articles"]).fetchall()}
    states: dict[int, list[State]] = {}
    for row in con.execute(sql["standing_revisions"]).fetchall():
        states.setdefault(row[0], []).append(_state(row))
    incoming: dict[int, list[Incoming]] = {}
    for row in con.execute(sql["incoming_stories"]).fetchall():
        incoming.setdefault(row[0], []).append(_incoming(row))
    return {key: place_stories(standing.get(key), states.get(key, ()), found) for key, found in incoming.items()}


def _standing(row: tuple[Any, ...]) -> Standing:
    _, fetched_at, first_seen_at, revision, row_hash, parts_hash = row
    return Standing(
        fetched_at=fetched_at,
        first_seen_at=first_seen_at,
        revision=revision,
        row_hash=row_hash,
        parts_hash=parts_hash,
    )


def _state(row: tuple[Any, ...]) -> State:
    _, revision, seen_at, content_key, headline, byline, body_hash, captions, changes = row
    return State(
        seen_at=seen_at,
        content_key=content_key,
        headline=headline,
        byline=byline,
        body_hash=body_hash,
        captions=tuple(captions),
        was=revision,
        revision=revision,
        changes=tuple(changes),
    )


def _incoming(row: tuple[Any, ...]) -> Incoming:
    (
        _,
        story_n,
        url,
        fetched_at,
        first_seen_at,
        row_hash,
        parts_hash,
        content_key,
        headline,
        byline,
        body_hash,
        lines,
    ) = row
    state = State(
        seen_at=fetched_at,
        content_key=content_key,
        headline=headline,
        byline=byline,
        body_hash=body_hash,
        captions=tuple(lines),
        story_n=story_n,
    )
    return Incoming(
        story_n=story_n,
        url=url,
        fetched_at=fetched_at,
        first_seen_at=first_seen_at,
        row_hash=row_hash,
        parts_hash=parts_hash,
        state=state,
    )


def _placed_row(article_id: int, placing: Placing) -> tuple[Any, ...]:
    return (
        article_id,
        placing.story_n,
        placing.action,
        placing.revision,
        placing.first_seen_at,
        placing.parts_changed,
    )


def _revised_rows(article_id: int, placing: Placing) -> list[tuple[Any, ...]]:
    if not placing.states_changed:
        return []
    return [
        (
            article_id,
            state.story_n,
            state.was if state.story_n is None else None,
            state.revision,
            state.seen_at,
            state.changes,
        )
        for state in placing.states
    ]


def _make_table(schema: pa.Schema, rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table([pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)], schema=schema)
