"""Names told by a word in them: "... Committee", "Ministry of ...", "Lake ...". Knows no people."""

from transforms.entities.facts import (
    BODY_FIRST,
    BODY_LAST,
    BODY_OF,
    DEMONYM,
    FIRM_LAST,
    GIVEN,
    HONORIFIC,
    NAME,
    PLACE_FIRST,
    PLACE_LAST,
    PLACE_OF,
    ROLE,
    STOP,
    SURNAME,
    THING_FIRST,
    THING_LAST,
)
from transforms.entities.gazetteer import find_known
from transforms.entities.tokens import Tokens
from transforms.entities.words import word_set

#: Words that tie a head-first name to what it is of: "Ministerio de Defensa".
_LINKS = frozenset(
    [
        "de",
        "del",
        "della",
        "dello",
        "dei",
        "degli",
        "delle",
        "di",
        "des",
        "du",
        "da",
        "do",
        "dos",
        "das",
        "van",
        "voor",
        "für",
        "der",
        "des",
        "la",
        "las",
        "los",
        "le",
        "el",
    ]
)
#: A longer run of capitalized words is a list or a heading, and a run must not be read again from each of its words.
_MOST_WORDS = 16
#: Whose front, office or square it is: "Roan People's Front", "Prosecutor General's Office".
OWNERS = frozenset(
    [
        "Children",
        "Doctors",
        "Drivers",
        "Farmers",
        "Fishermen",
        "Journalists",
        "Lawyers",
        "Martyrs",
        "Mothers",
        "Nurses",
        "Parents",
        "People",
        "Peoples",
        "Players",
        "Residents",
        "Soldiers",
        "Students",
        "Teachers",
        "Tenants",
        "Veterans",
        "Women",
        "Workers",
        "Writers",
    ]
)
POSSESSIVES = frozenset({"’s ", "'s ", "’ ", "' "})
#: Words of a paper's name at most, after its article.
_MOST_TITLE = 3
#: Words of an event's name at most: a longer run holds other names.
_MOST_THING = 5
_OFFICES = frozenset({"Bureau", "Department", "Directorate", "Institute", "Ministry", "Office"})
#: Words on either side of the "and" in a body's name at most.
_MOST_JOINED = 3
_FIRST_HEADS = BODY_FIRST | BODY_OF | PLACE_FIRST | PLACE_OF
_HEADS = _FIRST_HEADS | BODY_LAST | FIRM_LAST | PLACE_LAST
#: Bodies that are named alone, before who presides over them, or with a "de" and what they govern.
_CABINETS = frozenset({"Conseil", "Consejo", "Conselho", "Consiglio", "Gobierno", "Governo"})
_REGIONS = frozenset({"District", "Republic"})
_SAINTS = frozenset({"St", "Saint"})
_ARTICLES = frozenset({"the", "la", "las", "los", "der", "des", "el", "le", "les", "l"})


def find_run_end(tokens: Tokens, i: int) -> int:
    """The index after the capitalized words that hang together from token `i` on, of which a name has few."""
    j, most = i + 1, i + _MOST_WORDS
    while j < most and tokens.facts[j] & NAME and tokens.glue[j]:
        j += 1
    return j


def find_owned_end(tokens: Tokens, i: int, run: int) -> int:
    """The index after what a possessive adds to the words up to `run`: "Roan People's Liberation Front", "St Roe's
    Hospital"."""
    is_owner = _is_owner(tokens, run - 1) or (tokens.text[i] in _SAINTS and run == i + 2)
    return find_run_end(tokens, run) if is_owner and is_possessed(tokens, run) and tokens.facts[run] & NAME else run


def is_possessed(tokens: Tokens, k: int) -> bool:
    """Whether a possessive ends before token `k`."""
    return tokens.gap(k) in POSSESSIVES


def _is_owner(tokens: Tokens, k: int) -> bool:
    """Whether a word owns a body whose name it is in; "Prosecutor General's Office"."""
    return tokens.text[k] in OWNERS or tokens.text[k] == "General"


def may_have_head(tokens: Tokens, i: int, run: int) -> bool:
    """Whether any of the words from `i` to `run`, or what a possessive adds to them, may be the head of a name."""
    if run == i + 1:
        return tokens.facts[i] & _FIRST_HEADS != 0 or tokens.text[i] in OWNERS
    facts = 0
    for k in range(i, run):
        facts |= tokens.facts[k]
    is_nations = tokens.facts[i] & DEMONYM != 0 and run > i + 2  # "Roan Red Cross"
    return facts & _HEADS != 0 or _is_owner(tokens, run - 1) or tokens.text[i] in _SAINTS or is_nations


