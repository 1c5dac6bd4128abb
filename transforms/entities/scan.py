"""A first reading of a text: names that stand on their own, and lone words that wait for what else the text says."""

from bisect import bisect_left
from itertools import compress, count

from transforms.entities.cues import CUE_LANGUAGES, is_craft, is_incorporated, is_named_craft, tell_kind
from transforms.entities.doubts import is_chamber, is_locative
from transforms.entities.facts import (
    BODY_BEFORE,
    BODY_FIRST,
    BODY_LAST,
    BODY_OF,
    CREDIT,
    DEMONYM,
    FAMILY,
    FIRM_LAST,
    FUNCTION,
    GIVEN,
    HONORIFIC,
    KNOWN,
    NAME,
    PLACE_BEFORE,
    PLACE_FIRST,
    PLACE_LAST,
    PLACE_OF,
    ROLE,
    STOP,
)
from transforms.entities.found import Found, Scan, body_words, name_of
from transforms.entities.gazetteer import find_known, find_place
from transforms.entities.genitives import genitive_end
from transforms.entities.heads import (
    OWNERS,
    find_joined_end,
    find_organization_end,
    find_owned_end,
    find_place_end,
    find_run_end,
    find_thing_end,
    find_titled_end,
    is_possessed,
    may_have_head,
)
from transforms.entities.offices import add_person
from transforms.entities.openings import find_openings
from transforms.entities.people import find_alone, find_eastern_end, find_person_end, goes_on
from transforms.entities.roles import honorific_start, portfolio_end, role_start
from transforms.entities.tables import Known
from transforms.entities.teams import find_nickname_end, find_team, is_sport, is_team_place
from transforms.entities.tokens import Tokens, tokenize
from transforms.entities.words import speech_words
from transforms.records import EntityKind

#: A name of several words may begin with such a word, whatever follows.
_STARTS = GIVEN | HONORIFIC | BODY_FIRST | BODY_OF | BODY_LAST | FIRM_LAST | PLACE_FIRST | PLACE_OF | PLACE_LAST


def scan_text(text: str, language: str | None, of: Scan | None = None) -> Scan:
    """Read a text left to right; each word belongs to one name at most. A headline or caption is `of` its body."""
    tokens = tokenize(text)
    scan = Scan(
        text=text,
        language=language,
        tokens=tokens,
        of=of,
        alone=of.alone if of else find_alone(tokens, language),
        is_sport=of.is_sport if of else is_sport(tokens),
    )
    openings = dict(find_openings(text))
    begins = list(compress(count(), tokens.begins))
    if openings:
        begins = sorted({*begins, *(bisect_left(tokens.start, start) for start in openings)})
    done = 0
    for i in begins:
        if i < done:
            continue
        stop = openings.get(tokens.start[i]) if openings else None
        done = _add_opening(scan, i, stop) if stop else _read_name(scan, i)
    return scan


def _read_name(scan: Scan, i: int) -> int:
    """The index after what begins at token `i`: a name, or a word without one."""
    tokens, facts = scan.tokens, scan.tokens.facts[i]
    if scan.is_sport and (team := find_team(tokens, i)):
        scan.found.append(Found(i, team[0], "organization", team[1]))
        return team[0]
    known = find_known(tokens, i) if facts & KNOWN else None
    if known and known[1].is_thing and not facts & GIVEN:
        return known[0]
    if known and _is_common(tokens, i, known):
        known = None
    if not known and not facts & (NAME | GIVEN | FAMILY):
        return i + 1
    if tokens.text[i - 1] == "The" and scan.language in CUE_LANGUAGES and (titled := find_titled_end(tokens, i)):
        scan.found.append(Found(i, titled, "organization", name_of(scan, i, titled)))
        return titled
    is_alone = not goes_on(tokens, i)
    if is_alone and tokens.opens[i] and tokens.low[i] in speech_words("pronoun", scan.language):
        return i + 1
    if is_alone and not known and _stands_apart(tokens, i):
        return _add_lone(scan, i)
    return portfolio_end(tokens, i) or _read_phrase(scan, i, known, is_alone=is_alone)


def _is_common(tokens: Tokens, i: int, found: tuple[int, Known]) -> bool:
    """Whether a known name is a common word here: no town "in March" or "El Banco de Doania", no river in "Seine Frau
    kam", no paper in "Economist Jane Roe"."""
    end, known = found
    if end > i + 1:
        return known.is_city and end == i + 2 and tokens.opens[i] and _begins_body(tokens, i + 1)
    if known.is_city and not tokens.facts[i] & NAME:
        return True
    if known.kind == "organization" and tokens.facts[i] & ROLE:
        return tokens.facts[i + 1] & NAME != 0 and tokens.low[i - 1] != "the"
    return known.kind == "place" and tokens.shape[i] == "C" and tokens.opens[i] and tokens.facts[i] & FUNCTION != 0


