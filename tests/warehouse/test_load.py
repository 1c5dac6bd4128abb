"""The loader's laws, on real files: nothing twice, nothing lost, the same input gives the same rows."""

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from transforms.records import Batch, Entity, Removal, Run, Window
from warehouse.checks import find_breaches
from warehouse.frames import SCHEMAS
from warehouse.load import discard_staged, find_staged, load_staged, stage_batch

MADE_BY_LOADER = {
    "articles": {"revision", "cluster_id", "unpublished_at"},
    "rejects": {"attempts", "resolved_at"},
}


def one(con, sql):
    return con.execute(sql).fetchone()


def test_a_batch_of_everything_is_read_back_as_it_was(
    con, load, make_story, make_entry, make_feed, make_fetch, make_reject, noon
):
    run = Run(run_id="run-1", flow="ingest", started_at=noon, state="completed", counts={"articles_new": 1})
    window = Window(
        backfill_id="b", window_start=noon, window_end=noon + timedelta(days=1), source="archive", state="running"
    )
    counts = load(
        stories=(make_story(),),
        entries=(make_entry(),),
        feeds=(make_feed(),),
        fetches=(make_fetch(),),
        rejects=(make_reject(),),
        runs=(run,),
        windows=(window,),
    )
    assert (counts.articles_new, counts.articles_changed) == (1, 0)
    assert all(table.new >= 1 for table in counts.tables.values())
    assert one(con, "select headline, revision, keywords, fetched_at from articles") == (
        "Harbour reopens after storm",
        1,
        ["harbour", "storm"],
        noon,
    )
    assert one(con, "select media[1].caption, state from entries") == ("The quay", "waiting")
    assert one(con, "select counts['articles_new'] from runs") == (1,)
    assert one(con, "select depicted[1].position, depicted[1].entity_id > 0 from captions") == ("left", True)
    assert one(con, "select max(hash) from sketches") == (2**64 - 1,)
    assert one(con, "select fetch_id from fetches") == (2**63 + 1,)


def test_loading_the_same_again_changes_no_row(dump, load, make_story, make_entry, make_feed, make_fetch, make_reject):
    batch = {
        "stories": (make_story(), make_story("mill", body="Jane Roe spoke at the mill.")),
        "entries": (make_entry(),),
        "feeds": (make_feed(),),
        "fetches": (make_fetch(), make_fetch(2)),
        "rejects": (make_reject(),),
        "resolved_urls": ("https://news.example/other",),
    }
    load(**batch)
    before = dump()
    counts = load(**batch)
    assert dump() == before
    assert all(table.new == table.changed == 0 for table in counts.tables.values())


def test_a_story_twice_in_one_load_is_stored_once(con, paths, make_story, noon):
    folders = [
        stage_batch(Batch(run_id="r", stories=(make_story(), make_story())), paths.staged, name) for name in "ab"
    ]
    load_staged(con, folders, now=noon)
    assert one(con, "select count(*) from articles") == (1,)
    assert one(con, "select count(*) from bylines") == (1,)
    assert one(con, "select count(*) from revisions") == (1,)
    assert find_staged(paths.staged) == ()


def test_an_edited_headline_is_a_second_revision_of_one_article(con, load, make_story, noon):
    load(stories=(make_story(),))
    counts = load(stories=(make_story(hours=2, headline="Harbour reopens at last"),))
    assert counts.articles_changed == 1
    assert one(con, "select count(*), max(revision), max(headline) from articles") == (1, 2, "Harbour reopens at last")
    assert con.execute("select revision, headline, changes from revisions order by 1").fetchall() == [
        (1, "Harbour reopens after storm", []),
        (2, "Harbour reopens at last", ["headline"]),
    ]
    assert one(con, "select count(*), any_value(value) from evidence") == (1, "Harbour reopens at last")


def test_an_older_page_never_overwrites_a_newer_one(con, load, make_story):
    load(stories=(make_story(hours=2, headline="New"),))
    counts = load(stories=(make_story(hours=0, headline="Old"),))
    assert counts.articles_changed == 0
    assert one(con, "select headline, revision from articles") == ("New", 2)
    assert con.execute("select revision, headline from revisions order by 1").fetchall() == [(1, "Old"), (2, "New")]


def test_a_page_made_again_by_a_better_transform_replaces_in_place(con, load, make_story):
    load(stories=(make_story(),))
    better = make_story(transform_version="2", section="Local", bylines=())
    counts = load(stories=(better,))
    assert counts.articles_changed == 1
    assert one(con, "select transform_version, section, revision from articles") == ("2", "Local", 1)
    assert one(con, "select count(*) from bylines") == (0,)
    assert one(con, "select count(*) from revisions") == (1,)