def find_organization_end(tokens: Tokens, i: int, run: int) -> int | None:
    """The index after an organization that starts at `i`, told by its head word, or None. `run`: of `find_run_end`.

    "Coastal Safety Board", "Ministry of Public Works", "Roe & Doe Inc", "Banco de Ejemplo".
    """
    if tokens.facts[i] & BODY_FIRST:
        end = _linked_end(tokens, i)
        if end:
            return end
    if run > i + 2 and (end := _owned_end(tokens, i)):
        return end
    last = None
    for k in range(i, run):
        facts = tokens.facts[k]
        is_office = facts & (ROLE | HONORIFIC) and tokens.text[k] not in OWNERS
        if k > i and is_office and not _is_general(tokens, k, run):
            break
        if facts & BODY_OF and (end := _of_end(tokens, k)):
            return end
        if k > i and facts & (BODY_LAST | FIRM_LAST):
            last = k + 1
    # "UK Forces Norway", "Transparency Group Kenya"
    if last and last < run and (land := find_known(tokens, last)) and land[1].is_country:
        return land[0]
    if last and tokens.low[last] == "of" and (end := _of_end(tokens, last - 1)):
        return end
    return last


def _owned_end(tokens: Tokens, i: int) -> int | None:
    """The index after a known body of several words whose nation stands before it: "Roan Coast Guard"."""
    if not tokens.facts[i] & DEMONYM and (tokens.opens[i] or tokens.facts[i] & STOP or find_known(tokens, i)):
        return None
    body = find_known(tokens, i + 1)
    return body[0] if body and body[1].kind == "organization" and body[0] > i + 2 else None


def _is_general(tokens: Tokens, k: int, run: int) -> bool:
    """Whether "General" is a body's: "Doania General Hospital", not "Attorney General"."""
    return tokens.text[k] == "General" and k + 1 < run and tokens.facts[k + 1] & BODY_LAST != 0


def find_joined_end(tokens: Tokens, i: int, run: int) -> int | None:
    """The index after a body with an "and" at `run` that starts at `i`: "the Roan Grain and Feed Authority"."""
    if i == 0 or tokens.low[i - 1] != "the" or tokens.glue[i] != " " or tokens.loud[i] or run - i > _MOST_JOINED:
        return None
    if tokens.glue[run] != " " or not tokens.glue[run + 1]:
        return None
    if not tokens.facts[run + 1] & NAME or tokens.facts[run - 1] & (GIVEN | ROLE):
        return None
    if run > i + 1 and tokens.facts[run - 1] & (BODY_LAST | PLACE_LAST):
        return None  # two bodies
    end = find_run_end(tokens, run + 1)
    if not 2 <= end - run - 1 <= _MOST_JOINED or not tokens.facts[end - 1] & BODY_LAST:
        return None
    names = (run - 1, run + 1)  # "the Roan and Doanian Parliament", "the Kremlin and Roe Bank"
    if any(tokens.facts[k] & (DEMONYM | GIVEN) or _is_surely_known(tokens, k) for k in names):
        return None
    return _of_end(tokens, end - 1) or end


def _is_surely_known(tokens: Tokens, k: int) -> bool:
    known = find_known(tokens, k)
    return known is not None and (known[1].is_sure or not known[1].is_city)


def find_titled_end(tokens: Tokens, i: int) -> int | None:
    """The index after a paper's or a band's name whose article is capitalized within a sentence: "told The Zorvian"."""
    if tokens.loud[i] or tokens.opens[i - 1] or tokens.glue[i] != " " or tokens.glue[i - 1] != " ":
        return None
    known = find_known(tokens, i)
    if known and (known[1].is_capital or not known[1].is_city):
        return None
    run = find_run_end(tokens, i)
    return run if run - i <= _MOST_TITLE else None


def find_thing_end(tokens: Tokens, i: int, run: int) -> int | None:
    """The index after an event, a law, a prize or a storm of several words: "Doania Open", "Hurricane Roe"."""
    if tokens.loud[i]:
        return None
    if tokens.facts[i] & THING_FIRST:
        return run
    if run - i > _MOST_THING or not tokens.facts[run - 1] & THING_LAST:
        return None
    return None if tokens.low[run] == "of" else run


