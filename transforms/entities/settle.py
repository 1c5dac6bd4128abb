"""The second reading: lone words resolved by what the whole story says. A surname goes to its one full name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from transforms import names
from transforms.entities.capitals import is_shouted, is_worn
from transforms.entities.cues import CUE_LANGUAGES, is_named_craft, tell_kind
from transforms.entities.facts import DEMONYM, FIRM_LAST, GIVEN, HONORIFIC, REPORTS, ROLE, STOP, SURNAME
from transforms.entities.families import Early, find_early
from transforms.entities.found import Found, Scan, name_of
from transforms.entities.heads import is_possessed
from transforms.entities.lists import add_coordinated
from transforms.entities.metonyms import find_metonym
from transforms.entities.nicknames import drop_nickname
from transforms.entities.people import NOUN_CAPITALS, PARTICLES, family_keys
from transforms.entities.tokens import Tokens, Word
from transforms.entities.words import is_plural_acronym, word_set
from transforms.records import EntityKind

#: Kind and name of what a word stands for by itself, and whether that is inferred.
_Alone = tuple[EntityKind, str, bool]
_ACRONYM = re.compile(r"\s?\(([^\W\d_]{2,8})\)")


@dataclass(slots=True, kw_only=True)
class Names:
    """What a story's texts say of names together."""

    full: dict[str, str] = field(default_factory=dict)  #: family name, or tail of a name -> the one full name
    shared: set[str] = field(default_factory=set)  #: family names of two people or more
    early: dict[str, Early] = field(default_factory=dict)  #: such a family name -> whose it is at first
    given: dict[str, str] = field(default_factory=dict)  #: given name -> the one full name
    first: dict[str, str] = field(default_factory=dict)  #: first word of a name, known as given or not -> the one name
    acronyms: dict[str, str] = field(default_factory=dict)  #: "CSB" -> "Coastal Safety Board"
    bodies: dict[str, str] = field(default_factory=dict)  #: first words of a firm's name -> the name
    words: set[str] = field(default_factory=set)  #: all words as printed: one in small letters is no name
    articled: set[str] = field(default_factory=set)  #: words that an article stands before: "the Bill"
    lone: dict[str, EntityKind] = field(default_factory=dict)  #: lone words that some sentence tells the kind of
    alone: dict[str, _Alone] = field(default_factory=dict)  #: what a part of a name stands for by itself


def learn_names(scans: Iterable[Scan]) -> Names:
    """Full names, acronyms and tell-tale sentences of all texts of a story; earlier texts come first."""
    learned = Names()
    people: dict[str, int] = {}  # in the order of their first mention, with its word in the body
    scans = tuple(scans)
    for scan in scans:
        learned.words.update(scan.tokens.text)
        learned.articled.update(_find_articled(scan))
        for found in scan.found:
            if found.kind == "person":
                people.setdefault(make_person_name(found.name), len(scan.of.tokens) if scan.of else found.first)
            elif found.kind == "organization":
                _learn_acronym(learned, scan, found)
                _learn_body(learned, scan, found)
            elif found.known and not found.known.is_sure and found.last == found.first + 1:
                learned.lone.setdefault(scan.tokens.text[found.first], "place")  # as where it is sure to be one
    _learn_people(learned, people)
    for scan in scans:
        for i in scan.lone:
            kind = scan.told[i] = _read_sides(scan, i)
            if kind and not (scan.tokens.opens[i] and scan.tokens.low[i] in learned.words):
                learned.lone.setdefault(scan.tokens.text[i], kind)
    learned.alone = _find_alone(learned)
    return learned


def _find_alone(learned: Names) -> dict[str, _Alone]:
    """What each word stands for that is a part of some name or its letters: a surname goes before a body."""
    alone: dict[str, _Alone] = {}
    alone |= {word: ("person", name, True) for word, name in learned.given.items() if name}
    alone |= {word: ("organization", name, False) for word, name in (learned.bodies | learned.acronyms).items()}
    alone |= {word: ("person", word, False) for word in learned.shared}
    alone |= {word: ("person", name, False) for word, name in learned.full.items()}
    return alone


def _find_articled(scan: Scan) -> Iterable[str]:
    """English words that stand alone after an article, as no given name does."""
    if scan.language not in CUE_LANGUAGES:
        return
    tokens = scan.tokens
    for i in scan.lone:
        if tokens.low[i - 1] in {"the", "a", "an", "this"} and tokens.glue[i] == " ":
            goes_on = tokens.glue[i + 1] and tokens.shape[i + 1] in "CAMI"
            if not goes_on:
                yield tokens.text[i]


def settle_names(scan: Scan, learned: Names) -> list[Found]:
    """The names of a text in order, none overlapping, each under the name that the story has for it."""
    found = [_settle_found(scan, item, learned) for item in scan.found if not _is_word(scan, item, learned)]
    open_lone = []
    for i in scan.lone:
        if item := _settle_lone(scan, i, learned):
            found.append(item)
        else:
            open_lone.append(i)
    found.sort(key=lambda item: item.first)
    if open_lone and scan.language in CUE_LANGUAGES:
        found = add_coordinated(scan, found, open_lone)
    if open_lone and scan.hints:
        taken = {item.first for item in found}
        hinted = [item for i in open_lone if i not in taken and (item := _settle_hinted(scan, i, learned))]
        found = sorted([*found, *hinted], key=lambda item: item.first)
    at = {item.first: item for item in found}
    return [find_metonym(scan, item, at) or item for item in found]


