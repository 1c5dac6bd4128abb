"""A first reading of a text: names that stand on their own, and lone words that wait for what else the text says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from transforms.entities.cues import CUE_LANGUAGES, tell_kind
from transforms.entities.gazetteer import Known, find_known, find_place, load_gazetteer
from transforms.entities.heads import find_organization_end, find_place_end, find_run_end, is_name_word
from transforms.entities.openings import find_openings
from transforms.entities.people import PARTICLES, find_alone, find_person_end
from transforms.entities.roles import honorific_start, is_plural_role, portfolio_end, role_after, role_start
from transforms.entities.teams import find_nickname_end, find_team, is_sport, is_team_place
from transforms.entities.tokens import Token, tokenize
from transforms.entities.words import is_honorific, is_role_noun, is_stopword, word_set
from transforms.records import EntityKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Tokens `first` to before `last` as a name; `known` when a lexicon has it."""

    first: int
    last: int
    kind: EntityKind
    name: str
    role: str | None = None
    is_led: bool = False  #: told by what stands before or around it: a title, a dateline
    is_inferred: bool = False
    is_metonym: bool = False
    known: Known | None = None


@dataclass(slots=True, kw_only=True)
class Scan:
    """A text read once."""

    text: str
    language: str | None
    tokens: Sequence[Token]
    small: frozenset[str] = frozenset()  #: words in small letters
    alone: frozenset[str] = frozenset()  #: capitalized words used alone, as surnames are
    is_sport: bool = False  #: about matches, so that cities may be teams
    found: list[Found] = field(default_factory=list)
    lone: list[int] = field(default_factory=list)  #: capitalized words of their own, undecided
    hints: dict[int, EntityKind] = field(default_factory=dict)  #: what a model says of lone words


def scan_text(text: str, language: str | None, of: Scan | None = None) -> Scan:
    """Read a text left to right; each word belongs to one name at most. A headline or caption is `of` its body."""
    tokens = tokenize(text)
    scan = Scan(
        text=text,
        language=language,
        tokens=tokens,
        small=of.small if of else frozenset(token.low for token in tokens if token.shape == "l" and token.glue != "-"),
        alone=of.alone if of else find_alone(tokens, language),
        is_sport=of.is_sport if of else is_sport(tokens),
    )
    openings = dict(find_openings(text))
    i, phrases = 0, load_gazetteer().phrases
    while i < len(tokens):
        token = tokens[i]
        if token.start in openings:
            i = _add_opening(scan, i, openings[token.start])
        elif token.shape in "ld" and token.text not in phrases:
            i += 1
        else:
            i = _read_name(scan, i)
    return scan


def name_of(scan: Scan, first: int, last: int) -> str:
    """The words as printed, between two tokens."""
    return " ".join(scan.text[scan.tokens[first].start : scan.tokens[last - 1].end].split())


def _read_name(scan: Scan, i: int) -> int:
    tokens, token = scan.tokens, scan.tokens[i]
    if scan.is_sport and (team := find_team(tokens, i)):
        scan.found.append(Found(first=i, last=team[0], kind="organization", name=team[1]))
        return team[0]
    known = find_known(tokens, i)
    if known and known[1].is_thing and token.text not in word_set("given_names", "name"):
        return known[0]
    if known and known[0] == i + 1 and known[1].is_city and not is_name_word(token):
        known = None  # "in March" is no town
    if not known and not is_name_word(token) and token.text not in word_set("given_names", "name"):
        return i + 1
    if not known and _stands_alone(tokens, i):
        return _add_lone(scan, i)
    led = role_start(tokens, i) if not is_role_noun(token.low) else None
    address = honorific_start(tokens, i)
    if address and tokens[address].text == "Lady" and tokens[address - 1].low == "the":
        address = None  # "the Lady Roe" is a ship
    if skip := portfolio_end(tokens, i):
        return skip
    is_led = led is not None or address is not None or _is_credited(tokens, i)
    cued = None if is_led or known else _cued(scan, i)
    person = None if cued else _person(scan, i, known, is_led)
    if person:
        _add_person(scan, i, person, led)
        return person
    # a title's capitals make any words look like a body's name
    headed = None if token.loud else _headed(scan, i)
    if headed and (known is None or headed[0] > known[0]):
        if not _is_coined(scan, i, headed[0]):
            scan.found.append(Found(first=i, last=headed[0], kind=headed[1], name=name_of(scan, i, headed[0])))
        return headed[0]
    if known:
        return known[0] if known[1].is_thing else _add_known(scan, i, known)
    if cued:
        scan.found.append(Found(first=i, last=cued[0], kind=cued[1], name=name_of(scan, i, cued[0])))
        return cued[0]
    if token.shape == "A" and i + 1 < len(tokens) and tokens[i + 1].glue == "-" and tokens[i + 1].shape in "CA":
        scan.found.append(Found(first=i, last=i + 2, kind="organization", name=name_of(scan, i, i + 2)))
        return i + 2
    return _add_lone(scan, i)


