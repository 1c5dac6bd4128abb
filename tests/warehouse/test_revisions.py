"""Decisions on revisions, as a table: what stands, what comes in, what is written."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from warehouse.revisions import REMOVED, Incoming, Standing, State, find_changes, make_removal, place_stories

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def state(hours, key, **more):
    values = {"headline": f"Headline {key}", "byline": "By Ann", "body_hash": key, "captions": ("Quay",)} | more
    return State(seen_at=NOON + timedelta(hours=hours), content_key=key, **values)


def listed(*states):
    changes = [(), *(find_changes(*pair) for pair in pairwise(states))]
    return tuple(
        item._replace(was=n, revision=n, changes=kinds)
        for n, (item, kinds) in enumerate(zip(states, changes, strict=False), 1)
    )


def story(hours, key, *, row=None, n=1, first=0):
    seen = state(hours, key)
    return Incoming(
        story_n=n,
        url="u",
        fetched_at=seen.seen_at,
        first_seen_at=NOON + timedelta(hours=first),
        row_hash=row or hash(key),
        parts_hash=1,
        mentions_hash=1,
        state=seen._replace(story_n=n),
    )


def standing(hours, key, revision=1, row=None):
    moment = NOON + timedelta(hours=hours)
    return Standing(fetched_at=moment, first_seen_at=NOON, revision=revision, row_hash=row or hash(key), parts_hash=1)


CASES = {
    "a story never seen is new": (None, (), [story(0, "a")], ("new", 1, ["a"])),
    "a replay changes nothing": (standing(0, "a"), [state(0, "a")], [story(0, "a")], ("unchanged", 1, ["a"])),
    "a newer page that is equal changes nothing": (
        standing(0, "a"),
        [state(0, "a")],
        [story(5, "a")],
        ("unchanged", 1, ["a"]),
    ),
    "a newer page with other content is the next revision": (
        standing(0, "a"),
        [state(0, "a")],
        [story(5, "b")],
        ("changed", 2, ["a", "b"]),
    ),
    "a newer page with other metadata replaces in place": (
        standing(0, "a"),
        [state(0, "a")],
        [story(5, "a", row=77)],
        ("changed", 1, ["a"]),
    ),
    "an older page with other content comes before": (
        standing(5, "b"),
        [state(5, "b")],
        [story(0, "a")],
        ("moved", 2, ["a", "b"]),
    ),
    "an older page that is equal moves the first sighting of that state": (
        standing(5, "b"),
        [state(5, "b")],
        [story(0, "b")],
        ("unchanged", 1, ["b"]),
    ),
    "a story goes back to what it said": (
        standing(1, "b", 2),
        [state(0, "a"), state(1, "b")],
        [story(2, "a")],
        ("changed", 3, ["a", "b", "a"]),
    ),
    "a better transform that sees no difference any more merges two revisions": (
        standing(1, "b", 2),
        [state(0, "a"), state(1, "b")],
        [story(0, "c", n=1), story(1, "c", n=2)],
        ("changed", 1, ["c"]),
    ),
    "a deleted article finds its number again": (
        None,
        [state(0, "a"), state(1, "b"), state(2, "c")],
        [story(1, "b")],
        ("new", 2, ["a", "b", "c"]),
    ),
    "of several stories in one load the newest stands": (
        None,
        (),
        [story(2, "c", n=3), story(0, "a", n=1), story(1, "b", n=2)],
        ("new", 3, ["a", "b", "c"]),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_story(name):
    row, states, incoming, (action, revision, keys) = CASES[name]
    placing = place_stories(row, listed(*states), incoming)
    assert (placing.action, placing.revision) == (action, revision)
    assert [item.content_key for item in placing.states] == keys
    assert [item.revision for item in placing.states] == list(range(1, len(keys) + 1))


def test_at_the_limit_the_row_changes_and_the_list_does_not():
    placing = place_stories(standing(1, "b", 2), listed(state(0, "a"), state(1, "b")), [story(2, "c")], limit=2)
    assert (placing.action, placing.revision, placing.states_changed) == ("changed", 2, False)


def test_the_earliest_sighting_wins_though_the_page_is_old():
    placing = place_stories(standing(5, "a"), listed(state(0, "a")), [story(3, "a", first=-9)])
    assert (placing.action, placing.first_seen_at) == ("moved", NOON - timedelta(hours=9))


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({"headline": "HEADLINE A"}, ()),
        ({"headline": "Other"}, ("headline",)),
        ({"byline": None}, ("byline",)),
        ({"captions": ("Quay", "Mill")}, ("caption",)),
        ({"body_hash": "z", "headline": "Other"}, ("headline", "body")),
        ({"body_hash": "z", "correction": "Correction: a name."}, ("body", "correction")),
    ],
)
def test_kinds_of_change_leave_typography_aside(more, kinds):
    assert (
        find_changes(
            state(0, "a", headline="Headline a"),
            state(1, "a", **more) if "headline" in more else state(1, "a", **({"headline": "Headline a"} | more)),
        )
        == kinds
    )


def gone(hours):
    return make_removal(NOON + timedelta(hours=hours))


def test_a_page_that_is_gone_is_a_revision_once():
    placing = place_stories(standing(0, "a"), listed(state(0, "a")), (), [gone(2), gone(3)])
    assert [(item.content_key, item.changes) for item in placing.states] == [("a", ()), (REMOVED, ("unpublished",))]
    assert (placing.action, placing.revision, placing.unpublished_at) == ("moved", 2, NOON + timedelta(hours=2))
    assert placing.is_newly_gone
    known = [item._replace(was=item.revision) for item in placing.states]
    again = place_stories(standing(0, "a"), known, (), [gone(4)])
    assert not again.states_changed and not again.is_newly_gone


def test_what_comes_back_unchanged_stands_again():
    removed = gone(1)._replace(was=2, revision=2, changes=("unpublished",))
    row = standing(0, "a", 2)._replace(unpublished_at=NOON + timedelta(hours=1))
    placing = place_stories(row, [*listed(state(0, "a")), removed], [story(2, "a")])
    assert [item.changes for item in placing.states] == [(), ("unpublished",), ("republished",)]
    assert (placing.action, placing.revision, placing.unpublished_at) == ("changed", 3, None)


def test_that_a_page_is_gone_is_told_even_at_the_limit():
    states = listed(state(0, "a"), state(1, "b"))
    placing = place_stories(standing(1, "b", 2), states, (), [gone(2)], limit=2)
    assert [item.content_key for item in placing.states] == ["a", REMOVED]
    assert [item.revision for item in placing.states] == [1, 2]
    assert placing.unpublished_at == NOON + timedelta(hours=2)
