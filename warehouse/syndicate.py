"""After a load: its new texts are joined with those of the days around them. Who copied whom, clusters.py says."""

from collections.abc import Mapping

import pyarrow as pa
from duckdb import DuckDBPyConnection

from warehouse.clusters import Pair, Sharer, choose_clusters

_CLUSTERED = pa.schema([("article_id", pa.uint64()), ("cluster_id", pa.uint64())])


def join_new_texts(con: DuckDBPyConnection, sql: Mapping[str, str]) -> None:
    """Find the pairs of the stories that `placed` and `staged_sketches` brought, and their clusters."""
    row = con.execute(sql["joining_days"]).fetchone()
    since, until = row if row else (None, None)
    days = {"since": since, "until": until}
    con.execute(sql["matched_sketches"], days)
    con.execute(sql["meeting_sketches"])
    con.execute(sql["sketch_sizes"], days)
    con.execute(sql["text_pairs"])
    con.execute(sql["touched"])
    choose_touched(con, sql)


def choose_touched(con: DuckDBPyConnection, sql: Mapping[str, str]) -> None:
    """Choose the clusters of all stories in `touched`, and of those they share text with, anew."""
    while _count(con, sql["touched_neighbours"]):
        pass
    pairs = [
        Pair(one_id=one, other_id=other, shared=shared, one_hashes=hashes, other_hashes=other_hashes)
        for one, other, shared, hashes, other_hashes in con.execute(sql["touched_pairs"]).fetchall()
    ]
    names = ("article_id", "dated_at", "publisher", "agency", "byline", "copyright_notice")
    rows = con.execute(sql["touched_stories"]).fetchall()
    chosen = choose_clusters((Sharer(**dict(zip(names, row, strict=True))) for row in rows), pairs)
    con.register(
        "choosing", pa.table([pa.array(chosen, pa.uint64()), pa.array(chosen.values(), pa.uint64())], _CLUSTERED)
    )
    try:
        con.execute("create or replace temp table clustered as from choosing")
    finally:
        con.unregister("choosing")
    con.execute(sql["clusters"])


def _count(con: DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0
