"""Publishing: whole, checked, never under a reader's feet; and the laws it checks."""

import subprocess
import sys

import pytest

from transforms.records import Batch
from warehouse.checks import find_breaches, find_warnings
from warehouse.connection import open_private, open_published
from warehouse.errors import CheckFailed, NoRoom
from warehouse.load import load_staged, stage_batch
from warehouse.migrate import read_sql
from warehouse.publish import publish

READER = """
import sys
import duckdb

con = duckdb.connect(sys.argv[1], read_only=True)
count = "select count(*) from articles"
print(con.execute(count).fetchone()[0], flush=True)
sys.stdin.readline()
print(con.execute(count).fetchone()[0], flush=True)
"""


@pytest.fixture
def put(paths, noon):
    """Load stories into a private file that is closed again."""

    def run(*stories, name="a"):
        with open_private(paths) as con:
            load_staged(con, [stage_batch(Batch(run_id="r", stories=stories), paths.staged, name)], now=noon)

    return run


def headlines(paths):
    with open_published(paths) as con:
        return [row[0] for row in con.execute("select headline from articles order by 1").fetchall()]


def test_a_reader_keeps_its_snapshot_while_the_next_is_published(paths, put, make_story):
    put(make_story())
    assert publish(paths).is_new
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(paths.published)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout.readline() == "1\n"
    put(make_story("mill", headline="Mill opens"))
    assert publish(paths).is_new
    assert headlines(paths) == ["Harbour reopens after storm", "Mill opens"]
    out, _ = reader.communicate("go\n", timeout=60)
    assert out == "1\n"


def test_the_published_file_is_read_only_whole_and_alone(paths, put, make_story):
    put(make_story())
    stale = paths.published.with_name("news.duckdb.wal")
    stale.write_bytes(b"left by something that died")
    published = publish(paths)
    assert published.path.stat().st_mode & 0o777 == 0o444
    assert not stale.exists()
    assert sorted(path.name for path in paths.home.iterdir()) == ["news.duckdb", "work"]


def test_nothing_new_is_not_copied_again(paths, put, make_story):
    put(make_story())
    publish(paths)
    before = paths.published.stat().st_ino
    assert not publish(paths).is_new
    assert paths.published.stat().st_ino == before
    put(make_story("mill"))
    assert publish(paths).is_new


def test_the_last_snapshots_are_kept(paths, put, make_story):
    for number in range(4):
        put(make_story(f"s{number}"))
        publish(paths, keep=2)
    assert len(list((paths.home / "work" / "previous").iterdir())) == 2


def test_a_broken_law_is_never_published(paths, put, make_story):
    put(make_story())
    publish(paths)
    with open_private(paths) as con:
        con.execute("insert into articles from articles")
    with pytest.raises(CheckFailed, match="duplicate_keys") as caught:
        publish(paths)
    assert caught.value.broken["duplicate_keys"] == 1
    assert headlines(paths) == ["Harbour reopens after storm"]


def test_texts_that_are_new_are_checked_until_they_hold(paths, put, make_story):
    put(make_story())
    with open_private(paths) as con:
        con.execute("update mentions set start = start + 1 where field = 'body'")
    for _ in range(2):
        with pytest.raises(CheckFailed, match="mention_spans: 1 rows"):
            publish(paths)
    with open_private(paths) as con:
        con.execute("update mentions set start = start - 1 where field = 'body'")
    assert publish(paths).is_new


def test_texts_that_were_checked_are_read_again_only_when_all_are(paths, put, make_story):
    put(make_story())
    publish(paths)
    with open_private(paths) as con:
        con.execute("update mentions set start = start + 1 where field = 'body'")
    put(make_story("mill"))
    assert publish(paths).is_new
    with pytest.raises(CheckFailed, match="mention_spans: 1 rows"):
        publish(paths, rebuild=True)


