"""Tombstones: hashes of what was forgotten, and the sieve that keeps it from coming back. Forgets nothing itself."""

from collections.abc import Callable, Collection, Mapping

import pyarrow as pa
from duckdb import DuckDBPyConnection

from transforms.text import make_hash
from transforms.urls import normalize_url
from warehouse.frames import CHILDREN


def make_tombstone(url: str) -> str:
    """What is kept of an address that was forgotten."""
    return make_hash(normalize_url(url) or url)


def make_article_tombstone(article_id: int) -> str:
    """What is kept of an article's id, which may come by another address."""
    return make_hash(f"article {article_id}")


def read_tombstones(con: DuckDBPyConnection) -> frozenset[str]:
    """All of them."""
    return frozenset(row[0] for row in con.execute("select tombstone from tombstones").fetchall())


def drop_forgotten(staged: Mapping[str, pa.Table], tombstones: Collection[str]) -> Mapping[str, pa.Table]:
    """The staged tables without the stories, entries, pages and rejects that were forgotten."""
    if not tombstones:
        return staged
    kept = dict(staged)
    stories = {
        row["story_n"]
        for row in staged["articles"].select(["story_n", "article_id", "url"]).to_pylist()
        if make_tombstone(row["url"]) in tombstones or make_article_tombstone(row["article_id"]) in tombstones
    }
    if stories:
        for table in ("articles", *CHILDREN):
            kept[table] = _without(staged[table], "story_n", stories.__contains__)
        named = _named_entities(kept)
        kept["entities"] = _without(staged["entities"], "entity_id", lambda key: key not in named)
    for table in ("entries", "rejects", "known_pages", "imports"):
        kept[table] = _without(staged[table], "url", lambda url: make_tombstone(url) in tombstones)
    kept["removals"] = _without(staged["removals"], "article_id", lambda key: make_article_tombstone(key) in tombstones)
    return kept


def _named_entities(staged: Mapping[str, pa.Table]) -> set[int]:
    direct = (staged[table]["entity_id"].to_pylist() for table in ("mentions", "bylines", "quotes"))
    depicted = (who["entity_id"] for shown in staged["captions"]["depicted"].to_pylist() for who in shown or ())
    return {key for keys in direct for key in keys} | set(depicted)


def _without(table: pa.Table, column: str, is_forgotten: Callable[..., bool]) -> pa.Table:
    return table.filter(pa.array([not is_forgotten(value) for value in table[column].to_pylist()], pa.bool_()))
