"""Files of earlier migrations: opened by today's code they say the same, in today's shape."""

import duckdb
import pytest

from warehouse.connection import open_private
from warehouse.migrate import migrate, read_migrations

STATES = [
    (1, 1, "First", "The first words.", "a"),
    (1, 2, "Second", "The last words.", "b"),
    (1, 3, "Third", "The last words.", "c"),
    (1, 4, None, None, "unpublished"),
    (2, 1, "Other", "Other words.", "d"),
]


@pytest.fixture
def old_file(paths, monkeypatch):
    """A private file as it was when every state repeated its body."""
    paths.private.parent.mkdir(parents=True)
    before = tuple(item for item in read_migrations() if item.version < 11)
    with duckdb.connect(str(paths.private), config={"storage_compatibility_version": "v1.5.0"}) as con:
        monkeypatch.setattr("warehouse.migrate.read_migrations", lambda: before)
        monkeypatch.setattr("warehouse.migrate.read_sql", lambda folder: {})
        migrate(con)
        con.execute("insert into articles by name select 1 as article_id, 4 as revision, 'The last words.' as body")
        con.execute("insert into articles by name select 2 as article_id, 1 as revision, 'Other words.' as body")
        for state in STATES:
            con.execute(
                "insert into revisions by name select $1 as article_id, $2 as revision, $3 as headline, $4 as body, "
                "$5 as content_key",
                list(state),
            )
    monkeypatch.undo()
    return paths


def test_bodies_that_were_stored_twice_are_stored_once_and_shown_as_before(old_file):
    with open_private(old_file) as con:
        shown = con.execute(
            "select article_id, revision, headline, body, content_key from revisions order by all"
        ).fetchall()
        assert shown == STATES
        stored = con.execute("select body from stored_revisions where body is not null").fetchall()
        assert stored == [("The first words.",)]


def test_every_story_of_an_old_file_is_checked_once_more(old_file):
    with open_private(old_file) as con:
        assert con.execute("from unchecked_articles order by 1").fetchall() == [(1,), (2,)]
