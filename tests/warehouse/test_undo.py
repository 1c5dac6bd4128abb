"""Taking back a remake: every row is what it was before, what came later stays, and no kill leaves anything half."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pyarrow.parquet as pq
import pytest

from transforms.records import Batch, Byline, Entity, Window
from warehouse.checks import find_breaches
from warehouse.connection import open_private
from warehouse.forget import forget_story
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish
from warehouse.remakes import expire_remakes, find_remake, keeping, make_layer, name_remake
from warehouse.undo import survey_remake, undo_layer, undo_remake

TABLES = (
    "articles", "stored_revisions", "bylines", "captions", "mentions", "quotes", "evidence", "sketches", "text_pairs",
    "entities", "person_names", "entity_merges", "entries", "rejects", "reject_history",
)  # fmt: skip
KEYS = {"staged_entries": "entry_id", "staged_rejects": "reject_id", "staged_entities": "entity_id"}
NEW_NAME = Entity(entity_id=7, name="Ann Example", kind="person")


@pytest.fixture
def book(paths, noon):
    """Loads batches; `remake` keeps what they replace."""

    class Book:
        name = name_remake("archive-1", noon)
        loads = 0

        def load(self, *, layer=None, **batch):
            self.loads += 1
            with open_private(paths) as con:
                staged = stage_batch(Batch(run_id=f"r{self.loads}", **batch), paths.staged, "b")
                load_staged(con, [staged], now=noon + timedelta(hours=self.loads), keep=layer)

        def remake(self, **batch):
            moment = noon + timedelta(hours=self.loads + 1)
            layer = make_layer(paths, self.name, f"r{self.loads + 1}", [noon], moment)
            self.load(layer=layer, **batch)
            return layer

        def rows(self, *tables):
            with open_private(paths) as con:
                assert not find_breaches(con)
                return {name: con.execute(f"from {name} order by all").fetchall() for name in tables or TABLES}

        def survey(self):
            with open_private(paths) as con:
                found = survey_remake(con, find_remake(paths))
            return found.restored, found.removed, found.kept

    return Book()


def remade(story, **more):
    """The same page as better transforms read it."""
    values = {
        "transform_version": "2",
        "byline": "By Ann Example and Bo Sample",
        "content_key": "remade",
        "bylines": (Byline(position=0, name="Bo Sample", kind="person", raw="Bo Sample", source="h1", entity_id=7),),
        "entities": (*story.entities, NEW_NAME),
        "sketch": (1, 2, 3),
    }
    return replace(story, **(values | more))


@pytest.fixture
def before(book, make_story, make_entry, make_reject):
    """Three stories, two of them sharing text, and a page that was rejected."""
    stories = [make_story(slug) for slug in ("harbour", "ferry", "quay")]
    entries = [
        make_entry(story.url.rsplit("/", 1)[1], state="stored", article_id=story.article_id) for story in stories
    ]
    pier = make_entry("pier", state="rejected", attempts=1)
    book.load(stories=tuple(stories), entries=(*entries, pier), rejects=(make_reject(url=pier.said.url),))
    return stories, pier


def test_a_remake_is_taken_back_to_the_last_row(book, before, paths, make_story, make_reject):
    stories, pier = before
    was = book.rows()
    new = remade(make_story("pier"))
    book.remake(
        stories=(*map(remade, stories[:2]), new),
        entries=(replace(pier, state="stored", article_id=new.article_id),),
        rejects=(make_reject(url=stories[2].url, reason="no-article"),),
        resolved_urls=(pier.said.url,),
    )
    assert book.rows() != was
    assert book.survey() == (2, 1, 0)
    undo_remake(paths, find_remake(paths))
    assert book.rows() == was
    assert not find_remake(paths).layers, "nothing is left to take back"


def test_what_later_runs_brought_and_changed_stays(book, before, paths, make_story, make_entry, noon):
    stories, _ = before
    was = book.rows()
    book.remake(stories=tuple(map(remade, stories)))
    late = make_story("late", hours=9)
    newer = remade(make_story("ferry", hours=9), headline="Ferry sails again")
    book.load(
        stories=(late, newer),
        entries=(make_entry("late", state="stored", article_id=late.article_id),),
    )
    since = book.rows()
    assert book.survey() == (2, 0, 1)
    undo_remake(paths, find_remake(paths))
    after = book.rows()
    kept = {late.article_id, newer.article_id}
    for table in ("articles", "stored_revisions", "bylines", "captions", "mentions", "quotes", "evidence"):
        expected = [row for row in was[table] if row[0] not in kept] + [row for row in since[table] if row[0] in kept]
        place = 27 if table == "articles" else 99  # the cluster, which is drawn anew among those that stand now
        assert sorted(row[:place] + row[place + 1 :] for row in after[table]) == sorted(
            row[:place] + row[place + 1 :] for row in expected
        ), table
    assert after["entries"] == since["entries"]
    assert (7,) in {row[:1] for row in after["entities"]}, "the newer story names her"


def test_layers_go_back_in_turn_and_a_kill_between_two_loses_nothing(book, before, paths):
    stories, _ = before
    was = book.rows()
    book.remake(stories=(remade(stories[0]), remade(stories[1])))
    book.remake(stories=(remade(stories[0], byline="By Nobody", content_key="again"),))
    remake = find_remake(paths)
    assert len(remake.layers) == 2
    with open_private(paths) as con:  # killed once the rows are back, before its files were gone
        undo_layer(con, remake.layers[-1])
    undo_remake(paths, find_remake(paths))
    assert book.rows() == was


def test_a_layer_whose_load_was_never_committed_takes_nothing_back(book, before, paths, tmp_path):
    stories, _ = before
    was = book.rows()
    layer = book.remake(stories=(remade(stories[0]),))
    shutil.copytree(layer.folder, tmp_path / "layer")
    undo_remake(paths, find_remake(paths))
    shutil.copytree(tmp_path / "layer", layer.folder)  # as if the power had failed before the commit
    assert book.survey() == (0, 0, 1)
    undo_remake(paths, find_remake(paths))
    assert book.rows() == was


def test_a_load_that_fails_or_changes_nothing_leaves_no_layer(book, before, paths):
    stories, _ = before
    book.remake(stories=tuple(stories))
    assert find_remake(paths) is None
    with pytest.raises(ZeroDivisionError), open_private(paths) as con:
        con.execute("create temp table placed as select 1::ubigint as article_id, 'new' as action")
        for name in ("revised", "staged_entries", "staged_rejects", "staged_resolved", "staged_entities"):
            con.execute(f"create temp table {name} as select 1::ubigint as {KEYS.get(name, 'article_id')}, '' as url")
        with keeping(con, make_layer(paths, book.name, "r", [], stories[0].fetched_at)):
            1 / 0  # noqa: B018
    assert find_remake(paths) is None


def test_what_is_forgotten_is_forgotten_here_too_and_the_rest_still_goes_back(book, before, paths, noon):
    stories, _ = before
    secret = "Jonas Vergessen"
    person = Entity(entity_id=99, name=secret, kind="person")
    signed = (Byline(position=0, name=secret, kind="person", raw=secret, source="h1", entity_id=99),)
    named = remade(stories[1], headline=f"{secret} speaks", entities=(person,), content_key="secret", bylines=signed)
    book.load(stories=(named,))
    was = book.rows()
    book.remake(stories=tuple(map(remade, stories)))
    forget_story(paths, stories[1].url, now=noon)
    for path in paths.home.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes(), path
    for path in paths.home.rglob("*.parquet"):
        assert secret not in str(pq.read_table(path).to_pylist()), path
    undo_remake(paths, find_remake(paths))
    after = book.rows("articles", "bylines")
    gone = stories[1].article_id
    assert after["bylines"] == [row for row in was["bylines"] if row[0] != gone]
    assert [row[0] for row in after["articles"]] == [row[0] for row in was["articles"] if row[0] != gone]


def test_the_way_back_expires(book, before, paths, noon):
    stories, _ = before
    book.remake(stories=(remade(stories[0]),))
    expire_remakes(paths, noon + timedelta(days=29), 30)
    assert find_remake(paths)
    folder = find_remake(paths).folder
    folder.rename(folder.with_name(folder.name + ".done"))  # as a kill leaves it
    assert find_remake(paths) is None
    expire_remakes(paths, noon + timedelta(days=31), 30)
    assert not list(folder.parent.iterdir())


def test_the_ledger_says_that_the_days_were_undone(book, before, paths, noon):
    stories, _ = before
    day = Window(
        backfill_id="archive-1",
        window_start=noon,
        window_end=noon + timedelta(days=1),
        source="archive",
        state="completed",
    )
    book.remake(stories=(remade(stories[0]),), windows=(day,))
    undo_remake(paths, find_remake(paths))
    publish(paths)
    with open_private(paths) as con:
        assert con.execute("select state from windows").fetchall() == [("undone",)]
