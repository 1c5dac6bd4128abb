"""What becomes of a story that comes in: pure decisions on the old row, its revisions and the new facts. No SQL.

Revisions are the list of states a story was seen in, by time, each differing from the one before. The list is made anew
at each change (sorted, equal neighbours merged, numbered from 1), so distinct states give the same list in any order.
An article's row goes by the order of loading: one load sorts its stories by time, and loads go forward in time.
Records are tuples, for a load makes tens of thousands of them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from transforms.printings import squeeze_text

#: An ever-changing page (a live blog, a counter in its text) must not fill the table; reader settled on 24 as well.
MAX_REVISIONS = 24
#: Stands for the content of a page that is gone.
REMOVED = "unpublished"


class State(NamedTuple):
    """A state of a story, as far as decisions need it."""

    seen_at: datetime
    content_key: str
    headline: str | None
    byline: str | None
    body_hash: str | None
    captions: tuple[str, ...]
    correction: str | None = None
    story_n: int | None = None  #: the incoming story that shows it; None: it lies in `revisions`
    was: int | None = None  #: its number in `revisions`
    revision: int = 0
    changes: tuple[str, ...] = ()


class Standing(NamedTuple):
    """The row of `articles` as far as decisions need it."""

    fetched_at: datetime
    first_seen_at: datetime
    revision: int
    row_hash: int
    parts_hash: int
    mentions_hash: int | None = None  #: None: a version before this column wrote it
    unpublished_at: datetime | None = None


class Incoming(NamedTuple):
    """A story that comes in."""

    story_n: int
    url: str
    fetched_at: datetime
    first_seen_at: datetime
    row_hash: int
    parts_hash: int
    mentions_hash: int | None
    state: State


class Placing(NamedTuple):
    """What is to be written for one article."""

    #: moved: only its revision, first_seen_at or unpublished_at differ
    action: Literal["new", "changed", "moved", "unchanged"]
    story_n: int | None  #: which incoming story the row is made from; None: the row's text stays
    revision: int
    first_seen_at: datetime
    unpublished_at: datetime | None
    parts_changed: bool
    mentions_changed: bool  #: of its parts the mentions, which are most of them
    is_known: bool  #: a row or a revision stands, so parts may stand too, whoever deleted the row
    states: tuple[State, ...]  #: the whole list of revisions
    states_changed: bool

    @property
    def is_newly_gone(self) -> bool:
        """Whether its page was gone for the first time."""
        return self.unpublished_at is not None and self.states[-1].was is None


def make_removal(seen_at: datetime) -> State:
    """The state of a story whose page was gone at that time."""
    return State(seen_at=seen_at, content_key=REMOVED, headline=None, byline=None, body_hash=None, captions=())


def place_stories(
    standing: Standing | None,
    states: Sequence[State],
    incoming: Iterable[Incoming],
    removals: Iterable[State] = (),
    *,
    limit: int = MAX_REVISIONS,
) -> Placing:
    """Fold the incoming stories of one article, oldest first, and its removals into its row and its revisions."""
    row, listed = standing, tuple(states)
    chosen: int | None = None
    for removal in removals:
        listed = _enter_state(listed, removal, limit)
    for story in sorted(incoming, key=lambda item: (item.fetched_at, item.url, item.story_n)):
        listed = _enter_state(listed, story.state, limit)
        if _takes_over(row, story, listed):
            chosen = story.story_n
            row = _stand(story, row)
        elif row is not None:
            row = row._replace(first_seen_at=min(row.first_seen_at, story.first_seen_at))
    if row is None:
        raise ValueError("no story came in")
    row = _settle(row, listed)
    parts_changed = chosen is not None and (standing is None or standing.parts_hash != row.parts_hash)
    return Placing(
        action=_name_action(standing, row, chosen),
        story_n=chosen,
        revision=row.revision,
        first_seen_at=row.first_seen_at,
        unpublished_at=row.unpublished_at,
        parts_changed=parts_changed,
        mentions_changed=parts_changed and not _has_mentions(standing, row.mentions_hash),
        is_known=standing is not None or bool(states),
        states=listed,
        states_changed=listed != tuple(states),
    )


def _has_mentions(standing: Standing | None, mentions_hash: int | None) -> bool:
    return standing is not None and mentions_hash is not None and standing.mentions_hash == mentions_hash


def _takes_over(row: Standing | None, story: Incoming, states: Iterable[State]) -> bool:
    if row is None:
        return True
    # back after it was gone: the row says when it was last seen to stand
    if any(_is_removal(state) and row.fetched_at < state.seen_at < story.fetched_at for state in states):
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
        mentions_hash=story.mentions_hash,
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
    if not states:
        return tuple(_number((state,)))
    others = [item for item in states if item.seen_at != state.seen_at]
    same = next((item for item in states if item.seen_at == state.seen_at), None)
    # a replay leaves the row as it is
    if same is not None and same.content_key == state.content_key and _equal_text(same, state):
        return states
    entered = state._replace(was=same.was if same else None)
    return _cut(tuple(_number(sorted([*others, entered], key=lambda item: item.seen_at))), limit)


def _cut(states: tuple[State, ...], limit: int) -> tuple[State, ...]:
    """The first `limit` states; that the page is gone is worth the last place."""
    if len(states) <= limit or not _is_removal(states[-1]) or _is_removal(states[limit - 2]):
        return states[:limit]
    return (*states[: limit - 1], states[-1]._replace(revision=limit))


def _equal_text(one: State, other: State) -> bool:
    return (one.headline, one.byline, one.body_hash, one.captions, one.correction) == (
        other.headline,
        other.byline,
        other.body_hash,
        other.captions,
        other.correction,
    )


def _is_removal(state: State) -> bool:
    return state.content_key == REMOVED


def _number(states: Iterable[State]) -> Iterable[State]:
    before: State | None = None
    shown: State | None = None
    for state in states:
        if before is not None and before.content_key == state.content_key:
            continue
        changes = _name_changes(before, shown, state)
        before = state._replace(revision=1 if before is None else before.revision + 1, changes=changes)
        shown = shown if _is_removal(before) else before
        yield before


def _name_changes(before: State | None, shown: State | None, state: State) -> tuple[str, ...]:
    """What differs from the state before; what came back is compared with the last that was `shown`."""
    if _is_removal(state):
        return ("unpublished",)
    changes = find_changes(shown, state) if shown else ()
    return (*changes, "republished") if before and _is_removal(before) else changes


def find_changes(before: State, after: State) -> tuple[str, ...]:
    """The kinds of change between two shown states, typography aside: headline, body, byline, caption, correction."""
    differs = {
        "headline": _differ(before.headline, after.headline),
        "body": before.body_hash != after.body_hash,
        "byline": _differ(before.byline, after.byline),
        "caption": before.captions != after.captions
        and list(map(squeeze_text, before.captions)) != list(map(squeeze_text, after.captions)),
        "correction": _differ(before.correction, after.correction) and squeeze_text(after.correction) != "",
    }
    return tuple(kind for kind, is_different in differs.items() if is_different)


def _differ(one: str | None, other: str | None) -> bool:
    return one != other and squeeze_text(one) != squeeze_text(other)


def _settle(row: Standing, states: Sequence[State]) -> Standing:
    """The row with the number of its state, and with when its page was gone, if it is."""
    numbers = [state.revision for state in states if state.seen_at <= row.fetched_at]
    last = states[-1] if states else None
    if last is not None and _is_removal(last) and last.seen_at > row.fetched_at:
        return row._replace(revision=last.revision, unpublished_at=last.seen_at)
    return row._replace(revision=max(numbers, default=1), unpublished_at=None)
