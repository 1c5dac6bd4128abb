"""Feeds that are not polled any more: which, why, and polled again. Mutes none, a poll that is told "gone" does."""

from collections.abc import Mapping

from duckdb import DuckDBPyConnection

from warehouse.migrate import transaction


def read_muted(con: DuckDBPyConnection) -> Mapping[int, str]:
    """Muted feeds by id, each with why."""
    rows = con.execute("select feed_id, coalesce(last_error, 'by hand') from feeds where is_muted").fetchall()
    return dict(rows)


def unmute_feed(con: DuckDBPyConnection, feed_id: int) -> None:
    """The feed is due at once, and nothing that was is held against it."""
    with transaction(con):
        con.execute(
            "update feeds set is_muted = false, failures = 0, next_due_at = null where feed_id = $feed_id",
            {"feed_id": feed_id},
        )