def _add_lone(scan: Scan, i: int) -> int:
    token = scan.tokens[i]
    if not (
        is_stopword(token.low)
        or is_role_noun(token.low)
        or is_honorific(token.text)
        or token.text in word_set("demonyms")
    ):
        scan.lone.append(i)
    return i + 1


def _stands_alone(tokens: Sequence[Token], i: int) -> bool:
    """Whether a capitalized word has nothing to do with the words beside it: most nouns of German do not."""
    token = tokens[i]
    if token.text in _starters() or (i + 1 < len(tokens) and tokens[i + 1].glue and tokens[i + 1].shape != "l"):
        return False
    if i + 1 < len(tokens) and tokens[i + 1].low in PARTICLES and tokens[i + 1].glue:
        return False
    if not token.glue:
        return True
    before = tokens[i - 1]
    return before.shape == "l" and before.low not in {"by", "of", "for"} and not is_role_noun(before.low)


@cache
def _starters() -> frozenset[str]:
    """Words that a name of several words may begin with, whatever follows."""
    heads = word_set("organization_heads", "word") | word_set("place_heads", "word")
    return heads | word_set("given_names", "name") | word_set("honorifics")


def _person(scan: Scan, i: int, known: tuple[int, Known] | None, is_led: bool) -> int | None:
    end = find_person_end(scan.tokens, i, scan.language, scan.alone, is_led=is_led)
    if end is None:
        return None
    given = scan.tokens[i].text in word_set("given_names", "name")
    if not (given or is_led) and _is_worded(scan, i, end):
        return None
    # a bank, a road or a ministry may begin with a given name, and a known name of two words is no person
    headed = _headed(scan, i)
    is_town = known is not None and known[0] == i + 1 and known[1].is_city and not known[1].is_sure and end > i + 1
    if (headed and headed[0] >= end and not is_led) or (known and not is_town and (not given or known[0] > i + 1)):
        return None
    # "Jordan and ...": a country followed by nothing but a known name is itself
    if known and end == i + 1:
        return None
    return end


def _is_worded(scan: Scan, i: int, end: int) -> bool:
    """Whether capitalized words are ordinary ones: "Solar Street Lighting" where the text speaks of lighting too."""
    if any(len(token.low) > 3 and token.shape != "l" and token.low in scan.small for token in scan.tokens[i:end]):
        return True
    # what is left of such words
    return i > 0 and scan.tokens[i].glue == " " and scan.lone[-1:] == [i - 1] and scan.tokens[i - 1].low in scan.small


def _headed(scan: Scan, i: int) -> tuple[int, EntityKind] | None:
    tokens = scan.tokens
    if (
        tokens[i].opens
        and is_stopword(tokens[i].low)
        and tokens[i].low in word_set("entity_stopwords", "word", "function")
    ):
        return None
    organization, place = find_organization_end(tokens, i), find_place_end(tokens, i)
    # "Canadian Harbour Minister": a word of a title is no place
    if place and place < len(tokens) and tokens[place].glue == " " and is_role_noun(tokens[place].low):
        place = None
    if organization and organization >= (place or 0):
        return organization, "organization"
    return (place, "place") if place else None


def _add_person(scan: Scan, i: int, end: int, led: int | None) -> None:
    tokens, role, inferred = scan.tokens, None, False
    if led is not None:
        # words of a title are no names: "Fisheries" of the Fisheries Secretary
        scan.lone = [k for k in scan.lone if k < led]
        role = name_of(scan, led, i)
        if is_plural_role(tokens, i):
            role = role[:-1]
    elif after := role_after(tokens, end, scan.text):
        role = scan.text[after[0] : after[1]]
    elif shared := _shared_role(scan, i):
        role, inferred = shared, True
    scan.found.append(
        Found(
            first=i,
            last=end,
            kind="person",
            name=name_of(scan, i, end),
            role=role,
            is_led=led is not None,
            is_inferred=inferred,
        )
    )


