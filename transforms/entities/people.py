"""Names of people by their shape, and what in their names is family. Reads no titles."""

from collections.abc import Set
from itertools import compress, count

from transforms import names
from transforms.entities.cues import CUE_LANGUAGES
from transforms.entities.facts import (
    DEMONYM,
    FAMILY,
    FUNCTION,
    GIVEN,
    HONORIFIC,
    NAME,
    REPORTS,
    ROLE,
    STOP,
    SURNAME,
)
from transforms.entities.gazetteer import find_known
from transforms.entities.nicknames import find_nicknamed_end, opens_nickname
from transforms.entities.tokens import Tokens, Word, is_plain
from transforms.entities.words import is_stopword, speech_words, word_set

PARTICLES = frozenset(
    [
        "de",
        "da",
        "di",
        "do",
        "dos",
        "du",
        "van",
        "von",
        "der",
        "den",
        "del",
        "della",
        "la",
        "le",
        "ter",
        "ten",
        "zu",
        "zur",
        "bin",
        "bint",
        "ibn",
        "al",
        "el",
        "abu",
        "av",
        "af",
        "ben",
        "á",
        "í",
    ]
)
#: Particles that are prepositions of their languages too: "Roe de Doe" is a name, "ministro de Doe" none.
_PREPOSITIONS = frozenset({"de", "da", "di", "do", "dos", "du", "del", "della", "la", "le", "á", "í"})
#: Particles that are articles of a language where they stand alone: "Jane Roe den Hafen".
_ARTICLES = {"de": frozenset({"der", "den"})}
#: A body's "from", a place's "in" after a whole name: "Jane Roe von der Universität Doe".
_ORIGINS = {
    "de": frozenset({"von", "zu", "zur"}),
    "it": frozenset({"da"}),
    "is": frozenset({"á", "í"}),
    "fo": frozenset({"á", "í"}),
}
#: Names at most that lead to a name behind an article.
_MOST_LEADING = 4
_ARTICLES_BEFORE = frozenset({"the", "a", "an", "this", "la", "le", "il", "el"})
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})
_MOST_WORDS = 5
_TIES = frozenset({" ", ".", "-"})
#: Languages that capitalize every noun: two capitals there are no evidence of a name.
NOUN_CAPITALS = frozenset({"de", "lb"})


def find_person_end(
    tokens: Tokens, i: int, language: str | None, alone: Set[str] = frozenset(), *, is_led: bool
) -> int | None:
    """The index after a person's name that starts at `i`, else None; `is_led`: a title stands before it.

    `alone`: what `find_alone` says of the text.

    Certain with a given name, an initial or a title; else two or three unknown capitalized words, never after "the".
    """
    if tokens.facts[i] & FAMILY and (end := find_eastern_end(tokens, i)) and _is_eastern(tokens, i, end, is_led=is_led):
        return end
    if not _may_start(tokens[i], tokens.glue[i + 1], is_led=is_led):
        return None
    end, words = _name_end(tokens, i, language, is_led=is_led)
    if words == 1 and (nicknamed := find_nicknamed_end(tokens, i)):
        end, words = nicknamed, 2
    has_given = tokens.facts[i] & GIVEN or tokens.shape[i] == "I" or tokens.text[i].endswith(".")
    if words == 1:
        return end if is_led and _is_surname(tokens, i) else None
    if has_given or is_led or (words == 2 and names.is_family_first(" ".join(t.text for t in tokens[i:end]))):
        return end
    # by shape alone
    if language not in CUE_LANGUAGES and not _has_sign(tokens, i, end, language, alone):
        return None
    if language in NOUN_CAPITALS or _is_after_article(tokens, i) or tokens.loud[i] or words > 3:
        return None
    if not all(is_plain(token) for token in tokens[i:end] if token.shape != "l"):
        return None
    if language in {"en", None} and tokens.glue[i] == " " and tokens.low[i - 1] in {"in", "near"}:
        return None
    # "Senior Vice President": the beginning of a title
    if tokens.glue[end] == " " and tokens.facts[end] & ROLE:
        return None
    return end if not any(_is_other(tokens, k, i, end) for k in range(i, end)) else None


def _is_after_article(tokens: Tokens, i: int) -> bool:
    """Whether an article stands before a name, or before the names that lead to it: "the Roe Security Tracker"."""
    for k in range(i, max(0, i - _MOST_LEADING), -1):
        if tokens.glue[k] != " ":
            return False
        if tokens.low[k - 1] in _ARTICLES_BEFORE:
            return True
        if tokens.shape[k - 1] != "C" or tokens.facts[k - 1] & (DEMONYM | ROLE):
            return False
    return False