BREACHES = {
    "duplicate_keys": "insert into bylines from bylines",
    "orphans": "insert into evidence values (1, 'headline', 'x', 'h1', true)",
    "orphan_mentions": "delete from entities",
    "mention_spans": "update mentions set start = start + 1",
    "quote_spans": "update quotes set quote = 'Other'",
    "future_dates": "update articles set published_at = fetched_at + interval 3 days",
    "empty_texts": "update articles set body = ' '",
    "entry_states": "update entries set state = 'stored', article_id = null",
    "revision_numbers": "update articles set revision = 2",
    "revision_changes": "update stored_revisions set revision = 25",
    "unpublished": "update articles set unpublished_at = fetched_at",
    "text_pairs": "insert into text_pairs values (1, 2, 3, 4, 5)",
    "clusters": "update articles set cluster_id = 7",
    "robots_obeyed": "update fetches set robots_allowed = false, pace_s = 5",
    "host_pace": """
        insert into runs by name select run_id, 'ingest' as flow, fetched_at as started_at from fetches;
        update fetches set pace_s = 5;
        insert into fetches from fetches""",
    "entity_merges": "insert into entity_merges by name select 1 as entity_id, 1 as into_entity_id",
}


@pytest.mark.parametrize("check", BREACHES)
def test_each_check_finds_what_breaks_its_law(con, load, make_story, make_entry, make_fetch, check):
    load(
        stories=(make_story(), make_story("mill", headline="😀 Mill", body="😀 e\u0301 Jane Roe spoke.")),
        entries=(make_entry(),),
        fetches=(make_fetch(),),
    )
    assert find_breaches(con) == find_warnings(con) == ()
    con.execute(BREACHES[check])
    assert check in {breach.check for breach in find_breaches(con)}


def test_every_law_is_broken_here():
    laws = {name for name, sql in read_sql("checks").items() if not sql.startswith("-- warning:")}
    assert laws == set(BREACHES)


def test_a_file_with_much_dead_space_is_rebuilt_and_loses_nothing(paths, put, make_story, monkeypatch):
    for turn in range(6):
        put(*(make_story(f"s{n}", hours=turn, headline=f"Headline {turn}", body="Word " * 400) for n in range(80)))
    before = rows_of(paths)
    size = paths.private.stat().st_size
    monkeypatch.setattr("warehouse.compact.LEAST_BYTES", 0)
    monkeypatch.setattr("warehouse.compact.DEAD_SHARE", 0.01)
    published = publish(paths)
    assert published.is_compacted
    assert paths.private.stat().st_size < size
    assert rows_of(paths) == before
    with open_private(paths) as con:
        assert con.execute("select comment from duckdb_tables() where table_name = 'articles'").fetchone()[0]
    assert not publish(paths).is_new


def rows_of(paths):
    with open_private(paths) as con:
        names = [row[0] for row in con.execute("select table_name from duckdb_tables() where not temporary").fetchall()]
        kept = set(names) - {"schema_migrations", "unchecked_articles"}
        return {name: sorted(con.table(name).fetchall(), key=repr) for name in sorted(kept)}


def test_a_disk_with_too_little_room_is_told_before_anything_is_copied(paths, put, make_story, monkeypatch):
    put(make_story())
    publish(paths)
    put(make_story("mill", headline="Mill opens"))
    monkeypatch.setattr("warehouse.publish._ROOM", 10.0**12)
    with pytest.raises(NoRoom, match="make room and publish again"):
        publish(paths)
    assert headlines(paths) == ["Harbour reopens after storm"]
    monkeypatch.undo()
    assert publish(paths).is_new


def test_the_copy_of_a_killed_publisher_goes_and_that_of_a_living_one_stays(paths, put, make_story):
    put(make_story())
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    living = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        left, kept = (paths.home / f".news.{process.pid}.part" for process in (dead, living))
        left.write_bytes(b"torn")
        kept.write_bytes(b"half")
        publish(paths)
        assert not left.exists()
        assert kept.exists()
    finally:
        living.communicate(b"")
