"""What becomes of a story that comes in: pure decisions on the old row, its revisions and the new facts. No SQL.

Revisions are the list of states a story was seen in, by time, each differing from the one before. The list is made anew
at each change (sorted, equal neighbours merged, numbered from 1), so distinct states give the same list in any order.
An article's row goes by the order of loading: one load sorts its stories by time, and loads go forward in time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from transforms.text import fold_text

#: An ever-changing page (a live blog, a counter in its text) must not fill the table; reader settled on 24 as well.
MAX_REVISIONS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of a story, as far as decisions need it."""

    seen_at: datetime
    content_key: str
    headline: str
    byline: str | None
    body_hash: str
    captions: tuple[str, ...]
    story_n: int | None = None  #: the incoming story that shows it; None: it lies in `revisions`
    was: int | None = None  #: its number in `revisions`
    revision: int = 0
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The row of `articles` as far as decisions need it."""

    fetched_at: datetime
    first_seen_at: datetime
    revision: int
    row_hash: int
    parts_hash: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A story that comes in."""

    story_n: int
    url: str
    fetched_at: datetime
    first_seen_at: datetime
    row_hash: int
    parts_hash: int
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """What is to be written for one article."""

    action: Literal["new", "changed", "moved", "unchanged"]  #: moved: only its revision or first_seen_at differ
    story_n: int | None  #: which incoming story the row is made from; None: the row's text stays
    revision: int
    first_seen_at: datetime
    parts_changed: bool
    states: tuple[State, ...]  #: the whole list of revisions
    states_changed: bool


def place_stories(
    standing: Standing | None, states: Sequence[State], incoming: Iterable[Incoming], *, limit: int = MAX_REVISIONS
) -> Placing:
    """Fold the incoming stories of one article, oldest first, into its row and its revisions."""
    row, listed = standing, tuple(states)
    chosen: int | None = None
    for story in sorted(incoming, key=lambda item: (item.fetched_at, item.url, item.story_n)):
        listed = _enter_state(listed, story.state, limit)
        if _takes_over(row, story):
            chosen = story.story_n
            row = _stand(story, row)
        elif row is not None:
            row = replace(row, first_seen_at=min(row.first_seen_at, story.first_seen_at))
    if row is None:
        raise ValueError("no story came in")
    row = replace(row, revision=_number_at(listed, row.fetched_at))
    return Placing(
        action=_name_action(standing, row, chosen),
        story_n=chosen,
        revision=row.revision,
        first_seen_at=row.first_seen_at,
        parts_changed=chosen is not None and (standing is None or standing.parts_hash != row.parts_hash),
        states=listed,
        states_changed=listed != tuple(states),
    )


def _takes_over(row: Standing | None, story: Incoming) -> bool:
    if row is None:
        return True
    # an older page never overwrites what a newer one said
    if story.fetched_at < row.fetched_at:
        return False
    # the same page made again by today's transforms, or a newer page: only a difference is worth a write
    return story.row_hash != row.row_hash


def _stand(story: Incoming, row: Standing | None) -> Standing:
    first = story.first_seen_at if row is None else min(row.first_seen_at, story.first_seen_at)
    return Standing(
        fetched_at=story.fetched_at,
        first_seen_at=first,
        revision=0,
        row_hash=story.row_hash,
        parts_hash=story.parts_hash,
    )


def _name_action(
    before: Standing | None, after: Standing, chosen: int | None
) -> Literal["new", "changed", "moved", "unchanged"]:
    if before is None:
        return "new"
    if chosen is not None:
        return "changed"
    return "unchanged" if before == after else "moved"


def _enter_state(states: tuple[State, ...], state: State, limit: int) -> tuple[State, ...]:
    others = [item for item in states if item.seen_at != state.seen_at]
    same = next((item for item in states if item.seen_at == state.seen_at), None)
    # a replay leaves the row as it is
    if same is not None and same.content_key == state.content_key and _equal_text(same, state):
        return states
    entered = replace(state, was=same.was if same else None)
    return tuple(_number(sorted([*others, entered], key=lambda item: item.seen_at)))[:limit]


def _equal_text(one: State, other: State) -> bool:
    return (one.headline, one.byline, one.body_hash, one.captions) == (
        other.headline,
        other.byline,
        other.body_hash,
        other.captions,
    )


def _number(states: Iterable[State]) -> Iterable[State]:
    before: State | None = None
    for state in states:
        if before is not None and before.content_key == state.content_key:
            continue
        changes = () if before is None else find_changes(before, state)
        before = replace(state, revision=1 if before is None else before.revision + 1, changes=changes)
        yield before


def find_changes(before: State, after: State) -> tuple[str, ...]:
    """The kinds of change between two states, typography aside: headline, body, byline, caption."""
    differs = {
        "headline": fold_text(before.headline) != fold_text(after.headline),
        "body": before.body_hash != after.body_hash,
        "byline": fold_text(before.byline or "") != fold_text(after.byline or ""),
        "caption": list(map(fold_text, before.captions)) != list(map(fold_text, after.captions)),
    }
    return tuple(kind for kind, is_different in differs.items() if is_different)


def _number_at(states: Sequence[State], moment: datetime) -> int:
    numbers = [state.revision for state in states if state.seen_at <= moment]
    return max(numbers, default=1)