def _is_word(scan: Scan, item: Found, learned: Names) -> bool:
    """Whether a place's name is but a word that opens a sentence and stands elsewhere in small letters: "Seine".

    A body's may be a word that is shouted: "THIS IS NEWS".
    """
    if item.known is None or item.last > item.first + 1 or item.is_led:
        return False
    token = scan.tokens[item.first]
    if item.kind != "place":
        return token.shape == "A" and token.facts & STOP != 0 and is_shouted(scan.tokens, item.first)
    return scan.tokens.opens[item.first] and token.shape == "C" and token.low in learned.words


def make_person_name(printed: str) -> str:
    """A person's name as we write it; capitals of a credit repaired, a nickname left out."""
    printed = drop_nickname(printed)
    return names.normalize_person_name(printed) if any(len(w) > 2 and w.isupper() for w in printed.split()) else printed


def _lower_first(name: str) -> str:
    """A name that a sentence opens with as it stands within one: "van der Roe"."""
    first, _, rest = name.partition(" ")
    return f"{first.lower()} {rest}" if first.lower() in PARTICLES else name


def _learn_acronym(learned: Names, scan: Scan, found: Found) -> None:
    tail = _ACRONYM.match(scan.text, scan.tokens.end(found.last - 1))
    if tail and tail[1].isupper():
        learned.acronyms.setdefault(tail[1], found.name)


def _learn_body(learned: Names, scan: Scan, found: Found) -> None:
    """ "Roe" of "Roe Technologies Inc", unless the word says something by itself; "Herons" of the "Zorvik Herons"."""
    nickname = scan.tokens[found.last - 1]
    if scan.is_sport and found.last >= found.first + 2 and nickname.shape == "C" and nickname.low.endswith("s"):
        learned.bodies.setdefault(nickname.text, found.name)
    if found.last < found.first + 2 or not scan.tokens.facts[found.last - 1] & FIRM_LAST:
        return
    first = scan.tokens[found.first]
    if len(first.text) > 3 and not first.facts & (STOP | DEMONYM):
        learned.bodies.setdefault(first.text, found.name)


def _learn_people(learned: Names, people: Mapping[str, int]) -> None:
    keys = {name: family_keys(name) for name in people if " " in name}
    # "Roe Doe" beside "Jane Roe Doe" is the same person
    tails = {key for name in keys for key in keys[name]}
    for name in (name for name in keys if name not in tails and _lower_first(name) not in tails):
        for key in keys[name]:
            first = learned.full.setdefault(key, name)
            if first != name:
                learned.shared.add(key)
                learned.early.setdefault(key, (first, people[first], people[name]))
        given = name.split()[0]
        learned.first[given] = name if learned.first.get(given, name) == name else ""
        if given in word_set("given_names", "name"):
            learned.given[given] = name if learned.given.get(given, name) == name else ""
    for key in learned.shared:
        learned.full.pop(key, None)


def _settle_found(scan: Scan, item: Found, learned: Names) -> Found:
    if item.kind == "person":
        name = make_person_name(item.name)
        # "Sir Keir": a title before a given name
        full = learned.full.get(name) or learned.full.get(_lower_first(name)) or learned.first.get(name)
        name = full or find_early(scan, item.first, name, learned.early) or name
        return item if name == item.name else item._replace(name=name)
    # the surname of someone in the story that is also a city's: "Austin", unless it stands as a place
    if item.known and item.last == item.first + 1 and not item.known.is_country and item.kind == "place":
        text = scan.tokens.text[item.first]
        body, full = learned.bodies.get(text), learned.full.get(text) or (text if text in learned.shared else None)
        if (body or full) and not _is_after_place_word(scan.tokens, item.first):
            return item._replace(kind="organization" if body else "person", name=body or full or text, known=None)
    return item


def _settle_lone(scan: Scan, i: int, learned: Names) -> Found | None:
    tokens = scan.tokens
    if tokens.glue[i + 1] == "-" and (whole := learned.full.get(name_of(scan, i, i + 2))):
        return Found(i, i + 2, "person", whole)
    if tokens.glue[i] == "-" and name_of(scan, i - 1, i + 1) in learned.full:
        return None
    if learned.early and (early := find_early(scan, i, tokens.text[i], learned.early)):
        return Found(i, i + 1, "person", early)
    if tokens.low[i - 1] in PARTICLES and (tailed := _with_particles(scan, i, learned)):
        return tailed
    text = tokens.text[i]
    if tokens.shape[i] == "A" and text not in learned.full and (whole := learned.full.get(text.title())):
        return Found(i, i + 1, "person", whole)
    if known := learned.alone.get(text):
        return Found(i, i + 1, known[0], known[1], is_inferred=known[2])
    kind = _tell_lone(scan, i, learned)
    return Found(i, i + 1, kind, text) if kind else None


