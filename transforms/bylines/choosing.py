"""Which of a page's bylines are its story's. Pure: the most trusted candidate that names a person wins."""

import re
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from transforms.bylines.credits import HELPING_ROLES, split_credits
from transforms.bylines.edges import strip_prefix
from transforms.bylines.parsing import parse_byline
from transforms.bylines.seen import UNSEEN
from transforms.bylines.verbatim import trim_byline
from transforms.bylines.words import find_agency, is_organization, is_placeholder, opens_as_writer
from transforms.names import has_given_name, is_person_like
from transforms.records import Byline, Candidate, PartyKind
from transforms.text import clean_text, fold_text

#: Sources whose text is what a reader sees; the verbatim byline is taken from them.
_PRINTED = ("byline-element", "printed", "beside-date", "foot", "feed", "itemprop=author", "rel=author", "author-link")
_INITIAL = re.compile(r"\b[^\W\d_]\.")
_LETTERS = re.compile(r"[\W_]+")

#: Letters of a name that is too short to be looked for inside another.
_SHORT = 4
#: Share of a meta tag's letters that a name we do not know must have to be what the tag says.
_WHOLE = 0.8

_Named = tuple[list[Candidate], tuple[Byline, ...]]


class _House:
    """The names of a site, as letters; a name is the site's when it contains one of them or the reverse."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._keys = frozenset(key for name in names if (key := _key(name)))
        self._long = tuple(key for key in self._keys if len(key) > _SHORT)

    def owns(self, name: str) -> bool:
        """Whether a name is the publisher's, give or take spaces, case and a top-level domain."""
        ours = _key(name)
        if ours in self._keys:
            return True
        return len(ours) > _SHORT and any(ours in theirs or theirs in ours for theirs in self._long)


def choose_bylines(
    candidates: tuple[Candidate, ...],
    *,
    feed_byline: str | None,
    publisher: str | None,
    language: str | None,
    owners: tuple[str, ...] = (),
) -> tuple[tuple[Byline, ...], str | None]:
    """The names of a story, and its byline as printed; ((), None) when nobody is named.

    People win over organizations, and never stand beside their publisher; an organization, the publisher even, is kept
    where it is all there is. Of two spellings of one name the one with more of it wins ("Miguel A. Roe"). `owners` are
    further names of the site.
    """
    house = _House(tuple(name for name in (publisher, *owners) if name))
    offered = [*candidates, *([Candidate(value=feed_byline, source="feed")] if feed_byline else [])]
    read = [(group, _read_group(group, house, offered)) for group in _group(offered)]
    named = [(group, names) for group, names in read if names and not _is_owner(group, names, house, offered)]
    if not named:
        return (), None
    credited = _find_credited(named)
    chosen = _complete(_pick(named, credited, house), [names for _, names in named])
    signed = [_best_spelling(name, named) for name in chosen]
    known = {_key(name.name) for name in signed}
    helpers = [who for key, who in credited.items() if key not in known] if _has_person(chosen) else []
    bylines = tuple(replace(name, position=i) for i, name in enumerate((*signed, *helpers)))
    return bylines, _printed_byline(signed, offered)


def _pick(named: list[_Named], credited: dict[str, Byline], house: "_House") -> tuple[Byline, ...]:
    """The first group that names a person; without one, the first organization that is not the publisher."""
    people = [names for _, names in named if _has_person(names)]
    if people:
        # sites that declare the editor as the author print both: "Naufal ...", "Editor : Heryadi"
        helping = {key for key, who in credited.items() if who.role in HELPING_ROLES}
        reported = [names for names in people if not all(_key(b.name) in helping for b in names)]
        return (reported or people)[0]
    return next((names for _, names in named if not _is_publisher_only(names, house)), named[0][1])


def _find_credited(named: list[_Named]) -> dict[str, Byline]:
    """Whom a credit line names with a task, "Editing by Jane Roe", by key."""
    found: dict[str, Byline] = {}
    for group, names in named:
        if any(split_credits(candidate.value) for candidate in group):
            for byline in (b for b in names if b.role and b.kind == "person"):
                found.setdefault(_key(byline.name), byline)
    return found


def _group(offered: list[Candidate]) -> list[list[Candidate]]:
    """Candidates that list authors together: neighbours of one kind of source; printed ones stand each for itself."""
    return [list(run) for _, run in groupby(offered, key=_group_key)]


def _group_key(candidate: Candidate) -> tuple[str, str]:
    source = candidate.source.removesuffix(UNSEEN)
    if source.startswith("json-ld"):
        return "json-ld", ""
    return source, "" if _lists(source) else candidate.value


def _lists(source: str) -> bool:
    return source.startswith("meta:") or source in ("rel=author", "itemprop=author", "author-link")


def _read_group(group: list[Candidate], house: _House, offered: list[Candidate]) -> tuple[Byline, ...]:
    """The names of a group's candidates, once each; people only, where the rest is their publisher or its desk."""
    found: dict[str, Byline] = {}
    for candidate in group:
        for byline in parse_byline(candidate.value, source=candidate.source) or _agreed_name(candidate, offered, house):
            if _is_unseen(candidate) and byline.kind == "person" and not house.owns(byline.name):
                continue
            if (key := _key(byline.name)) not in found:
                kind = _kind_of(byline, candidate, house)
                found[key] = byline if kind == byline.kind else replace(byline, kind=kind)
    names = tuple(found.values())
    if _has_person(names):
        names = tuple(b for b in names if b.kind == "person" or not house.owns(b.name))
    return names


