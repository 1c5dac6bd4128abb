"""Persons who go by initials: whom loading takes for one, whom it keeps apart, and what stays as told."""

import itertools

import pytest

from transforms.entities import make_entity_id
from transforms.names import make_sort_name
from transforms.records import Entity, Mention
from warehouse.checks import find_breaches
from warehouse.merges import merge_entities, unmerge_entity

MINISTER, MAYOR = "minister of ports", "mayor"


@pytest.fixture
def name(load, make_story):
    """Load a story for each person and role: `name(("J. Roe", "mayor"), ...)`."""
    numbers = itertools.count()

    def tell(*told):
        load(stories=tuple(make_told(make_story, next(numbers), *item) for item in told))

    return tell


def make_told(make_story, number, person, role):
    key = make_entity_id("person", person)
    return make_story(
        f"told-{number}",
        body=f"{person} spoke in Port Elm.",
        entities=(Entity(entity_id=key, name=person, kind="person", sort_name=make_sort_name(person)),),
        mentions=(
            Mention(start=0, end=len(person), surface=person, kind="person", name=person, entity_id=key, role=role),
        ),
        bylines=(),
        captions=(),
        quotes=(),
    )


@pytest.fixture
def known_as(con):
    """Name -> the name it stands for, of all that stand for another one."""

    def read():
        assert find_breaches(con) == ()
        return dict(
            con.execute(
                "select entities.name, canonical_entities.name from entities inner join canonical_entities "
                "using (entity_id) where entity_id <> canonical_id order by 1"
            ).fetchall()
        )

    return read


ONE = {
    "initials and the only full name with the role": (
        [("J. D. Roe", MINISTER), ("Jane Doe Roe", MINISTER)], {"J. D. Roe": "Jane Doe Roe"}
    ),
    "a middle initial explains the second": (
        [("J.D. Roe", MINISTER), ("Jane D. Roe", MINISTER)], {"J.D. Roe": "Jane D. Roe"}
    ),
    "initials without stops": ([("JD Roe", MINISTER), ("Jane Doe Roe", MINISTER)], {"JD Roe": "Jane Doe Roe"}),
    "one initial, the first": ([("J. Roe", MINISTER), ("Jane Doe Roe", MINISTER)], {"J. Roe": "Jane Doe Roe"}),
    "a role in other letters": ([("J. Roe", "Minister of Ports"), ("Jane Roe", MINISTER)], {"J. Roe": "Jane Roe"}),
    "a hyphenated given name": ([("J.-P. Roe", MAYOR), ("Jean-Pierre Roe", MAYOR)], {"J.-P. Roe": "Jean-Pierre Roe"}),
    "another script": ([("Ж. Роу", "министр"), ("Жанна Роу", "министр")], {"Ж. Роу": "Жанна Роу"}),
    "the other bears another role": (
        [("J. Roe", MINISTER), ("Jane Roe", MINISTER), ("John Roe", MAYOR)], {"J. Roe": "Jane Roe"}
    ),
    "spellings of the same initials, whatever their roles": (
        [("J.D. Roe", MINISTER), ("J. D. Roe", MAYOR), ("J D Roe", None)],
        {"J.D. Roe": "J. D. Roe", "J D Roe": "J. D. Roe"},
    ),
    "all spellings, when one of them bears the role": (
        [("J.D. Roe", MINISTER), ("J. D. Roe", None), ("Jane Doe Roe", MINISTER)],
        {"J.D. Roe": "Jane Doe Roe", "J. D. Roe": "Jane Doe Roe"},
    ),
}  # fmt: skip

APART = {
    "a surname alone": [("Roe", MINISTER), ("Jane Roe", MINISTER)],
    "another role": [("J. Roe", MAYOR), ("Jane Roe", MINISTER)],
    "no role": [("J. Roe", None), ("Jane Roe", None)],
    "two full names with that role": [("J. Roe", MINISTER), ("Jane Roe", MINISTER), ("John Roe", MINISTER)],
    "another first initial": [("K. Roe", MINISTER), ("Jane Roe", MINISTER)],
    "another second initial": [("J. K. Roe", MINISTER), ("Jane Doe Roe", MINISTER)],
    "a second initial that nothing explains": [("J. D. Roe", MINISTER), ("Jane Roe", MINISTER)],
    "another family": [("J. Roe", MINISTER), ("Jane van Roe", MINISTER), ("Jane Roe-Doe", MINISTER)],
    "the next generation": [("J. Roe Jr.", MINISTER), ("Jane Roe", MINISTER)],
    "two full names": [("Jane Roe", MINISTER), ("Jane Doe Roe", MINISTER)],
    "other initials": [("J. Roe", MINISTER), ("J. D. Roe", MINISTER)],
}  # fmt: skip


@pytest.mark.parametrize("why", ONE)
@pytest.mark.parametrize("one_by_one", [False, True])
def test_they_are_one(name, known_as, why, one_by_one):
    told, want = ONE[why]
    for group in [[item] for item in told] if one_by_one else [told]:
        name(*group)
    assert known_as() == want


@pytest.mark.parametrize("why", APART)
@pytest.mark.parametrize("one_by_one", [False, True])
def test_they_stay_apart(name, known_as, why, one_by_one):
    for group in [[item] for item in APART[why]] if one_by_one else [APART[why]]:
        name(*group)
    assert known_as() == {}


def test_the_reason_is_kept_and_nothing_is_merged_twice(con, name, noon):
    for _ in range(2):
        name(("J. Roe", MINISTER), ("Jane Roe", MINISTER))
    assert con.execute("select why, is_automatic, undone_at from entity_merges").fetchall() == [
        ("initials of the only full name with the role minister of ports", True, None)
    ]


def test_a_merge_ends_when_a_second_bearer_of_the_role_appears(con, name, known_as):
    name(("J. Roe", MINISTER), ("Jane Roe", MINISTER))
    name(("John Roe", MINISTER))
    assert known_as() == {}
    assert con.execute("select undone_at is not null, undone_why from entity_merges").fetchall() == [
        (True, "no longer the only full name, or the only spelling")
    ]


def test_what_was_taken_back_by_hand_stays_apart(con, name, known_as, noon):
    told = [("J. Roe", MINISTER), ("Jane Roe", MINISTER)]
    name(*told)
    assert unmerge_entity(con, make_entity_id("person", "J. Roe"), now=noon) == 1
    name(*told)
    assert known_as() == {}


def test_what_was_merged_by_hand_is_left_alone_and_followed(con, name, known_as, noon):
    ids = {who: make_entity_id("person", who) for who in ("J. Roe", "Jane Roe", "Jane Doe Roe", "Joan Roe")}
    name(*((who, MAYOR) for who in ids))
    merge_entities(con, ids["J. Roe"], ids["Joan Roe"], why="her own word", now=noon)
    name(("J. Roe", MINISTER), ("Jane Roe", MINISTER))
    assert known_as() == {"J. Roe": "Joan Roe"}
    assert unmerge_entity(con, ids["J. Roe"], now=noon) == 1
    name(("J. Roe", MINISTER), ("Jane Roe", MINISTER))
    assert known_as() == {}


def test_two_full_names_that_are_one_by_hand_count_once(con, name, known_as, noon):
    one, other = (make_entity_id("person", who) for who in ("Jane Roe", "Jane Doe Roe"))
    name(("Jane Roe", MINISTER), ("Jane Doe Roe", MINISTER))
    merge_entities(con, one, other, why="the same", now=noon)
    name(("J. Roe", MINISTER))
    assert known_as() == {"J. Roe": "Jane Doe Roe", "Jane Roe": "Jane Doe Roe"}
