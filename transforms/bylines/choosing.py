"""Which of a page's bylines are its story's. Pure: the most trusted candidate that names a person wins."""

import re
from dataclasses import replace
from itertools import groupby

from transforms.bylines.parsing import parse_byline
from transforms.bylines.words import find_agency, is_organization
from transforms.names import is_person_like
from transforms.records import Byline, Candidate, PartyKind
from transforms.text import fold_text

#: Sources whose text is what a reader sees; the verbatim byline is taken from them.
_PRINTED = ("byline-element", "printed", "foot", "feed", "itemprop=author", "rel=author", "author-link")
_INITIAL = re.compile(r"\b[^\W\d_]\.")
_LETTERS = re.compile(r"[\W_]+")


def choose_bylines(
    candidates: tuple[Candidate, ...], *, feed_byline: str | None, publisher: str | None, language: str | None
) -> tuple[tuple[Byline, ...], str | None]:
    """The names of a story, and its byline as printed; ((), None) when nobody is named.

    People win over organizations, and never stand beside their publisher; an organization, the publisher even, is kept
    where it is all there is. Of two spellings of one name the one with more of it wins ("Miguel A. Roe").
    """
    offered = [*candidates, *([Candidate(value=feed_byline, source="feed")] if feed_byline else [])]
    read = [(group, _read_group(group, publisher)) for group in _group(offered)]
    named = [(group, names) for group, names in read if names and not _is_owner(group, names, publisher)]
    if not named:
        return (), None
    chosen = next((names for _, names in named if _has_person(names)), None)
    chosen = chosen or next((names for _, names in named if not _is_publisher_only(names, publisher)), named[0][1])
    chosen = _complete(chosen, [names for _, names in named])
    best = tuple(replace(_best_spelling(name, named), position=i) for i, name in enumerate(chosen))
    return best, _printed_byline(best, offered)


def _group(offered: list[Candidate]) -> list[list[Candidate]]:
    """Candidates that list authors together: neighbours of one kind of source; printed ones stand each for itself."""
    keys = [(c.source.rsplit(":", 1)[0] if c.source.startswith("json-ld") else c.source, c.value) for c in offered]
    keys = [
        ("json-ld", "") if source.startswith("json-ld") else (source, "" if _lists(source) else v) for source, v in keys
    ]
    pairs = list(zip(keys, offered, strict=True))
    return [[candidate for _, candidate in run] for _, run in groupby(pairs, key=lambda pair: pair[0])]


def _lists(source: str) -> bool:
    return source.startswith("meta:") or source in ("rel=author", "itemprop=author", "author-link")


def _read_group(group: list[Candidate], publisher: str | None) -> tuple[Byline, ...]:
    """The names of a group's candidates, once each; people only, where the rest is their publisher or its desk."""
    found: dict[str, Byline] = {}
    for candidate in group:
        for byline in parse_byline(candidate.value, source=candidate.source):
            is_publisher = _is_publisher(byline.name, publisher)
            kind: PartyKind = "organization" if is_publisher else _declared_kind(byline, candidate)
            found.setdefault(_key(byline.name), replace(byline, kind=kind))
    names = tuple(found.values())
    if _has_person(names):
        names = tuple(b for b in names if b.kind == "person" or not _is_publisher(b.name, publisher))
    return names


def _is_owner(group: list[Candidate], names: tuple[Byline, ...], publisher: str | None) -> bool:
    """Whether it is an organization that only a meta tag names, or the publisher declared a person: sites put their
    owner or their one account there, on every page."""
    if all(candidate.source.startswith("meta:") for candidate in group):
        return all(b.kind == "organization" and find_agency(b.name) is None for b in names)
    declared = all(candidate.source.endswith(":Person") for candidate in group)
    return declared and _is_publisher_only(names, publisher)


def _declared_kind(byline: Byline, candidate: Candidate) -> PartyKind:
    """What data declare an organization is one, unless it has a person's name; people are often declared wrongly."""
    is_declared = candidate.source.endswith("Organization")
    return "organization" if is_declared and not is_person_like(byline.name) else byline.kind


def _has_person(names: tuple[Byline, ...]) -> bool:
    return any(name.kind == "person" for name in names)


def _is_publisher_only(names: tuple[Byline, ...], publisher: str | None) -> bool:
    return all(_is_publisher(name.name, publisher) for name in names)


def _is_publisher(name: str, publisher: str | None) -> bool:
    """Whether a name is the publisher's, give or take spaces, case and a top-level domain."""
    if not publisher:
        return False
    ours, theirs = (_LETTERS.sub("", fold_text(text)) for text in (name, publisher))
    return bool(ours) and (ours == theirs or (min(len(ours), len(theirs)) > 4 and (ours in theirs or theirs in ours)))


def _complete(chosen: tuple[Byline, ...], others: list[tuple[Byline, ...]]) -> tuple[Byline, ...]:
    """The list that has all of the chosen people and one to three more: data often name only the first of them."""
    if not _has_person(chosen):
        return chosen
    keys = {_key(b.name) for b in chosen if b.kind == "person"}
    for names in others:
        theirs = {_key(b.name) for b in names if b.kind == "person"}
        printed = all(b.source in ("byline-element", "printed", "itemprop=author", "rel=author") for b in names)
        if printed and keys < theirs and len(theirs) <= len(keys) + 3 and all(_is_full(b) for b in names):
            return names
    return chosen


def _is_full(byline: Byline) -> bool:
    return byline.kind == "organization" or is_person_like(byline.name)


def _best_spelling(byline: Byline, named: list[tuple[list[Candidate], tuple[Byline, ...]]]) -> Byline:
    """The same name with its full stops and accents, and the role or affiliation another source gives it."""
    best = byline
    for _, names in named:
        for other in names:
            if _key(other.name) != _key(byline.name) or other is byline:
                continue
            if _richness(other.name) > _richness(best.name):
                best = replace(best, name=other.name)
            best = replace(best, role=best.role or other.role, affiliation=best.affiliation or other.affiliation)
    return best


def _key(name: str) -> str:
    return _LETTERS.sub("", fold_text(name))


def _richness(name: str) -> tuple[int, int]:
    return len(_INITIAL.findall(name)), -sum(word.isupper() and len(word) > 2 for word in name.split())


def _printed_byline(names: tuple[Byline, ...], offered: list[Candidate]) -> str | None:
    """The shortest printed text that has every chosen name, else the words the first name was read from."""
    keys = [_key(name.name) for name in names]
    texts = [c.value for c in offered if c.source in _PRINTED and all(key in _key(c.value) for key in keys)]
    with_prefix = [text for text in texts if is_organization(text) or len(_key(text)) > sum(map(len, keys))]
    if texts:
        return min(with_prefix or texts, key=len)
    return "; ".join(dict.fromkeys(name.raw for name in names)) or None