def test_articles_deleted_and_made_again_keep_their_revision_numbers(con, load, dump, make_story):
    stories = [make_story(hours=hours, headline=f"Headline {hours}") for hours in range(3)]
    load(stories=tuple(stories))
    before = dump()
    con.execute("delete from articles")  # and what hangs on them stays
    load(stories=(stories[0],))
    assert one(con, "select count(*) from bylines") == (1,)
    assert one(con, "select headline, revision from articles") == ("Headline 0", 1)
    load(stories=(stories[2], stories[1]))
    after = dump()
    assert after == before


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_distinct_states_give_the_same_revisions_in_any_order(con, load, make_story, order):
    stories = [make_story(hours=hours, headline=f"Headline {hours}") for hours in range(3)]
    for number in order:
        load(stories=(stories[number],))
    assert con.execute("select revision, headline, changes from revisions order by 1").fetchall() == [
        (1, "Headline 0", []),
        (2, "Headline 1", ["headline"]),
        (3, "Headline 2", ["headline"]),
    ]
    assert one(con, "select headline, revision from articles") == ("Headline 2", 3)


def test_an_ever_changing_story_fills_at_most_24_revisions(con, load, make_story):
    load(stories=tuple(make_story(hours=hours, headline=f"Headline {hours}") for hours in range(30)))
    assert one(con, "select count(*), max(revision) from revisions") == (24, 24)
    assert one(con, "select headline, revision from articles") == ("Headline 29", 24)


def test_a_cluster_outlives_a_replaced_article(con, load, make_story):
    load(stories=(make_story(),))
    con.execute("update articles set cluster_id = 7")
    load(stories=(make_story(section="Local"),))
    assert one(con, "select cluster_id, section from articles") == (7, "Local")


def test_an_article_is_first_seen_at_the_earliest(con, load, make_story, noon):
    load(stories=(make_story(),))
    load(stories=(make_story(first_seen_at=noon - timedelta(days=3)),))
    assert one(con, "select first_seen_at from articles") == (noon - timedelta(days=3),)


def test_an_entry_known_already_keeps_its_first_and_its_last_sighting(con, load, make_entry, noon):
    load(entries=(make_entry(hours=5),))
    load(entries=(make_entry(hours=2, state="stored", article_id=2**64 - 1),))
    assert one(con, "select first_seen_at, last_seen_at, state, article_id from entries") == (
        noon + timedelta(hours=2),
        noon + timedelta(hours=5),
        "stored",
        2**64 - 1,
    )


def test_an_item_that_another_feed_shows_too_is_the_story_that_is_stored(con, load, make_entry):
    load(entries=(make_entry(state="stored", article_id=7),))
    load(entries=(make_entry(entry_id=2, feed_id=2), make_entry("mill", entry_id=3, feed_id=2)))
    assert con.sql("select entry_id, state, article_id from entries where entry_id < 9 order by all").fetchall() == [
        (2, "stored", 7),
        (3, "waiting", None),
    ]


@pytest.mark.parametrize("again", [{}, {"feed_id": 2, "article_id": 7}])
def test_an_item_whose_own_feed_announces_it_anew_waits_for_its_page(con, load, make_entry, again):
    load(entries=(make_entry(state="stored", article_id=7),))
    load(entries=(make_entry(entry_id=2, **again),))
    assert one(con, "select state from entries where entry_id = 2") == ("waiting",)


def test_a_feed_is_replaced_only_when_it_differs(con, load, make_feed, noon):
    load(feeds=(make_feed(),))
    assert load(feeds=(make_feed(),)).tables["feeds"].unchanged == 1
    counts = load(feeds=(make_feed(etag='"1"', first_seen_at=noon + timedelta(days=1)),))
    assert counts.tables["feeds"].changed == 1
    assert one(con, "select etag, first_seen_at, count(*) over () from feeds") == ('"1"', noon, 1)


def test_a_fetch_is_written_once(con, load, make_fetch):
    load(fetches=(make_fetch(), make_fetch()))
    load(fetches=(make_fetch(), make_fetch(2)))
    assert one(con, "select count(*) from fetches") == (2,)


def test_a_run_that_is_replayed_counts_as_one_attempt(con, load, make_reject, noon):
    load(rejects=(make_reject(),))
    load(rejects=(make_reject(),))
    load(rejects=(make_reject(rejected_at=noon + timedelta(minutes=1)),))
    assert one(con, "select attempts, rejected_at from rejects") == (1, noon + timedelta(minutes=1))
    load(run_id="run-2", rejects=(make_reject(rejected_at=noon + timedelta(hours=1)),))
    assert one(con, "select attempts, run_id from rejects") == (2, "run-2")
    load(rejects=(make_reject(),))
    assert one(con, "select attempts, run_id from rejects") == (2, "run-2")