def goes_on(tokens: Tokens, i: int) -> bool:
    """Whether the word after that at `i` may belong to the same name."""
    if not tokens.glue[i + 1]:
        return opens_nickname(tokens, i + 1)
    return tokens.shape[i + 1] != "l" or tokens.low[i + 1] in PARTICLES


def find_eastern_end(tokens: Tokens, i: int) -> int | None:
    """The index after a name that stands family first: "Xi Jinping", "Moon Jae-in", "Kim Jong Un"; else None."""
    for end in (i + 3, i + 2):
        words, ties = tokens[i:end], tokens.glue[i + 1 : end]
        if len(ties) != end - i - 1 or not all(ties) or "." in ties or words[1].shape != "C":
            continue
        if words[-1].shape == "C" or (words[-1].shape == "l" and ties[-1] == "-"):
            printed = words[0].text + "".join(tie + word.text for tie, word in zip(ties, words[1:], strict=True))
            if names.is_family_first(printed):
                return end
    return None


def _is_eastern(tokens: Tokens, i: int, end: int, *, is_led: bool) -> bool:
    """Whether words that could be such a name are one: ordinary words of a sentence or title may be spelled so too."""
    if is_led or "-" in tokens.glue[i + 1 : end]:
        return True
    is_plain = not any(word.facts & (FUNCTION | ROLE | DEMONYM) for word in tokens[i : i + 2])
    if tokens.glue[end] == " " and tokens.facts[end] & NAME:
        return False  # "Sun Tan Lotion"
    return is_plain and not tokens.loud[i] and not tokens.facts[i + 1] & STOP and not find_known(tokens, i + 1)


def _is_surname(tokens: Tokens, i: int) -> bool:
    """Whether a lone word after a title may be somebody's name: not in "Chief Financial Officer"."""
    following = tokens[i + 1] if tokens.glue[i + 1] == " " else None
    if following and following.shape == "C" and following.facts & ROLE:
        return False
    may_be = is_plain(tokens[i]) or (tokens.facts[i] & FAMILY and not tokens.facts[i] & FUNCTION)
    return bool(may_be) and not find_known(tokens, i)


def _has_sign(tokens: Tokens, i: int, end: int, language: str | None, alone: Set[str]) -> bool:
    """Whether more than capitals tells a person, in languages whose ordinary words and bodies we know too few of."""
    # "Fenerbahçeli Edin Dzeko", "Bundestagu Friedrich Merz": the name begins at the next word
    if end - i > 2 and tokens.glue[i + 1] == " " and tokens.facts[i + 1] & GIVEN:
        return False
    if tokens.facts[end - 1] & SURNAME or tokens.text[end - 1] in alone:
        return True
    # "the minister of works, Jane Roe,": an office before the comma
    if not tokens.glue[i] and any(token.facts & ROLE for token in tokens[max(0, i - 8) : i]):
        return not tokens.opens[i]
    verbs = word_set("reporting_verbs", "word", language, "language")
    before = tokens.low[i - 1] if tokens.glue[i] == " " else ""
    after = tokens.low[end] if tokens.glue[end] == " " else ""
    return before in verbs or after in verbs


def find_alone(tokens: Tokens, language: str | None) -> frozenset[str]:
    """The capitalized words that a text uses alone, as it does surnames: neither "the Roe" nor "of Roe"."""
    if language in CUE_LANGUAGES or language in NOUN_CAPITALS:
        return frozenset()
    leads = speech_words("article", language) | speech_words("governor", language)
    found = set()
    for i in compress(count(), tokens.begins):
        token = tokens[i]
        if token.shape != "C" or token.facts & STOP or tokens.loud[i] or len(token.text) < 3:
            continue
        is_tied = tokens.glue[i] and (tokens.shape[i - 1] in "CAMI" or tokens.low[i - 1] in leads)
        goes_on = tokens.glue[i + 1] and tokens.shape[i + 1] in "CAMI"
        if not (is_tied or goes_on or find_known(tokens, i)):
            found.add(token.text)
    small = set(tokens.text)
    return frozenset(word for word in found if word.lower() not in small)


def _is_other(tokens: Tokens, k: int, first: int, end: int) -> bool:
    """Whether a word of a name by shape is known as something else; small towns lend people their names."""
    known = find_known(tokens, k)
    if known is None:
        return False
    is_town = known[1].is_city and not known[1].is_capital and known[0] == k + 1
    return not (is_town and (k == end - 1 > first or (k == first < end - 1 and not known[1].is_sure)))


def family_keys(name: str) -> tuple[str, ...]:
    """The tails of a full name that later mentions use: "Doe", "Roe Doe"; for family-first names the first word."""
    words = name.split()
    while len(words) > 2 and words[-1].rstrip(".") in _SUFFIXES:
        words.pop()
    if len(words) < 2:
        return ()
    family = (names.make_sort_name(name) or name).split(",")[0].strip()
    tails = {" ".join(words[k:]) for k in range(1, len(words))} if not name.startswith(family + " ") else set()
    return tuple(sorted((tails | {family}) - {name}))


