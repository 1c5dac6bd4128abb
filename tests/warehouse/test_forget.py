"""Forgetting: nothing of the story is left in any file, everything else is, and it does not come back."""

import pytest

from transforms.records import Batch, Entity
from warehouse.archive import ArchiveWriter, iter_downloads, read_download
from warehouse.connection import open_private, open_published
from warehouse.errors import ArchiveError
from warehouse.forget import NothingToForget, forget_story
from warehouse.load import load_staged, stage_batch
from warehouse.merges import merge_entities
from warehouse.publish import publish

SECRET = "Jonas Vergessen"


@pytest.fixture
def stored(paths, make_story, make_entry, make_fetch, make_reject, make_download, noon):
    """Two stories that share text and a person; the second names somebody who wants to be forgotten."""
    bodies = {
        "harbour": b"<p>The harbour reopened.</p>" + b" " * 2000,
        "secret": f"<p>{SECRET} spoke.</p>".encode() * 90,
    }
    with ArchiveWriter(paths.archive, "run-1") as archive:
        refs = {slug: archive.write(make_download(slug, body=bodies[slug])) for slug in ("harbour", "secret")}
        refs["later"] = archive.write(make_download("later"))
    only = Entity(entity_id=99, name=SECRET, kind="person")
    secret = make_story("secret", headline=f"{SECRET} speaks", sketch=(1, 2, 3))
    mention = type(secret.mentions[0])(start=0, end=1, surface=secret.body[0], kind="person", name=SECRET, entity_id=99)
    secret = type(secret)(**{
        **{name: getattr(secret, name) for name in secret.__dataclass_fields__},
        "entities": (*secret.entities, only), "mentions": (*secret.mentions, mention),
    })  # fmt: skip
    fetches = [
        make_fetch(
            n,
            url=f"https://news.example/{slug}",
            final_url=f"https://news.example/{slug}",
            warc_file=ref.warc_file,
            warc_offset=ref.warc_offset,
            sha256=ref.sha256,
        )
        for n, (slug, ref) in enumerate(refs.items(), 1)
    ]
    batch = {
        "stories": (make_story(), secret),
        "entries": (
            make_entry(state="stored", article_id=make_story().article_id),
            make_entry("secret", title=f"{SECRET} speaks", state="stored", article_id=secret.article_id),
        ),
        "fetches": tuple(fetches),
        "rejects": (make_reject(url="https://news.example/secret"), make_reject()),
    }

    def load(run="r"):
        with open_private(paths) as con:
            load_staged(con, [stage_batch(Batch(run_id=run, **batch), paths.staged, run)], now=noon)

    load()
    publish(paths)
    return refs, load


def counts(paths):
    with open_published(paths) as con:
        names = [
            row[0]
            for row in con.execute("select table_name from duckdb_tables() where schema_name = 'main'").fetchall()
        ]
        return {name: len(con.table(name)) for name in names}


def test_a_story_leaves_tables_snapshots_and_archive(paths, stored, make_story, noon):
    refs, _ = stored
    with open_private(paths) as con:
        known = make_story().entities[0].entity_id
        merge_entities(con, 99, known, why=f"{SECRET} is her maiden name", now=noon)
        con.execute(
            "insert into entity_merges by name select 98 as entity_id, $1 as into_entity_id, $2 as why, "
            "true as is_automatic",
            [known, f"initials of the only full name with the role aide to {SECRET}"],
        )
    done = forget_story(paths, "https://news.example/secret", now=noon)
    assert done.rows["articles"] == done.rows["revisions"] == done.rows["entities"] == done.records == 1
    for path in paths.home.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    with pytest.raises(ArchiveError):
        read_download(paths.archive, refs["secret"])
    assert (
        read_download(paths.archive, refs["harbour"]).status
        == read_download(paths.archive, refs["later"]).status
        == 200
    )
    urls = [download.url for _, download in iter_downloads(paths.archive, noon.replace(hour=0), noon.replace(hour=23))]
    assert urls == ["https://news.example/harbour", "https://news.example/later"]
    left = counts(paths)
    names = ("articles", "stored_revisions", "entities", "entries", "rejects", "entity_merges")
    assert [left[name] for name in names] == [1, 1, 1, 1, 1, 1]
    assert left["text_pairs"] == 0
    with open_published(paths) as con:
        assert con.execute("select cluster_id from articles").fetchall() == [(None,)]
        asked = con.execute("select count(*), count(status), count(warc_file) from fetches").fetchone()
        assert asked == (3, 3, 2)


def test_what_was_forgotten_never_comes_back(paths, stored, noon):
    _, load = stored
    forget_story(paths, "https://news.example/secret", now=noon)
    before = counts(paths)
    load("again")
    publish(paths)
    after = counts(paths)
    assert {name for name in after if after[name] != before[name]} <= {"fetches", "reject_history"}
    assert after["articles"] == after["entities"] == 1
    with open_private(paths) as con:
        assert con.execute("select count(*) from entries where title like ?", [f"%{SECRET}%"]).fetchone() == (0,)


def test_forgetting_twice_is_fine_and_forgetting_nothing_is_told(paths, stored, noon):
    forget_story(paths, "https://news.example/secret", now=noon)
    again = forget_story(paths, "https://news.example/secret", now=noon)
    assert not any(again.rows.values()) and again.records == 0
    with pytest.raises(NothingToForget, match="never-seen"):
        forget_story(paths, "https://news.example/never-seen", now=noon)