def test_a_resolved_reject_opens_again_when_it_fails_again(con, load, make_reject, noon):
    url = make_reject().url
    load(rejects=(make_reject(),))
    assert load(resolved_urls=(url,)).rejects_resolved == 1
    assert one(con, "select resolved_at from rejects") == (noon + timedelta(days=1),)
    load(rejects=(make_reject(),))
    assert one(con, "select resolved_at is not null from rejects") == (True,)
    load(run_id="run-2", rejects=(make_reject(rejected_at=noon + timedelta(days=2)),))
    assert one(con, "select resolved_at is null, attempts from rejects") == (True, 2)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_entities_do_not_depend_on_the_order_of_stories(con, load, make_story, noon, order):
    names = [
        Entity(entity_id=9, name="Jane Roe", kind="person", aliases=("J. Roe",)),
        Entity(entity_id=9, name="Jane Q. Roe", kind="person", aliases=("Roe",), wikidata_id="Q1"),
    ]
    stories = [
        make_story(f"s{number}", hours=number, entities=(name,), mentions=()) for number, name in enumerate(names)
    ]
    for number in order:
        load(stories=(stories[number],))
    assert con.execute("select name, aliases, wikidata_id, first_seen_at from entities").fetchall() == [
        ("Jane Q. Roe", ["J. Roe", "Jane Roe", "Roe"], "Q1", noon)
    ]


def test_a_run_ends_by_replacing_its_row(con, load, noon):
    run = Run(run_id="r", flow="ingest", started_at=noon, state="running")
    load(runs=(run,))
    load(runs=(replace(run, state="completed", ended_at=noon, counts={"b": 2, "a": 1}),))
    assert con.execute("select state, counts from runs").fetchall() == [("completed", {"a": 1, "b": 2})]


def test_text_that_is_no_unicode_still_loads(con, load, make_entry):
    load(entries=(make_entry(title="Broken \ud800 title"),))
    assert one(con, "select title from entries") == ("Broken ? title",)


def test_a_load_that_fails_leaves_no_row_and_keeps_what_was_staged(con, paths, make_story, make_feed, noon):
    path = stage_batch(Batch(run_id="r", stories=(make_story(),), feeds=(make_feed(),)), paths.staged, "a")
    con.execute("alter table sketches drop column hash")
    con.execute("set threads = 3; set max_vacuum_tasks = 7")
    with pytest.raises(duckdb.Error):
        load_staged(con, [path], now=noon)
    assert one(con, "select (select count(*) from articles) + (select count(*) from feeds)") == (0,)
    assert find_staged(paths.staged) == (path,)
    assert one(con, "select current_setting('threads'), current_setting('max_vacuum_tasks')") == (3, 7)


def test_staging_leaves_only_whole_folders_and_discards_all(paths, make_story):
    path = stage_batch(Batch(run_id="r", stories=(make_story(),)), paths.staged, "a")
    (paths.staged / "b.77.part").mkdir()
    assert find_staged(paths.staged) == (path,)
    assert discard_staged(paths.staged) == 2
    assert find_staged(paths.staged) == ()
    assert discard_staged(Path(paths.home / "nowhere")) == 0


def test_frames_have_the_columns_and_types_of_the_tables(con):
    extra = {"story_no": "BIGINT", "caption_lines": "VARCHAR[]", "correction": "VARCHAR", "body_key": "VARCHAR"}
    for name, schema in SCHEMAS.items():
        if name in {"resolved", "removals"}:
            continue
        con.register("frame", schema.empty_table())
        frame = {row[0]: row[1] for row in con.execute("describe select * from frame").fetchall()}
        table = {row[0]: row[1] for row in con.execute(f"describe {name}").fetchall()}
        assert frame.items() <= (table | extra).items(), name
        assert set(table) - set(frame) <= MADE_BY_LOADER.get(name, set()), name
        shared = [column for column in frame if column in table]
        assert shared == [column for column in table if column in frame], name


def test_a_body_is_stored_once_and_shown_with_each_state_that_has_it(con, load, make_story):
    load(stories=(make_story(),))
    load(stories=(make_story(hours=1, headline="New headline"),))
    load(stories=(make_story(hours=2, headline="New headline", body="Jane Roe spoke of other things."),))
    load(stories=(make_story(hours=3, headline="Last headline", body="Jane Roe spoke of other things."),))
    first, last = (
        "“We are back,” said Jane Roe.\n\nThe harbour of Port Elm reopened.",
        "Jane Roe spoke of other things.",
    )
    assert con.execute("select body from revisions order by revision").fetchall() == [
        (first,), (first,), (last,), (last,)
    ]  # fmt: skip
    assert con.execute("select body from stored_revisions order by revision").fetchall() == [
        (first,), (first,), (None,), (None,)
    ]  # fmt: skip


