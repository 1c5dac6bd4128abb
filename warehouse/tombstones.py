"""Tombstones: hashes of what was forgotten, and the sieve that keeps it from coming back. Forgets nothing itself."""

from collections.abc import Collection, Sequence
from typing import Any

from duckdb import DuckDBPyConnection

from transforms.text import make_hash
from transforms.urls import normalize_url


def make_tombstone(url: str) -> str:
    """What is kept of an address that was forgotten."""
    return make_hash(normalize_url(url) or url)


def make_article_tombstone(article_id: int) -> str:
    """What is kept of an article's id, which may come by another address."""
    return make_hash(f"article {article_id}")


def read_tombstones(con: DuckDBPyConnection) -> frozenset[str]:
    """All of them."""
    return frozenset(row[0] for row in con.execute("select tombstone from tombstones").fetchall())


def drop_forgotten(con: DuckDBPyConnection, held: Collection[str], tombstones: Collection[str]) -> None:
    """Take the stories, entries, pages and rejects that were forgotten out of the tables held for a load."""
    if not tombstones:
        return
    if "articles" in held:
        _drop_stories(con, tombstones)
    for table in {"entries", "rejects", "known_pages", "imports"}.intersection(held):
        _drop(con, table, "url", [url for url in _values(con, table, "url") if make_tombstone(url) in tombstones])
    if "removals" in held:
        keys = _values(con, "removals", "article_id")
        _drop(con, "removals", "article_id", [key for key in keys if make_article_tombstone(key) in tombstones])


def _drop_stories(con: DuckDBPyConnection, tombstones: Collection[str]) -> None:
    rows = con.execute("select story_n, article_id, url from staged_articles").fetchall()
    stories = [
        story_n
        for story_n, article_id, url in rows
        if make_tombstone(url) in tombstones or make_article_tombstone(article_id) in tombstones
    ]
    if stories:
        # their parts go with them: those of no article are never read
        _drop(con, "articles", "story_n", stories)
        con.execute(_DROP_UNNAMED)


def _values(con: DuckDBPyConnection, table: str, column: str) -> list[Any]:
    return [row[0] for row in con.execute(f"select distinct {column} from staged_{table}").fetchall()]


def _drop(con: DuckDBPyConnection, table: str, column: str, values: Sequence[Any]) -> None:
    if values:
        con.execute(f"delete from staged_{table} where {column} in (select unnest($values))", {"values": values})


#: Who is named by no story that is left.
_DROP_UNNAMED = """
delete from staged_entities
where entity_id not in (
    with naming as (
        select story_n, entity_id from staged_mentions
        union all
        select story_n, entity_id from staged_bylines
        union all
        select story_n, entity_id from staged_quotes
        union all
        select staged_captions.story_n, who.entity_id
        from staged_captions, unnest(depicted) as shown (who)
    )

    select entity_id
    from naming
    where entity_id is not null and story_n in (select story_n from staged_articles)
)
"""
