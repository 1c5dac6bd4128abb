"""The second reading: lone words resolved by what the whole story says. A surname goes to its one full name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from transforms import names
from transforms.entities.cues import CUE_LANGUAGES, tell_kind
from transforms.entities.metonyms import find_metonym
from transforms.entities.people import NOUN_CAPITALS, family_keys
from transforms.entities.scan import Found, Scan, name_of
from transforms.entities.tokens import Token
from transforms.entities.words import is_honorific, is_role_noun, is_stopword, word_set
from transforms.records import EntityKind, Mention

_ACRONYM = re.compile(r"\s?\(([^\W\d_]{2,8})\)")


@dataclass(slots=True, kw_only=True)
class Names:
    """What a story's texts say of names together."""

    full: dict[str, str] = field(default_factory=dict)  #: family name, or tail of a name -> the one full name
    shared: set[str] = field(default_factory=set)  #: family names of two people or more
    given: dict[str, str] = field(default_factory=dict)  #: given name -> the one full name
    first: dict[str, str] = field(default_factory=dict)  #: first word of a name, known as given or not -> the one name
    acronyms: dict[str, str] = field(default_factory=dict)  #: "CSB" -> "Coastal Safety Board"
    bodies: dict[str, str] = field(default_factory=dict)  #: first words of a firm's name -> the name
    lower: set[str] = field(default_factory=set)  #: words that occur in lower case too
    articled: set[str] = field(default_factory=set)  #: words that an article stands before: "the Bill"
    lone: dict[str, EntityKind] = field(default_factory=dict)  #: lone words that some sentence tells the kind of


def learn_names(scans: Iterable[Scan]) -> Names:
    """Full names, acronyms and tell-tale sentences of all texts of a story; earlier texts come first."""
    learned = Names()
    people: dict[str, None] = {}  # in the order of their first mention
    scans = tuple(scans)
    for scan in scans:
        learned.lower.update(token.low for token in scan.tokens if token.shape == "l")
        learned.articled.update(_find_articled(scan))
        for found in scan.found:
            if found.kind == "person":
                people[make_person_name(found.name)] = None
            elif found.kind == "organization":
                _learn_acronym(learned, scan, found)
                _learn_body(learned, scan, found)
    _learn_people(learned, people)
    for scan in scans:
        for i in scan.lone:
            kind = _tell(scan, i)
            if kind and not (scan.tokens[i].opens and scan.tokens[i].low in learned.lower):
                learned.lone.setdefault(scan.tokens[i].text, kind)
    return learned


def _find_articled(scan: Scan) -> Iterable[str]:
    """English words that stand alone after an article, as no given name does."""
    if scan.language not in CUE_LANGUAGES:
        return
    for i in scan.lone:
        token = scan.tokens[i]
        goes_on = i + 1 < len(scan.tokens) and scan.tokens[i + 1].glue and scan.tokens[i + 1].shape in "CAMI"
        if i > 0 and token.glue == " " and scan.tokens[i - 1].low in {"the", "a", "an", "this"} and not goes_on:
            yield token.text


def settle_mentions(scan: Scan, learned: Names) -> tuple[Mention, ...]:
    """The mentions of a text in order, none overlapping."""
    found = [_settle_found(scan, item, learned) for item in scan.found if not _is_word(scan, item, learned)]
    found += [item for i in scan.lone if (item := _settle_lone(scan, i, learned))]
    found.sort(key=lambda item: item.first)
    found = find_metonym_all(scan, found)
    return tuple(_make_mention(scan, item) for item in found)


def _is_word(scan: Scan, item: Found, learned: Names) -> bool:
    """Whether a place's name is but a word that opens a sentence and stands elsewhere in small letters: "Seine"."""
    token = scan.tokens[item.first]
    is_lone_place = item.kind == "place" and item.known is not None and item.last == item.first + 1 and not item.is_led
    return is_lone_place and token.opens and token.shape == "C" and token.low in learned.lower


def find_metonym_all(scan: Scan, found: list[Found]) -> list[Found]:
    """Capitals that stand for their government, turned into it."""
    at = {item.first: item for item in found}
    return [find_metonym(scan, item, at) or item for item in found]


def make_person_name(printed: str) -> str:
    """A person's name as we write it; capitals of a credit repaired."""
    return names.normalize_person_name(printed) if any(len(w) > 2 and w.isupper() for w in printed.split()) else printed


def _learn_acronym(learned: Names, scan: Scan, found: Found) -> None:
    tail = _ACRONYM.match(scan.text, scan.tokens[found.last - 1].end)
    if tail and tail[1].isupper():
        learned.acronyms.setdefault(tail[1], found.name)


def _learn_body(learned: Names, scan: Scan, found: Found) -> None:
    """ "Roe" of "Roe Technologies Inc", unless the word says something by itself."""
    words = [token.text for token in scan.tokens[found.first : found.last]]
    if len(words) < 2 or words[-1] not in word_set("organization_heads", "word", "firm", "position"):
        return
    first = scan.tokens[found.first]
    if len(first.text) > 3 and not is_stopword(first.low) and first.text not in word_set("demonyms"):
        learned.bodies.setdefault(first.text, found.name)