def _begins_body(tokens: Tokens, i: int) -> bool:
    body = find_known(tokens, i)
    return tokens.facts[i] & BODY_FIRST != 0 or (body is not None and body[1].kind == "organization")


def _read_phrase(scan: Scan, i: int, known: tuple[int, Known] | None, *, is_alone: bool) -> int:
    """Of all that may begin at token `i` what is likeliest: somebody, a body or place by its head, a known name."""
    tokens = scan.tokens
    run = i + 1 if is_alone else find_run_end(tokens, i)
    if (
        run > i + 1
        and (not known or known[0] == i + 1)
        and scan.language in CUE_LANGUAGES
        and (thing := find_thing_end(tokens, i, run))
    ):
        return thing
    headed, cued, person, led = _headed(scan, i, run), None, None, None
    if not (known and is_alone):
        led = None if tokens.facts[i] & ROLE else role_start(tokens, i)
        if headed and headed[1] == "organization" and tokens.facts[i - 1] & BODY_BEFORE and not tokens.facts[i] & GIVEN:
            led = None  # "developer Roe Homes"
        is_led = led is not None or _is_addressed(tokens, i) or _is_credited(tokens, i)
        cued = None if is_led or known else _cued(scan, i, run)
        person = None if cued or (is_alone and not is_led) else _person(scan, i, known, headed, is_led)
    if person:
        if not is_craft(tokens, i):
            add_person(scan, i, person, led)
        return person
    # a title's capitals make any words look like a body's name
    if headed and not tokens.loud[i] and (known is None or headed[0] > known[0]):
        if not _is_coined(scan, i, headed[0]):
            scan.found.append(Found(i, headed[0], headed[1], name_of(scan, i, headed[0])))
        return headed[0]
    if known:
        return known[0] if known[1].is_thing else _add_known(scan, i, known)
    if cued:
        scan.found.append(Found(i, cued[0], cued[1], name_of(scan, i, cued[0])))
        return cued[0]
    is_joined = tokens.shape[i] == "A" and tokens.glue[i + 1] == "-" and tokens.shape[i + 1] in "CA"
    if is_joined and not tokens.facts[i + 1] & ROLE:
        scan.found.append(Found(i, i + 2, "organization", name_of(scan, i, i + 2)))
        return i + 2
    return _add_lone(scan, i)


def _add_lone(scan: Scan, i: int) -> int:
    facts = scan.tokens.facts[i]
    if not facts & (STOP | ROLE | HONORIFIC | DEMONYM) or (facts & FAMILY and facts & NAME):
        scan.lone.append(i)
    return i + 1


def _stands_apart(tokens: Tokens, i: int) -> bool:
    """Whether a capitalized word has nothing to do with the words before it either: most nouns of German do not."""
    if tokens.facts[i] & _STARTS or (tokens.text[i] in OWNERS and is_possessed(tokens, i + 1)):
        return False
    if not tokens.glue[i]:
        return True
    before = tokens.low[i - 1]
    if before == "the" and tokens.low[i + 1] == "and":
        return False  # "the Grain and Feed Authority"
    return tokens.shape[i - 1] == "l" and not tokens.facts[i - 1] & ROLE and before not in {"by", "of", "for"}


def _person(
    scan: Scan, i: int, known: tuple[int, Known] | None, headed: tuple[int, EntityKind] | None, is_led: bool
) -> int | None:
    end = find_person_end(scan.tokens, i, scan.language, scan.alone, is_led=is_led)
    if end is None:
        return None
    end = genitive_end(scan.tokens, i, end, scan.language)
    is_eastern = scan.tokens.facts[i] & FAMILY and find_eastern_end(scan.tokens, i) == end
    given = scan.tokens.facts[i] & GIVEN or is_eastern
    if not (given or is_led) and _is_worded(scan, i, end):
        return None
    # a bank, a road or a ministry may begin with a given name, and a known name of two words is no person
    is_town = known is not None and known[0] == i + 1 and known[1].is_city and not known[1].is_sure and end > i + 1
    if (headed and headed[0] >= end and not is_led) or (known and not is_town and (not given or known[0] > i + 1)):
        return None
    # "Jordan and ...": a country followed by nothing but a known name is itself
    if known and end == i + 1:
        return None
    return end


