"""Names told by a word in them: "... Committee", "Ministry of ...", "Lake ...". Knows no people."""

from collections.abc import Sequence
from functools import cache

from transforms.entities.gazetteer import find_known
from transforms.entities.tokens import Token
from transforms.entities.words import is_honorific, is_role_noun, word_set

_DATES = ("entity_stopwords", "word", "date")
_FUNCTION = ("entity_stopwords", "word", "function")
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
#: Whose front or party it is: "Roan People's Front".
_OWNERS = frozenset({"People", "Workers", "Women", "Children", "Farmers", "Teachers", "Veterans", "Peoples"})
_ARTICLES = frozenset({"the", "la", "las", "los", "der", "des", "el", "le", "les", "l"})


def find_run_end(tokens: Sequence[Token], i: int) -> int:
    """The index after the capitalized words that hang together from token `i` on, of which a name has few."""
    j, most = i + 1, min(len(tokens), i + _MOST_WORDS)
    while j < most and tokens[j].glue and is_name_word(tokens[j]):
        j += 1
    return j


def is_name_word(token: Token) -> bool:
    """Whether a word may stand inside a name: capitalized, and neither a function word nor a day or month."""
    return token.shape in "CAMI" and token.low not in word_set(*_FUNCTION) and token.low not in word_set(*_DATES)


def find_organization_end(tokens: Sequence[Token], i: int) -> int | None:
    """The index after an organization that starts at `i` and is told by its head word, else None.

    "Coastal Safety Board", "Ministry of Public Works", "Roe & Doe Inc", "Banco de Ejemplo".
    """
    if tokens[i].text in word_set("organization_heads", "word", "first", "position"):
        end = _linked_end(tokens, i)
        if end:
            return end
    run = find_run_end(tokens, i)
    # "Roan People's Liberation Front", "St Roe's Hospital": a possessive inside
    is_owner = tokens[run - 1].text in _OWNERS or (tokens[i].text in {"St", "Saint"} and run == i + 2)
    if run < len(tokens) and is_owner and is_name_word(tokens[run]) and tokens[run].start - tokens[run - 1].end == 3:
        run = find_run_end(tokens, run)
    last = None
    for k in range(i, run):
        if k > i and (is_role_noun(tokens[k].low) or is_honorific(tokens[k].text)):
            break
        takes_of = tokens[k].text in word_set("organization_heads", "word", "of", "position")
        if takes_of and (end := _of_end(tokens, k)):
            return end
        if k > i and tokens[k].text in _last_heads():
            last = k + 1
    # "UK Forces Norway", "Transparency Group Kenya"
    if last and last < run and (land := find_known(tokens, last)) and land[1].is_country:
        return land[0]
    if last and last < len(tokens) and tokens[last].low == "of" and (end := _of_end(tokens, last - 1)):
        return end
    return last


def find_place_end(tokens: Sequence[Token], i: int) -> int | None:
    """The index after a place that starts at `i`, told by its head word: "Roe River", "Gulf of Doe", "Mount Roe"."""
    run = find_run_end(tokens, i)
    if tokens[i].text in word_set("place_heads", "word", "of", "position") and (end := _of_end(tokens, i)):
        return end
    last = None
    for k in range(i + 1, min(run, i + 5)):
        if is_role_noun(tokens[k].low) or is_honorific(tokens[k].text):
            break
        # "U.S. District Judge": what a country has is no place of that name
        is_owned = k == i + 1 and (known := find_known(tokens, i)) is not None and known[1].is_country
        # "Jane Delacroix-Hill" bears a double name
        is_half = tokens[k].glue == "-" and tokens[i].text in word_set("given_names", "name")
        if tokens[k].text in word_set("place_heads", "word", "last", "position") and not (is_owned or is_half):
            last = k + 1
    if last:
        return last
    if tokens[i].text in word_set("place_heads", "word", "first", "position"):
        return _first_end(tokens, i, run)
    return None


@cache
def _last_heads() -> frozenset[str]:
    return word_set("organization_heads", "word", "last", "position") | word_set(
        "organization_heads", "word", "firm", "position"
    )


def _of_end(tokens: Sequence[Token], k: int) -> int | None:
    """The end of "HEAD of [the] X [and Y]", when token `k` is that head."""
    j = k + 1
    if not (j < len(tokens) and tokens[j].glue == " " and tokens[j].low in {"of", "for", "on"}):
        return None
    j += 1
    if j < len(tokens) and tokens[j].low == "the" and tokens[j].glue == " ":
        j += 1
    if not (j < len(tokens) and tokens[j].glue == " " and is_name_word(tokens[j])):
        return None
    end = find_run_end(tokens, j)
    # "Department of Health and Human Services": the second half ends in a body or in -s, and is no name of its own
    if (
        end + 1 < len(tokens)
        and tokens[end].low in {"and", "&"}
        and tokens[end].glue == " "
        and is_name_word(tokens[end + 1])
    ):
        rest = find_run_end(tokens, end + 1)
        if tokens[rest - 1].text in {
            "Services",
            "Affairs",
            "Prevention",
            "Aerospace",
            "Technology",
            "Development",
            "Sport",
        }:
            return rest
    # "University of Roan at Doe"
    if (
        end + 1 < len(tokens)
        and tokens[k].text == "University"
        and tokens[end].low == "at"
        and is_name_word(tokens[end + 1])
    ):
        return find_run_end(tokens, end + 1)
    if end + 1 < len(tokens) and tokens[end].low == "of" and is_name_word(tokens[end + 1]) and tokens[end].glue == " ":
        return find_run_end(tokens, end + 1)
    return end


def _linked_end(tokens: Sequence[Token], i: int) -> int | None:
    j = i + 1
    while j < len(tokens) and j - i < 4 and tokens[j].glue == " " and (tokens[j].low in _LINKS | _ARTICLES):
        j += 1
    if j < len(tokens) and tokens[j].glue == " " and is_name_word(tokens[j]):
        return find_run_end(tokens, j)
    return None


def _first_end(tokens: Sequence[Token], i: int, run: int) -> int | None:
    end = run if tokens[i].text not in {"St", "Saint"} else min(run, i + 2)
    linked = _linked_end(tokens, i) if end == i + 1 else end
    if linked is None or not 2 <= linked - i <= 4:
        return None
    following = tokens[i + 1]
    return None if is_role_noun(following.low) or following.text in word_set("demonyms") else linked