def find_place_end(tokens: Tokens, i: int, run: int) -> int | None:
    """The index after a place that starts at `i`, told by its head word: "Roe River", "Gulf of Doe", "Mount Roe"."""
    facts = tokens.facts[i]
    if facts & PLACE_OF and (end := _of_end(tokens, i)):
        return end
    last = None
    for k in range(i + 1, min(run, i + 5)):
        if tokens.facts[k] & ROLE or tokens.facts[k] & (HONORIFIC | PLACE_LAST) == HONORIFIC:
            break
        if tokens.facts[k] & PLACE_LAST and not _is_possessed(tokens, i, k):
            last = k + 1
    if last and tokens.text[last - 1] in _REGIONS and (end := _of_end(tokens, last - 1)):
        return end  # "Northern District of Doania", "People's Republic of Doania"
    if last:
        return last
    return _first_end(tokens, i, run) if facts & PLACE_FIRST else None


def _is_possessed(tokens: Tokens, i: int, k: int) -> bool:
    """Whether the head at `k` makes no place of what begins at `i`."""
    # "Jane Delacroix-Hill" bears a double name
    if tokens.glue[k] == "-" and tokens.facts[i] & GIVEN:
        return True
    # "U.S. District Judge": what a country has is no place of that name
    return k == i + 1 and (known := find_known(tokens, i)) is not None and known[1].is_country


def _of_end(tokens: Tokens, k: int) -> int | None:
    """The end of "HEAD of [the] X [and Y]", when token `k` is that head."""
    j = k + 1
    if not (tokens.glue[j] == " " and tokens.low[j] in {"of", "for", "on"}):
        return None
    j += 1
    if tokens.low[j] == "the" and tokens.glue[j] == " ":
        j += 1
    if not (tokens.glue[j] == " " and tokens.facts[j] & NAME):
        return None
    if _is_body(tokens, j):
        return None  # "Zorvik Group of the Roan Defence League"
    end = find_owned_end(tokens, j, find_run_end(tokens, j))
    # "Department of Health and Human Services": the second half ends in a body or in -s, and is no name of its own
    if tokens.low[end] in {"and", "&"} and tokens.glue[end] == " " and tokens.facts[end + 1] & NAME:
        rest = find_run_end(tokens, end + 1)
        fields = word_set("organization_heads", "word", "field", "position")
        are_fields = rest <= end + 3 and all(_is_field(tokens, k, j) for j in range(end + 1, rest))
        if tokens.text[rest - 1] in fields or are_fields:
            return rest
    # "University of Roan at Doe"
    if tokens.text[k] == "University" and tokens.low[end] == "at" and tokens.facts[end + 1] & NAME:
        return find_run_end(tokens, end + 1)
    if tokens.low[end] == "of" and tokens.glue[end] == " ":
        # "Committee for the Salvation of the People"
        of = end + 2 if tokens.low[end + 1] == "the" else end + 1
        if tokens.facts[of] & NAME and tokens.glue[of] == " " and not _is_body(tokens, of):
            return find_run_end(tokens, of)
    return end


def _is_body(tokens: Tokens, k: int) -> bool:
    """Whether a known body of several words begins at token `k`."""
    known = find_known(tokens, k)
    return known is not None and known[1].kind == "organization" and known[0] > k + 1


def _is_field(tokens: Tokens, head: int, k: int) -> bool:
    """Whether an unknown word is of the second field of an office: "Bureau of Engraving and Printing"."""
    if tokens.text[head] not in _OFFICES or tokens.shape[k] != "C":
        return False
    return not tokens.facts[k] & (GIVEN | SURNAME | BODY_LAST | DEMONYM | ROLE) and find_known(tokens, k) is None


def _linked_end(tokens: Tokens, i: int) -> int | None:
    j = i + 1
    while j - i < 4 and tokens.glue[j] == " " and (tokens.low[j] in _LINKS | _ARTICLES):
        j += 1
    if tokens.text[i] in _CABINETS and j == i + 1:
        return None  # "il presidente del Consiglio Jane Roe"
    if tokens.glue[j] == " " and tokens.facts[j] & NAME:
        return find_run_end(tokens, j)
    return None


def _first_end(tokens: Tokens, i: int, run: int) -> int | None:
    end = run if tokens.text[i] not in _SAINTS else min(run, i + 2)
    linked = _linked_end(tokens, i) if end == i + 1 else end
    if linked is None or not 2 <= linked - i <= 4:
        return None
    following = tokens[i + 1]
    return None if following.facts & (ROLE | DEMONYM) else linked
