"""Entities that are one: views follow, rows stay, and it can be taken back."""

from datetime import timedelta

import pytest

from transforms.records import Entity, Mention
from warehouse.checks import find_breaches
from warehouse.merges import NoSuchEntity, find_entity, merge_entities, unmerge_entity


@pytest.fixture
def people(load, make_story, noon):
    """One story names Jane Roe the minister, one Jane Q. Roe the premier, one the city of Roe."""
    kinds = {1: ("Jane Roe", "person", "minister"), 2: ("Jane Q. Roe", "person", "premier"), 3: ("Roe", "place", None)}
    load(
        stories=tuple(
            make_story(
                f"s{key}",
                body="Jane spoke in Port Elm.",
                published_at=noon - timedelta(hours=9 - key),
                entities=(Entity(entity_id=key, name=name, kind=kind, aliases=("J. Roe",) if key == 2 else ()),),
                mentions=(Mention(start=0, end=4, surface="Jane", kind=kind, name=name, entity_id=key, role=role),),
                bylines=(),
                captions=(),
                quotes=(),
            )
            for key, (name, kind, role) in kinds.items()
        )
    )


def roles(con):
    return con.execute("select name, role from people_roles order by first_at").fetchall()


def test_views_follow_a_merge_and_go_back(con, people, noon):
    apart = [("Jane Roe", "minister"), ("Jane Q. Roe", "premier")]
    assert roles(con) == apart
    merge_entities(con, find_entity(con, "Jane Q. Roe"), find_entity(con, "1"), why="the same", now=noon)
    assert roles(con) == [("Jane Roe", "minister"), ("Jane Roe", "premier")]
    assert con.execute("select alias, source from entity_aliases where entity_id = 1 order by 1").fetchall() == [
        ("J. Roe", "merged"),
        ("Jane Q. Roe", "merged"),
        ("Jane Roe", "name"),
    ]
    assert find_breaches(con) == ()
    assert unmerge_entity(con, 2, now=noon) == 1
    assert roles(con) == apart
    assert con.execute("select why, undone_at from entity_merges").fetchall() == [("the same", noon)]


def test_merges_of_merges_are_followed_and_never_run_in_circles(con, load, people, make_story, noon):
    more = Entity(entity_id=4, name="Roe J.", kind="person")
    load(stories=(make_story("s4", entities=(more,), mentions=(), captions=(), bylines=(), quotes=()),))
    merge_entities(con, 2, 1, why="x", now=noon)
    merge_entities(con, 4, 2, why="x", now=noon)
    assert con.execute("select canonical_id from canonical_entities where entity_id = 4").fetchone() == (1,)
    with pytest.raises(NoSuchEntity, match="one entity already"):
        merge_entities(con, 1, 4, why="x", now=noon)


@pytest.mark.parametrize(("name", "told"), [("Nobody", "no entity is called Nobody"), ("3", None)])
def test_only_what_is_there_and_alike_is_merged(con, people, noon, name, told):
    if told:
        with pytest.raises(NoSuchEntity, match=told):
            find_entity(con, name)
    else:
        with pytest.raises(NoSuchEntity, match="a place"):
            merge_entities(con, 1, find_entity(con, name), why="x", now=noon)