def _with_particles(scan: Scan, i: int, learned: Names) -> Found | None:
    """ "De Roe"; "van der Roe" of "Jane van der Roe", whose particles stand before the lone word in small letters."""
    tokens, first = scan.tokens, i
    while tokens.glue[first] == " " and tokens.low[first - 1] in PARTICLES:
        first -= 1
    if first == i:
        return None
    if tokens.shape[i - 1] == "C" and (whole := learned.full.get(name_of(scan, i - 1, i + 1))):
        return Found(i - 1, i + 1, "person", whole)
    printed = name_of(scan, first, i + 1)
    whole = learned.full.get(printed) or learned.full.get(printed[0].lower() + printed[1:])
    return Found(first, i + 1, "person", whole) if whole else None


def _tell_lone(scan: Scan, i: int, learned: Names) -> EntityKind | None:
    """The kind of a name that nothing else in the story bears."""
    if scan.own and (own := scan.own.get(i)):
        return _tell_surely(scan, i) or own
    kind = "organization" if scan.hints and _is_told(scan, i) else _guess(scan, i, learned)
    return None if kind == "person" and _is_articled(scan.tokens[i], learned) else kind


def _is_articled(word: Word, learned: Names) -> bool:
    return word.text in learned.articled and word.facts & GIVEN != 0


def _settle_hinted(scan: Scan, i: int, learned: Names) -> Found | None:
    """A lone word as the model sees it, but a body: it takes many a surname, or any word with a capital, for one."""
    hint, word = scan.hints.get(i), scan.tokens[i]
    if hint is None or (hint == "organization" and word.shape == "C"):
        return None
    return None if hint == "person" and _is_articled(word, learned) else Found(i, i + 1, hint, word.text)


def _is_told(scan: Scan, i: int) -> bool:
    """Whether what the model takes for a body is whom somebody told: that is a paper as often as a person."""
    return scan.hints.get(i) == "organization" and scan.tokens.low[i - 1] == "told"


def _guess(scan: Scan, i: int, learned: Names) -> EntityKind | None:
    token = scan.tokens[i]
    if token.facts & STOP or scan.tokens.loud[i] or len(token.text) < 2:
        return None
    told = scan.told.get(i) or learned.lone.get(token.text)
    if told:
        return told
    if token.shape == "A":
        if is_shouted(scan.tokens, i):
            return None
        return "organization" if len(token.text) <= 6 and not token.text.endswith(".") else None
    if token.shape == "M":
        return None if is_plural_acronym(token.text) else "organization"
    if token.facts & SURNAME and not (scan.tokens.opens[i] and token.low in learned.words):
        return "person"
    if not token.facts & GIVEN or scan.language in NOUN_CAPITALS or scan.tokens.opens[i] or token.low in learned.words:
        return None
    return "person"


def _tell_surely(scan: Scan, i: int) -> EntityKind | None:
    tokens, end = scan.tokens, i + 1
    goes_on = tokens.glue[end] == " " and tokens.shape[end] in "CAM"
    if goes_on or tokens.loud[i] or tokens.shape[i] not in "CM" or tokens.facts[i] & STOP:
        return None
    return tell_kind(tokens, i, end) if scan.language in CUE_LANGUAGES else None


def _read_sides(scan: Scan, i: int) -> EntityKind | None:
    """What the words beside a lone capitalized word say of it."""
    tokens = scan.tokens
    if tokens.shape[i] not in "CM" or tokens.facts[i] & STOP or tokens.loud[i]:
        return None
    has_nouns = scan.language in NOUN_CAPITALS
    has_before, has_after = tokens.glue[i] == " ", tokens.glue[i + 1] == " "
    if has_before and tokens.facts[i - 1] & (HONORIFIC if has_nouns else HONORIFIC | ROLE):
        return None if is_named_craft(tokens, i) else "person"
    if has_nouns:
        return None
    is_cued = scan.language in CUE_LANGUAGES and not (has_after and tokens.shape[i + 1] in "CAM")
    if is_cued and (cued := tell_kind(tokens, i, i + 1)):
        return cued
    if tokens.shape[i] == "M" or (has_before and tokens.low[i - 1] in {"the", "a", "an"}):
        return None
    is_told = has_before and tokens.low[i - 1] != "so" and _reports(scan, i - 1)
    is_telling = is_told or (has_after and _reports(scan, i + 1))
    return "person" if is_telling and not is_worn(scan.tokens, i) else None


def _reports(scan: Scan, i: int) -> bool:
    """Whether a word of the text's language reports speech."""
    if not scan.tokens.facts[i] & REPORTS:
        return False
    return scan.tokens.low[i] in word_set("reporting_verbs", "word", scan.language or "en", "language")


def _is_after_place_word(tokens: Tokens, i: int) -> bool:
    if tokens.low[i - 1] == "at" and is_possessed(tokens, i + 1):
        return False  # "a guard at Roe's house"
    return tokens.glue[i] == " " and tokens.low[i - 1] in {"in", "near", "at", "outside", "around"}
