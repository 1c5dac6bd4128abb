"""Who copied whom: pure decisions on stories that share text. No SQL.

Each story is the copy of at most one other, the one before it that has most of its words; the story at the end of that
chain is the likely original, and names the cluster. A round-up that quotes ten stories so joins one of them, and does
not make one cluster of all.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from transforms.text import fold_text

#: Shorter names are found in other people's credits by chance.
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharer:
    """A story that shares text with others, as far as decisions need it."""

    article_id: int
    dated_at: datetime
    publisher: str | None = None
    agency: str | None = None
    byline: str | None = None
    copyright_notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two stories, how many hashes they share and have."""

    one_id: int
    other_id: int
    shared: int
    one_hashes: int
    other_hashes: int


def choose_clusters(sharers: Iterable[Sharer], pairs: Sequence[Pair]) -> dict[int, int | None]:
    """Each story's likely original, itself for that one; None for a story that nobody shares."""
    known = {sharer.article_id: sharer for sharer in sharers}
    whole = [pair for pair in pairs if pair.one_id in known and pair.other_id in known]
    order = _order(known, whole)
    parents = _choose_parents(whole, order)
    roots = {key: _find_root(key, parents) for key in known}
    originals = {root for key, root in roots.items() if root != key}
    return {key: root if root in originals else None for key, root in roots.items()}


def is_credited(publisher: str | None, by: Sharer) -> bool:
    """Whether a story names this publisher as the source of its copy: agency, byline or copyright notice."""
    name = fold_text(publisher or "")
    if not name or fold_text(by.publisher or "") == name:
        return False
    if fold_text(by.agency or "") == name:
        return True
    signed = fold_text(f"{by.byline or ''} {by.copyright_notice or ''}")
    return len(name) >= _SHORTEST_NAME and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", signed) is not None


def _order(known: Mapping[int, Sharer], pairs: Iterable[Pair]) -> Mapping[int, tuple[bool, datetime, int]]:
    """Whoever is credited comes before all others, then whoever was first."""
    credited = set()
    for pair in pairs:
        one, other = known[pair.one_id], known[pair.other_id]
        credited |= {one.article_id} if is_credited(one.publisher, other) else set()
        credited |= {other.article_id} if is_credited(other.publisher, one) else set()
    return {key: (key not in credited, sharer.dated_at, key) for key, sharer in known.items()}


def _choose_parents(pairs: Iterable[Pair], order: Mapping[int, tuple[bool, datetime, int]]) -> dict[int, int]:
    """Of those before a story the one that has most of its words; of equals the first."""
    best: dict[int, tuple[float, tuple[bool, datetime, int], int]] = {}
    for pair in pairs:
        later, earlier, hashes = pair.other_id, pair.one_id, pair.other_hashes
        if order[later] < order[earlier]:
            later, earlier, hashes = earlier, later, pair.one_hashes
        rank = (-pair.shared / hashes, order[earlier], earlier)
        best[later] = min(best.get(later, rank), rank)
    return {later: rank[2] for later, rank in best.items()}


def _find_root(key: int, parents: Mapping[int, int]) -> int:
    while key in parents:
        key = parents[key]
    return key
