"""Between the tables and revisions.py: rows as its records, its decisions as tables. Decides nothing itself."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from warehouse.revisions import Incoming, Placing, Standing, State, make_removal, place_stories

_PLACED = pa.schema(
    [
        ("article_id", pa.uint64()),
        ("story_n", pa.int64()),
        ("action", pa.string()),
        ("revision", pa.int32()),
        ("first_seen_at", pa.timestamp("us", tz="UTC")),
        ("unpublished_at", pa.timestamp("us", tz="UTC")),
        ("parts_changed", pa.bool_()),
        ("mentions_changed", pa.bool_()),
        ("is_known", pa.bool_()),
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


def read_placings(con: DuckDBPyConnection, sql: Mapping[str, str]) -> dict[int, Placing]:
    """What is to be written for each article that was staged or found gone, but for those of `first_stories`."""
    standing = {row[0]: Standing(*row[1:]) for row in con.execute(sql["standing_articles"]).fetchall()}
    states: dict[int, list[State]] = {}
    for row in con.execute(sql["standing_revisions"]).fetchall():
        states.setdefault(row[0], []).append(_state(row))
    incoming: dict[int, list[Incoming]] = {}
    for row in con.execute(sql["incoming_stories"]).fetchall():
        incoming.setdefault(row[0], []).append(_incoming(row))
    removals: dict[int, list[State]] = {}
    for key, seen_at in con.execute(sql["incoming_removals"]).fetchall():
        removals.setdefault(key, []).append(make_removal(seen_at))
    # of a story that does not stand nobody can say that it is gone
    keys = [*incoming, *(key for key in removals if key in standing and key not in incoming)]
    return {
        key: place_stories(standing.get(key), states.get(key, ()), incoming.get(key, ()), removals.get(key, ()))
        for key in keys
    }


def make_placed(placings: Mapping[int, Placing]) -> pa.Table:
    """The decisions on rows of `articles`, for SQL to carry out."""
    return _make_table(_PLACED, [_placed_row(*item) for item in placings.items()])


def make_revised(placings: Mapping[int, Placing]) -> pa.Table:
    """The lists of revisions that changed, for SQL to write."""
    return _make_table(_REVISED, [row for item in placings.items() for row in _revised_rows(*item)])


def _state(row: tuple[Any, ...]) -> State:
    _, revision, seen_at, content_key, headline, byline, body_hash, captions, correction, changes = row
    return State(
        seen_at=seen_at,
        content_key=content_key,
        headline=headline,
        byline=byline,
        body_hash=body_hash,
        captions=tuple(captions),
        correction=correction,
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
        mentions_hash,
        content_key,
        headline,
        byline,
        body_hash,
        lines,
        correction,
    ) = row
    state = State(
        seen_at=fetched_at,
        content_key=content_key,
        headline=headline,
        byline=byline,
        body_hash=body_hash,
        captions=tuple(lines),
        correction=correction,
        story_n=story_n,
    )
    return Incoming(
        story_n=story_n,
        url=url,
        fetched_at=fetched_at,
        first_seen_at=first_seen_at,
        row_hash=row_hash,
        parts_hash=parts_hash,
        mentions_hash=mentions_hash,
        state=state,
    )


def _placed_row(article_id: int, placing: Placing) -> tuple[Any, ...]:
    return (
        article_id,
        placing.story_n,
        placing.action,
        placing.revision,
        placing.first_seen_at,
        placing.unpublished_at,
        placing.parts_changed,
        placing.mentions_changed,
        placing.is_known,
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
