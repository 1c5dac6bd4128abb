"""Reprints are found by the SQL join, whatever clients did to them; a load joins only what it brings."""

import random
from datetime import timedelta

import pytest

from bench.texts import make_body, make_variants, make_words
from transforms.syndication import make_sketch


def put(make_story, slug, body, **more):
    return make_story(slug, body=body, sketch=make_sketch(body), mentions=(), quotes=(), **more)


@pytest.fixture
def write():
    chance, words = random.Random(20261124), make_words(7)
    return lambda length=300: make_body(chance, words, length)


def clusters(con):
    sql = "select url, cluster_id from articles order by url"
    return {url.rsplit("/", 1)[1]: cluster for url, cluster in con.execute(sql).fetchall()}


def test_1500_variants_of_300_articles_find_each_other(con, load, make_story, write):
    chance = random.Random(3)
    stories = [
        put(make_story, f"{number}-{place}", text)
        for number in range(300)
        for place, (_, text) in enumerate(make_variants(chance, write(chance.choice((150, 250, 400, 700)))))
    ]
    for start in range(0, len(stories), 500):
        load(stories=tuple(stories[start : start + 500]))
    origin = {story.article_id: story.url.rsplit("/", 1)[1].split("-")[0] for story in stories}
    found = con.execute("select article_id, other_article_id from text_pairs").fetchall()
    right = sum(origin[one] == origin[other] for one, other in found)
    assert right / len(found) >= 0.97
    assert right / (300 * 10) >= 0.97
    assert len(set(found)) == len(found)


def test_pairs_are_the_same_whether_stories_come_at_once_or_one_by_one(con, load, make_story, write):
    body = write(700)
    stories = [put(make_story, f"s{n}", text) for n, (_, text) in enumerate(make_variants(random.Random(1), body))]
    load(stories=tuple(stories))
    at_once = (con.execute("from text_pairs order by all").fetchall(), clusters(con))
    for table in (
        "articles",
        "stored_revisions",
        "bylines",
        "captions",
        "mentions",
        "evidence",
        "sketches",
        "text_pairs",
    ):
        con.execute(f"delete from {table}")
    for story in reversed(stories):
        load(stories=(story,))
    assert (con.execute("from text_pairs order by all").fetchall(), clusters(con)) == at_once
    assert len(at_once[0]) == 10


def test_a_story_that_is_rewritten_leaves_its_cluster(con, load, make_story, write, noon):
    body = write()
    first = put(make_story, "first", body, published_at=noon - timedelta(hours=5))
    load(stories=(first, put(make_story, "copy", body)))
    assert clusters(con) == {"first": first.article_id, "copy": first.article_id}
    load(stories=(put(make_story, "copy", write(), hours=1),))
    assert clusters(con) == {"first": None, "copy": None}
    assert con.execute("select count(*) from text_pairs").fetchone() == (0,)


def test_days_apart_the_same_words_are_no_copy(con, load, make_story, write, noon):
    body = write()
    load(stories=(put(make_story, "old", body, published_at=noon - timedelta(days=4)),))
    load(stories=(put(make_story, "new", body, published_at=noon),))
    assert con.execute("select count(*) from text_pairs").fetchone() == (0,)


def test_what_more_than_fifty_stories_say_ties_none_together(con, load, make_story, write):
    notice = write(40)
    load(stories=tuple(put(make_story, f"s{n}", f"{write(20)}\n\n{notice}") for n in range(51)))
    assert con.execute("select count(*) from text_pairs").fetchone() == (0,)


def test_what_changes_but_in_its_text_keeps_its_sketch_and_pairs_and_may_become_the_origin(
    con, load, make_story, write, noon
):
    body = write()
    first = put(make_story, "first", body, published_at=noon - timedelta(hours=5))
    copy = put(make_story, "copy", body, published_at=noon - timedelta(hours=4))
    load(stories=(first, copy))
    before = con.execute("select rowid, * from sketches order by all").fetchall()
    pairs = con.execute("from text_pairs").fetchall()
    earlier = {"published_at": noon - timedelta(hours=6), "headline": "Another headline"}
    load(stories=(put(make_story, "copy", body, hours=1, **earlier),))
    assert con.execute("select rowid, * from sketches order by all").fetchall() == before
    assert con.execute("from text_pairs").fetchall() == pairs
    assert clusters(con) == {"first": copy.article_id, "copy": copy.article_id}


def test_a_story_that_turns_out_to_be_of_another_day_is_joined_with_that_one(con, load, make_story, write, noon):
    body, ago = write(), noon - timedelta(days=6)
    load(stories=(put(make_story, "old", body, published_at=ago), put(make_story, "new", body, published_at=noon)))
    assert clusters(con) == {"old": None, "new": None}
    load(stories=(moved := put(make_story, "new", body, hours=1, published_at=ago - timedelta(hours=1)),))
    assert set(clusters(con).values()) == {moved.article_id}
    assert con.execute("select count(distinct day) from sketches").fetchone() == (1,)


def test_a_load_of_months_finds_the_pairs_that_loads_of_days_find(con, load, make_story, write, noon):
    body = write()
    stories = [put(make_story, f"s{n}", body, published_at=noon - timedelta(days=n)) for n in range(60)]
    load(stories=tuple(stories))
    at_once = con.execute("from text_pairs order by all").fetchall()
    assert len(at_once) == 59 + 58 + 57, "each with those of the three days before it"
    for table in ("articles", "stored_revisions", "sketches", "text_pairs"):
        con.execute(f"delete from {table}")
    for story in stories:
        load(stories=(story,))
    assert con.execute("from text_pairs order by all").fetchall() == at_once