def _is_worded(scan: Scan, i: int, end: int) -> bool:
    """Whether capitalized words are ordinary ones: "Solar Street Lighting" where the text speaks of lighting too."""
    words = body_words(scan)
    if any(len(token.low) > 3 and token.shape != "l" and token.low in words for token in scan.tokens[i:end]):
        return True
    # what is left of such words
    return scan.tokens.glue[i] == " " and scan.lone[-1:] == [i - 1] and scan.tokens.low[i - 1] in words


def _headed(scan: Scan, i: int, run: int) -> tuple[int, EntityKind] | None:
    tokens = scan.tokens
    if tokens.low[run] == "and" and (joined := find_joined_end(tokens, i, run)):
        return joined, "organization"
    if not may_have_head(tokens, i, run) or (tokens.opens[i] and tokens.facts[i] & FUNCTION):
        return None
    run = find_owned_end(tokens, i, run)
    organization, place = find_organization_end(tokens, i, run), find_place_end(tokens, i, run)
    # "Chief Financial Officer": words of a title are no body, and of "Canadian Harbour Minister" no place
    if organization and _is_before_role(tokens, organization):
        # "Canadian Energy Minister", but "Canadian Secret Service agents"
        is_office = tokens.facts[i] & DEMONYM and tokens.shape[organization] == "C"
        organization = None if is_office or tokens.facts[i] & ROLE else organization
    if place and _is_before_role(tokens, place):
        place = None
    if organization and organization >= (place or 0):
        return organization, "organization"
    return (place, "place") if place else None


def _is_before_role(tokens: Tokens, end: int) -> bool:
    return tokens.glue[end] == " " and tokens.facts[end] & ROLE != 0


def _is_coined(scan: Scan, i: int, end: int) -> bool:
    """Whether quotation marks close a few words in: what somebody calls a thing, not a name."""
    start, stop = scan.tokens.start[i], scan.tokens.end(end - 1)
    return scan.text[max(0, start - 1) : start] in {"“", '"', "„", "‘"} and scan.text[stop : stop + 1] in {
        "”",
        '"',
        "“",
        "’",
    }


def _add_opening(scan: Scan, i: int, stop: int) -> int:
    """The place in capitals that opens a line, under the name it has elsewhere."""
    end = i + 1
    while end < len(scan.tokens) and scan.tokens.end(end) <= stop:
        end += 1
    printed = name_of(scan, i, end).rstrip(".")
    known = find_place(printed) or find_place(printed.title())
    scan.found.append(Found(i, end, "place", known.name if known else printed.title(), known=known, is_led=True))
    return end


def _is_addressed(tokens: Tokens, i: int) -> bool:
    """Whether a form of address stands before a name, not a ship's."""
    return honorific_start(tokens, i) is not None and not is_named_craft(tokens, i)


def _is_credited(tokens: Tokens, i: int) -> bool:
    """Whether a name stands where copy names its makers: "Reporting by", "; editing by"."""
    return tokens.low[i - 1] == "by" and tokens.glue[i] == " " and tokens.facts[i - 2] & CREDIT != 0


def _cued(scan: Scan, i: int, end: int) -> tuple[int, EntityKind] | None:
    """Two or three unknown capitalized words whose kind the words around tell: the index after them, and the kind."""
    tokens = scan.tokens
    if not 2 <= end - i <= 3 or tokens.loud[i] or tokens.opens[i] or tokens.facts[i] & STOP:
        return None
    if is_incorporated(tokens, end):
        return end, "organization"
    if tokens.facts[i] & GIVEN and not (tokens.low[i - 1] == "of" and tokens.facts[i - 2] & PLACE_BEFORE):
        return None
    if scan.language not in CUE_LANGUAGES:
        return None
    if any(tokens.facts[k] & ROLE or find_known(tokens, k) for k in range(i, end)):
        return None
    kind = tell_kind(tokens, i, end)
    return (end, kind) if kind else None


def _add_known(scan: Scan, i: int, known: tuple[int, Known]) -> int:
    end, what = known
    if scan.is_sport and what.is_city:
        nickname = find_nickname_end(scan.tokens, end)
        if nickname or is_team_place(scan.tokens, i, end):
            last = nickname or end
            scan.found.append(Found(i, last, "organization", name_of(scan, i, last)))
            return last
    if what.is_sure or is_locative(scan, i, end):
        scan.found.append(Found(i, end, what.kind, what.name, known=what))
    elif what.kind == "organization":
        if is_chamber(scan.tokens, i, end):
            scan.found.append(Found(i, end, what.kind, what.name, known=what))
    elif end == i + 1:
        scan.lone.append(i)
    return end