def _learn_people(learned: Names, people: Iterable[str]) -> None:
    longest = [name for name in people if " " in name]
    # "Roe Doe" beside "Jane Roe Doe" is the same person
    tails = {key for name in longest for key in family_keys(name)}
    for name in longest:
        if name in tails:
            continue
        for key in family_keys(name):
            if learned.full.setdefault(key, name) != name:
                learned.shared.add(key)
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
        return replace(item, name=learned.full.get(name) or learned.first.get(name) or name)
    # the surname of someone in the story that is also a city's: "Austin", unless it stands as a place
    if item.known and item.last == item.first + 1 and not item.known.is_country and item.kind == "place":
        text = scan.tokens[item.first].text
        body = learned.bodies.get(text)
        if body and not _is_after_place_word(scan.tokens, item.first):
            return replace(item, kind="organization", name=body, known=None)
        full = learned.full.get(text)
        if full and not _is_after_place_word(scan.tokens, item.first):
            return replace(item, kind="person", name=full, known=None)
    return item


def _settle_lone(scan: Scan, i: int, learned: Names) -> Found | None:
    token = scan.tokens[i]
    text = token.text
    if (end := _compound_end(scan, i)) and (whole := learned.full.get(name_of(scan, i, end))):
        return Found(first=i, last=end, kind="person", name=whole)
    if token.glue == "-" and _compound_start(scan, i, learned):
        return None
    name = learned.full.get(text) or learned.full.get(text.title() if token.shape == "A" else text)
    if name:
        return Found(first=i, last=i + 1, kind="person", name=name)
    if text in learned.shared:
        return Found(first=i, last=i + 1, kind="person", name=text)
    if text in learned.acronyms:
        return Found(first=i, last=i + 1, kind="organization", name=learned.acronyms[text])
    if text in learned.bodies:
        return Found(first=i, last=i + 1, kind="organization", name=learned.bodies[text])
    if given := learned.given.get(text):
        return Found(first=i, last=i + 1, kind="person", name=given, is_inferred=True)
    # what stands in the text outdoes the model's opinion, which outdoes a guess
    # a model takes many a lone surname for a body or a place
    hint = "person" if i in scan.hints and text in word_set("surnames", "name") else scan.hints.get(i)
    kind = (_tell_surely(scan, i) or hint) if hint else _guess(scan, i, learned)
    if kind == "person" and text in learned.articled and text in word_set("given_names", "name"):
        return None
    return Found(first=i, last=i + 1, kind=kind, name=text) if kind else None


def _compound_end(scan: Scan, i: int) -> int | None:
    """The index after the second half of a hyphened word: "Roe-Doe"."""
    end = i + 2
    return end if end <= len(scan.tokens) and scan.tokens[i + 1].glue == "-" else None


def _compound_start(scan: Scan, i: int, learned: Names) -> bool:
    return name_of(scan, i - 1, i + 1) in learned.full


def _guess(scan: Scan, i: int, learned: Names) -> EntityKind | None:
    token = scan.tokens[i]
    if token.loud or len(token.text) < 2:
        return None
    told = _tell(scan, i) or learned.lone.get(token.text)
    if told:
        return told
    if token.shape == "A":
        return "organization" if len(token.text) <= 6 and not token.text.endswith(".") else None
    if token.shape == "M":
        return "organization"
    if token.text in word_set("surnames", "name"):
        return "person"
    if scan.language in NOUN_CAPITALS or token.opens or token.low in learned.lower:
        return None
    return "person" if token.text in word_set("given_names", "name") else None


def _tell_surely(scan: Scan, i: int) -> EntityKind | None:
    token, end = scan.tokens[i], i + 1
    goes_on = end < len(scan.tokens) and scan.tokens[end].glue == " " and scan.tokens[end].shape in "CAM"
    if goes_on or token.loud or token.shape not in "CM" or is_stopword(token.low) or scan.language not in CUE_LANGUAGES:
        return None
    return tell_kind(scan.tokens, scan.text, i, end)


def _tell(scan: Scan, i: int) -> EntityKind | None:
    """What the words beside a lone capitalized word say of it."""
    tokens, token = scan.tokens, scan.tokens[i]
    before = tokens[i - 1] if i > 0 and token.glue == " " else None
    after = tokens[i + 1] if i + 1 < len(tokens) and tokens[i + 1].glue == " " else None
    if token.shape not in "CM" or is_stopword(token.low) or scan.tokens[i].loud:
        return None
    if before and (is_honorific(before.text) or (is_role_noun(before.low) and scan.language not in NOUN_CAPITALS)):
        return "person"
    is_cued = scan.language in CUE_LANGUAGES and not (after and after.shape in "CAM")
    cued = tell_kind(tokens, scan.text, i, i + 1) if is_cued else None
    if cued:
        return cued
    if before and before.low in {"the", "a", "an"}:
        return None
    verbs = word_set("reporting_verbs", "word", scan.language or "en", "language")
    if token.shape == "C" and (
        (after and after.low in verbs) or (before and before.low in verbs and before.low not in {"so"})
    ):
        return None if scan.language in NOUN_CAPITALS else "person"
    return None


def _is_after_place_word(tokens: Sequence[Token], i: int) -> bool:
    return i > 0 and tokens[i].glue == " " and tokens[i - 1].low in {"in", "near", "at", "outside", "around"}


def _make_mention(scan: Scan, item: Found) -> Mention:
    start, end = scan.tokens[item.first].start, scan.tokens[item.last - 1].end
    return Mention(
        start=start,
        end=end,
        surface=scan.text[start:end],
        kind=item.kind,
        name=item.name,
        role=item.role,
        is_metonym=item.is_metonym,
        is_inferred=item.is_inferred,
    )