def _is_unseen(candidate: Candidate) -> bool:
    return candidate.source.endswith(UNSEEN)


def _agreed_name(candidate: Candidate, offered: list[Candidate], house: _House) -> tuple[Byline, ...]:
    """A declared author's name of any shape, where it is the house's or is printed alike: "Der Kaiser von Kassel"."""
    name = clean_text(candidate.value)
    if not candidate.source.startswith("json-ld") or name is None or len(name) > 40 or is_placeholder(name):
        return ()
    printed = {_key(strip_prefix(other.value)) for other in offered if other.source in _PRINTED}
    if not house.owns(name) and (_key(name) not in printed or is_organization(name)):
        return ()
    return (Byline(position=0, name=name, kind="person", raw=candidate.value, source=candidate.source),)


def _kind_of(byline: Byline, candidate: Candidate, house: _House) -> PartyKind:
    # a personal site bears its writer's name
    if house.owns(byline.name) and not has_given_name(byline.name):
        return "organization"
    return _declared_kind(byline, candidate)


def _is_owner(group: list[Candidate], names: tuple[Byline, ...], house: _House, offered: list[Candidate]) -> bool:
    """Whether a group names no author but the site: what only a meta tag calls its writer without being a name, and
    the house's own name, unless it signs the news in the data, or as a writer in print ("By Harbour Post staff")."""
    if _is_meta(group):
        printed = {_key(strip_prefix(candidate.value)) for candidate in offered if candidate.source in _PRINTED}
        if all(_is_label(b, group) and _key(b.name) not in printed for b in names):
            return True
    if not _is_publisher_only(names, house) or any(has_given_name(b.name) for b in names):
        return False
    if group[0].source.startswith("json-ld"):
        return not group[0].source.startswith("json-ld:author") and _is_declared_person(group[0])
    keys = {_key(b.name) for b in names}
    signed = [c.value for c in offered if c.source in _PRINTED and opens_as_writer(c.value.strip(" |"))]
    return not any(key in _key(text) for text in signed for key in keys)


def _is_meta(group: list[Candidate]) -> bool:
    return all(candidate.source.startswith("meta:") for candidate in group)


def _is_label(byline: Byline, group: list[Candidate]) -> bool:
    """Whether a meta tag's name is no author's: an owner, an account, a part of a site's motto."""
    if byline.kind == "organization":
        return find_agency(byline.name) is None
    said = sum(len(_key(strip_prefix(candidate.value))) for candidate in group)
    whole = is_person_like(byline.name) and len(_key(byline.name)) * len(group) > _WHOLE * said
    return not (whole or has_given_name(byline.name))


def _is_declared_person(candidate: Candidate) -> bool:
    return candidate.source.removesuffix(UNSEEN).endswith(":Person")


def _declared_kind(byline: Byline, candidate: Candidate) -> PartyKind:
    """What data declare an organization is one, unless it has a person's name; people are often declared wrongly."""
    kind = candidate.source.removesuffix(UNSEEN).rpartition(":")[2]
    # nobody calls a reporter a media organization by mistake
    is_person = has_given_name(byline.name) if kind.endswith("MediaOrganization") else is_person_like(byline.name)
    return "organization" if kind.endswith("Organization") and not is_person else byline.kind


def _has_person(names: tuple[Byline, ...]) -> bool:
    return any(name.kind == "person" for name in names)


def _is_publisher_only(names: tuple[Byline, ...], house: _House) -> bool:
    return all(house.owns(name.name) for name in names)


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


def _best_spelling(byline: Byline, named: list[_Named]) -> Byline:
    """The same name with its full stops and accents, and the role or affiliation another source gives it."""
    best = byline
    for _, names in named:
        for other in names:
            if other is byline or other.kind != byline.kind or not _is_same(byline.name, other.name):
                continue
            if _richness(other.name) > _richness(best.name):
                best = replace(best, name=other.name)
            role, affiliation = best.role or other.role, best.affiliation or other.affiliation
            if (role, affiliation) != (best.role, best.affiliation):
                best = replace(best, role=role, affiliation=affiliation)
    return best


def _is_same(name: str, other: str) -> bool:
    """Whether two printings are one name: letter for letter, or the given name alone of a full one ("Nils")."""
    if _key(name) == _key(other):
        return True
    return " " not in name and is_person_like(other) and _key(name) == _key(other.split()[0])


@lru_cache(maxsize=128)
def _key(name: str) -> str:
    return _LETTERS.sub("", fold_text(name))


def _richness(name: str) -> tuple[bool, int, int]:
    return " " in name, len(_INITIAL.findall(name)), -sum(word.isupper() and len(word) > 2 for word in name.split())


def _printed_byline(names: list[Byline], offered: list[Candidate]) -> str | None:
    """The shortest printed text that has every chosen name, else the words the first name was read from."""
    keys = [_key(name.name) for name in names]
    lines = [c.value for c in offered if c.source in _PRINTED and all(key in _key(c.value) for key in keys)]
    texts = [trim_byline(line, [name.name for name in names]) for line in lines]
    with_prefix = [text for text in texts if is_organization(text) or len(_key(text)) > sum(map(len, keys))]
    if texts:
        return min(with_prefix or texts, key=len)
    return "; ".join(dict.fromkeys(name.raw for name in names)) or None
