"""Who copied whom, as decisions: time, credit, and no chain of round-ups."""

from datetime import UTC, datetime, timedelta

import pytest

from warehouse.clusters import Pair, Sharer, choose_clusters, is_credited

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def sharer(key, minutes=0, **more):
    return Sharer(article_id=key, dated_at=NOON + timedelta(minutes=minutes), **more)


def pair(one, other, shared=10, hashes=10, other_hashes=10):
    return Pair(one_id=one, other_id=other, shared=shared, one_hashes=hashes, other_hashes=other_hashes)


def test_the_first_is_the_original_and_names_the_cluster():
    sharers = [sharer(1, 30), sharer(2, 0), sharer(3, 60), sharer(4, 0)]
    assert choose_clusters(sharers, [pair(1, 2), pair(1, 3), pair(2, 3)]) == {1: 2, 2: 2, 3: 2, 4: None}


def test_the_agency_that_a_copy_names_is_the_original_though_it_came_later():
    sharers = [sharer(1, 0, publisher="The Courier", agency="EXP"), sharer(2, 9, publisher="EXP")]
    assert choose_clusters(sharers, [pair(1, 2)]) == {1: 2, 2: 2}


def test_cuts_of_one_story_are_one_cluster_though_they_share_nothing_with_each_other():
    sharers = [sharer(1), sharer(2, 5), sharer(3, 9)]
    assert choose_clusters(sharers, [pair(1, 2, hashes=20), pair(1, 3, hashes=20)]) == {1: 1, 2: 1, 3: 1}


def test_a_round_up_joins_one_of_the_stories_it_quotes():
    sharers = [sharer(1), sharer(2), sharer(3, 60)]
    pairs = [pair(1, 3, shared=8, other_hashes=40), pair(2, 3, shared=9, other_hashes=40)]
    assert choose_clusters(sharers, pairs) == {1: None, 2: 2, 3: 2}


@pytest.mark.parametrize(
    ("publisher", "by", "answer"),
    [
        ("EXP", {"agency": "exp"}, True),
        ("The Elm Courier", {"byline": "From The Elm Courier"}, True),
        ("The Elm Courier", {"copyright_notice": "© 2026 The Elm Courier"}, True),
        ("EXP", {"byline": "By Jane Exp"}, False),
        ("Courier", {"byline": "By Jane Couriers"}, False),
        ("The Mill Post", {"publisher": "The Mill Post", "byline": "The Mill Post"}, False),
        (None, {"agency": "EXP"}, False),
    ],
)
def test_a_credit_names_another_publisher(publisher, by, answer):
    assert is_credited(publisher, sharer(1, **by)) is answer