def test_a_state_keeps_its_body_when_the_row_gets_another_of_the_same_words(con, load, make_story):
    load(stories=(make_story(body="He said “yes”."),))
    load(stories=(make_story(body='He said "yes".', hours=1),))
    assert one(con, "select body from articles") == ('He said "yes".',)
    assert con.execute("select revision, body from revisions").fetchall() == [(1, "He said “yes”.")]


def test_a_page_that_is_gone_has_no_body_and_the_state_before_keeps_its_own(con, load, make_story, noon):
    story = make_story()
    load(stories=(story,))
    load(removals=(Removal(article_id=story.article_id, seen_at=noon + timedelta(hours=2)),))
    assert con.execute("select body from revisions order by revision").fetchall() == [(story.body,), (None,)]
    load(stories=(make_story(hours=3, body="It is back."),))
    assert con.execute("select body from revisions order by revision").fetchall() == [
        (story.body,), (None,), ("It is back.",)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_every_state_shows_the_body_that_was_seen_then_however_loads_came(con, load, make_story, seed):
    chance = random.Random(seed)
    bodies = ("One.", "“Two.”", '"Two."', "Three.")
    stories = [
        make_story(f"s{chance.randrange(3)}", hours=hours, body=chance.choice(bodies), headline=chance.choice("AB"))
        for hours in range(30)
    ]
    seen = {(story.article_id, story.fetched_at): story.body for story in stories}
    chance.shuffle(stories)
    while stories:
        size = chance.randint(1, 6)
        load(stories=tuple(stories[:size]))
        stories = stories[size:]
        states = con.execute("select article_id, seen_at, body from revisions").fetchall()
        assert all(seen[article_id, seen_at] == body for article_id, seen_at, body in states)
        assert one(con, "select count(*) from stored_revisions s join articles using (article_id, body)") == (0,)
    assert find_breaches(con) == ()


def test_a_folder_that_an_earlier_version_staged_is_loaded(con, paths, make_story, noon):
    folder = stage_batch(Batch(run_id="r", stories=(make_story(),)), paths.staged, "a")
    file = folder / "bylines.parquet"
    pq.write_table(pq.read_table(file).drop_columns(["entity_id"]), file)
    load_staged(con, [folder], now=noon)
    assert one(con, "select name, entity_id from bylines") == ("Ann Example", None)


def test_mentions_that_are_as_they_were_keep_their_rows(con, load, make_story):
    load(stories=(make_story(), make_story("mill")))
    rows = "select list(rowid order by rowid) from mentions"
    before = one(con, rows)
    load(stories=(make_story(hours=1, headline="Harbour opens again"),))
    assert one(con, "select count(*) from evidence where value = 'Harbour opens again'") == (1,)
    assert one(con, rows) == before
    con.execute("update articles set mentions_hash = null")  # as a version without it wrote them
    load(stories=(make_story(hours=2, headline="Harbour closes again"),))
    after = one(con, rows)
    assert len(after[0]) == len(before[0])
    assert after != before


@pytest.mark.parametrize("seed", range(4))
def test_a_story_has_the_mentions_of_its_row_however_loads_came(con, load, make_story, seed):
    chance = random.Random(seed)
    stories = []
    for hours in range(24):
        story = make_story(f"s{chance.randrange(3)}", hours=hours, headline=chance.choice("AB"))
        stories.append(replace(story, mentions=story.mentions[: chance.randrange(3)]))
    said = {(story.article_id, story.fetched_at): len(story.mentions) for story in stories}
    chance.shuffle(stories)
    while stories:
        size = chance.randint(1, 5)
        load(stories=tuple(stories[:size]))
        stories = stories[size:]
        shown = con.execute(
            "select article_id, fetched_at, count(mentions.article_id) "
            "from articles left join mentions using (article_id) group by all"
        ).fetchall()
        assert all(said[article_id, fetched_at] == mentions for article_id, fetched_at, mentions in shown)


def test_folders_are_loaded_in_their_order_whatever_they_are_called(con, paths, make_story, noon):
    staged = paths.staged / "it's here"
    stories = [make_story(hours=hours, headline=f"State {hours}") for hours in range(3)]
    folders = [
        stage_batch(Batch(run_id="r", stories=(make_story("mill"), story)), staged, f"b{3 - number}")
        for number, story in enumerate(stories)
    ]
    load_staged(con, folders, now=noon)
    assert one(con, "select headline, revision from articles where headline like 'State%'") == ("State 2", 3)
    assert con.execute("select count(*) from mentions group by article_id").fetchall() == [
        (len(stories[0].mentions),), (len(stories[0].mentions),)
    ]  # fmt: skip