def _shared_role(scan: Scan, i: int) -> str | None:
    """The title of the person named just before: "senators Roe and Doe", "Roan Minister Roe and Doania's Jane Doe"."""
    last = next((found for found in reversed(scan.found) if found.kind == "person"), None)
    if last is None or not last.role or not last.is_led or i - last.last > 4:
        return None
    between = scan.tokens[last.last : i]
    joins = [token for token in between if token.low in {"and", "und", "et", "y", "e", "en"}]
    if len(joins) != 1 or any("\n" in scan.text[token.end : token.end + 2] for token in between):
        return None
    if is_plural_role(scan.tokens, last.first):
        return last.role if len(between) == 1 else None
    owner = scan.tokens[i - 1]
    if scan.text[owner.end : scan.tokens[i].start] not in {"’s ", "'s "}:
        return None
    words = last.role.split()
    # "Foreign" of a known Foreign Office is no country, "US" is
    while len(words) > 1 and (words[0] in word_set("demonyms") or words[0].isupper()):
        words = words[1:]
    return " ".join(words)


def _is_coined(scan: Scan, i: int, end: int) -> bool:
    """Whether quotation marks close a few words in: what somebody calls a thing, not a name."""
    start, stop = scan.tokens[i].start, scan.tokens[end - 1].end
    return scan.text[max(0, start - 1) : start] in {"“", '"', "„", "‘"} and scan.text[stop : stop + 1] in {
        "”",
        '"',
        "“",
        "’",
    }


def _add_opening(scan: Scan, i: int, stop: int) -> int:
    """The place in capitals that opens a line, under the name it has elsewhere."""
    end = i + 1
    while end < len(scan.tokens) and scan.tokens[end].end <= stop:
        end += 1
    printed = name_of(scan, i, end).rstrip(".")
    known = find_place(printed) or find_place(printed.title())
    scan.found.append(
        Found(first=i, last=end, kind="place", name=known.name if known else printed.title(), known=known, is_led=True)
    )
    return end


def _is_credited(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name stands where copy names its makers: "Reporting by", "; editing by"."""
    return (
        i > 1
        and tokens[i].glue == " "
        and tokens[i - 1].low == "by"
        and tokens[i - 2].low in word_set("name_cues", "word", "credit")
    )


def _cued(scan: Scan, i: int) -> tuple[int, EntityKind] | None:
    """Two or three unknown capitalized words whose kind the words around tell: the index after them, and the kind."""
    tokens, token = scan.tokens, scan.tokens[i]
    if (
        token.loud
        or token.opens
        or scan.language not in CUE_LANGUAGES
        or is_stopword(token.low)
        or token.text in word_set("given_names", "name")
    ):
        return None
    end = find_run_end(tokens, i)
    if not 2 <= end - i <= 3 or any(
        is_role_noun(token.low) or find_known(tokens, k) for k, token in enumerate(tokens[i:end], i)
    ):
        return None
    kind = tell_kind(tokens, scan.text, i, end)
    return (end, kind) if kind else None


def _add_known(scan: Scan, i: int, known: tuple[int, Known]) -> int:
    end, what = known
    if scan.is_sport and what.is_city:
        nickname = find_nickname_end(scan.tokens, end)
        if nickname or is_team_place(scan.tokens, i, end):
            last = nickname or end
            scan.found.append(Found(first=i, last=last, kind="organization", name=name_of(scan, i, last)))
            return last
    if what.is_sure or _is_locative(scan, i, end):
        scan.found.append(Found(first=i, last=end, kind=what.kind, name=what.name, known=what))
    elif end == i + 1:
        scan.lone.append(i)
    return end


def _is_locative(scan: Scan, i: int, end: int) -> bool:
    """Whether a doubtful name stands as a place: "in Austin", "Austin, Texas"."""
    tokens = scan.tokens
    if i > 0 and tokens[i].glue == " " and tokens[i - 1].low in {"in", "near", "at", "outside", "from", "around"}:
        return end >= len(tokens) or not (tokens[end].glue and is_name_word(tokens[end]))
    if end < len(tokens) and scan.text[tokens[end - 1].end : tokens[end].start] == ", ":
        region = find_known(tokens, end)
        return bool(region and region[1].kind == "place" and region[1].is_sure)
    return False