def _may_start(token: Word, tie: str, *, is_led: bool) -> bool:
    """Whether a name may start with a word; `tie`: of the word after it; `is_led`: a title stands before it."""
    facts, shape = token.facts, token.shape
    if shape == "M" or (shape == "A" and len(token.text) == 2):
        return facts & GIVEN != 0  # "JD Roe"
    if shape not in "CI" and not (shape == "A" and token.text.endswith(".") and len(token.text) == 4):
        return False
    if facts & HONORIFIC or (shape == "I" and tie != "."):
        return False
    if is_led and facts & FAMILY and not facts & FUNCTION:
        return True  # "President Xi"
    return facts & GIVEN != 0 or not facts & (STOP | ROLE | DEMONYM | REPORTS)


def _name_end(tokens: Tokens, i: int, language: str | None, *, is_led: bool) -> tuple[int, int]:
    j, words = i + 1, 1
    while words < _MOST_WORDS and (glue := tokens.glue[j]) in _TIES:
        token = tokens[j]
        if token.shape == "l":
            if glue == "-" and words >= 2 and j - i <= _MOST_WORDS and _is_second_syllable(tokens, i, j):
                j += 1  # "Won-sik"
                continue
            k = _after_particles(tokens, j)
            if k is None or not _joins(tokens, (i, j, k), language, words=words, is_led=is_led):
                break
            j, words = k + 1, words + 1
            continue
        if not tokens.facts[j] & NAME and token.text not in _ODD_NAMES and not _is_large_particle(tokens, j):
            break
        is_tied = tokens.low[j - 1] in PARTICLES and tokens.shape[j - 1] == "C"
        is_office = token.facts & ROLE and token.low not in _ROLE_SURNAMES and not is_tied
        if token.shape == "M" or is_office or token.facts & HONORIFIC:
            break
        words += token.text not in _SUFFIXES and glue != "-"
        j += 1
    return j, words


#: Words of a calendar or a sentence that are names too.
_ODD_NAMES = _SUFFIXES | {"May", "June", "April", "An", "So", "No", "Do", "Si", "Lo"}
#: Offices and trades that are common family names.
_ROLE_SURNAMES = frozenset(
    [
        "king",
        "prince",
        "bishop",
        "pope",
        "judge",
        "dean",
        "chef",
        "painter",
        "baron",
        "duke",
        "earl",
        "marshal",
        "farmer",
        "major",
        "whip",
    ]
)


def _joins(tokens: Tokens, at: tuple[int, int, int], language: str | None, *, words: int, is_led: bool) -> bool:
    """Whether the particles at at[1] bind the word at at[2] to the name from at[0]: not in "Jane Roe da John Doe"."""
    first, particle, following = (tokens[k] for k in at)
    if particle.low in _ARTICLES.get(language or "", ()):
        return False
    if words >= 2 and (following.facts & GIVEN or particle.low in _ORIGINS.get(language or "", ())):
        return bool(tokens[at[1] - 1].facts & GIVEN) and not following.facts & GIVEN
    is_preposition = particle.low in _PREPOSITIONS and language not in CUE_LANGUAGES
    return is_led or not is_preposition or bool(first.facts & GIVEN) or first.shape == "I"


def _is_second_syllable(tokens: Tokens, i: int, j: int) -> bool:
    """Whether a small word after a hyphen ends a name, as in "Shin Won-sik", and not a compound, "Doe-led"."""
    text = tokens.text[j]
    if len(text) > 5 or not is_stopword(text.lower()):
        return len(text) <= 5
    return names.is_family_first(" ".join(token.text for token in tokens[i : j - 1]) + f" {tokens.text[j - 1]}-{text}")


def _is_large_particle(tokens: Tokens, j: int) -> bool:
    """Whether a capitalized particle leads to the rest of a name: "Jane De Roe"."""
    if tokens.shape[j] != "C" or tokens.low[j] not in PARTICLES or tokens.glue[j] != " ":
        return False
    return tokens.facts[j + 1] & NAME != 0 and tokens.glue[j + 1] in {" ", "-"}


def _after_particles(tokens: Tokens, j: int) -> int | None:
    """The index of the capitalized word after one to three particles, else None."""
    if tokens.low[j] not in PARTICLES:
        return None
    for k in range(j, j + 4):
        if tokens.glue[k] not in {" ", "-"}:
            return None
        if tokens.low[k] not in PARTICLES or tokens.shape[k] != "l":
            return k if k > j and tokens.shape[k] in "CA" else None
    return None
