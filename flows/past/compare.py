"""What remaking would change: staged stories beside those that stand, field by field. Stores nothing."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from flows.line import Line
from flows.make import MadeShard
from flows.report import FieldChange
from flows.stages import open_warehouse
from warehouse.frames import SCHEMAS
from warehouse.quoting import quote_list

_EXAMPLES = 3
_SHOWN = 160
#: Not what a story says, but how and when it was made.
_TECHNICAL = frozenset(
    {
        "article_id", "story_no", "feed_id", "first_seen_at", "fetched_at", "body_hash", "content_key", "row_hash",
        "transform_version", "parts_hash", "mentions_hash", "caption_lines", "position", "entity_id",
    }
)  # fmt: skip
#: The tables of a story's parts, and what their rows are in order of.
_PARTS = {
    "bylines": ("position",),
    "captions": ("position",),
    "mentions": ("field", "caption_position", "start"),
    "quotes": ("position",),
}


def compare_window(line: Line, shards: Sequence[MadeShard]) -> tuple[FieldChange, ...]:
    """What these stories would change in the tables."""
    paths = [shard.staged for shard in shards]
    rejected = [reject.url for shard in shards for reject in shard.rejects]
    with open_warehouse(line) as con:
        return (*_compare(con, paths), *_compare_rejects(con, rejected))


def discard_shards(shards: Iterable[MadeShard]) -> None:
    """What was only compared is not loaded."""
    for shard in shards:
        shutil.rmtree(shard.staged, ignore_errors=True)


def merge_changes(changes: Iterable[FieldChange]) -> tuple[FieldChange, ...]:
    """Those of several windows as one, the most frequent first."""
    merged: dict[str, FieldChange] = {}
    for change in changes:
        old = merged.get(change.field)
        count = change.articles + (old.articles if old else 0)
        examples = ((old.examples if old else ()) + change.examples)[:_EXAMPLES]
        merged[change.field] = FieldChange(field=change.field, articles=count, examples=examples)
    return tuple(sorted(merged.values(), key=lambda change: (-change.articles, change.field)))


def _compare(con: DuckDBPyConnection, paths: Sequence[Path]) -> Iterator[FieldChange]:
    files = {name: [str(p / f"{name}.parquet") for p in paths if (p / f"{name}.parquet").is_file()] for name in SCHEMAS}
    if not files["articles"]:
        return
    con.execute(
        """
        create or replace temp table remade as
        select
            remade.*,
            parse_dirpath(remade.filename) as folder,
            articles.article_id is null as is_new
        from read_parquet($files, filename = true) as remade
        left join articles using (article_id)
        where articles.article_id is null or remade.fetched_at >= articles.fetched_at
        qualify
            row_number() over (partition by article_id order by remade.fetched_at desc, remade.url desc, story_no desc)
            = 1
        """,
        {"files": files["articles"]},
    )
    yield from _count_new(con)
    for column in _columns(con, "articles"):
        value = f'select article_id, "{column}"::varchar as value from'
        yield from _difference(con, column, f"{value} articles", f"{value} remade")
    for table, order in _PARTS.items():
        for column in _columns(con, table):
            before = _standing(table, column, order)
            yield from _difference(con, f"{table}.{column}", before, _remade(table, column, order, files[table]))


def _columns(con: DuckDBPyConnection, table: str) -> list[str]:
    """What a story's table says of it; a staged table has more columns than that."""
    standing = con.table(table).columns
    return [column for column in SCHEMAS[table].names if column in standing and column not in _TECHNICAL]


def _standing(table: str, column: str, order: Sequence[str]) -> str:
    return f"""
        select article_id, list("{column}" order by {_quoted(order)})::varchar as value from {table} group by article_id
    """


def _remade(table: str, column: str, order: Sequence[str], files: Sequence[str]) -> str:
    if not files:
        return "select null::ubigint as article_id, null::varchar as value where false"
    return f"""
        select part.article_id, list(part."{column}" order by {_quoted(order, "part.")})::varchar as value
        from read_parquet({quote_list(files)}, filename = true) as part
        inner join remade
            on part.article_id = remade.article_id
            and part.story_no = remade.story_no
            and part.filename = remade.folder || '/{table}.parquet'
        group by part.article_id
    """


def _quoted(columns: Sequence[str], of: str = "") -> str:
    return ", ".join(f'{of}"{column}"' for column in columns)


def _difference(con: DuckDBPyConnection, field: str, before: str, after: str) -> Iterator[FieldChange]:
    rows = con.execute(
        f"""
        with old as ({before}), new as ({after}),
        pairs as (
            select remade.url, old.value as was, new.value as is_now
            from remade
            left join old using (article_id)
            left join new using (article_id)
            where not remade.is_new and old.value is distinct from new.value
        )
        select url, was, is_now, count(*) over () as times
        from pairs
        order by url
        limit {_EXAMPLES}
        """
    ).fetchall()
    if rows:
        examples = tuple((url, _shorten(was), _shorten(now)) for url, was, now, _ in rows)
        yield FieldChange(field=field, articles=rows[0][3], examples=examples)


def _count_new(con: DuckDBPyConnection) -> Iterator[FieldChange]:
    rows = con.execute(
        "select url, headline, count(*) over () from remade where is_new order by url limit 3"
    ).fetchall()
    if rows:
        examples = tuple((url, "none", _shorten(headline)) for url, headline, _ in rows)
        yield FieldChange(field="not stored so far", articles=rows[0][2], examples=examples)


def _compare_rejects(con: DuckDBPyConnection, urls: Sequence[str]) -> Iterator[FieldChange]:
    rows = con.execute(
        "select url, headline from articles where url in (select unnest($urls::varchar[])) order by url",
        {"urls": list(urls)},
    ).fetchall()
    if rows:
        examples = tuple((url, _shorten(headline), "none; what is stored stays") for url, headline in rows[:_EXAMPLES])
        yield FieldChange(field="no longer a story", articles=len(rows), examples=examples)


def _shorten(value: str | None) -> str:
    text = "none" if value is None else " ".join(value.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
