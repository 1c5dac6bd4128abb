"""Names of people by their shape, and what in their names is family. Reads no titles."""

from collections.abc import Sequence, Set

from transforms import names
from transforms.entities.cues import CUE_LANGUAGES
from transforms.entities.gazetteer import find_known
from transforms.entities.heads import is_name_word
from transforms.entities.tokens import Token
from transforms.entities.words import is_honorific, is_role_noun, is_stopword, speech_words, word_set

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
    ]
)
#: Particles that are prepositions of their languages too: "Roe de Doe" is a name, "ministro de Doe" none.
_PREPOSITIONS = frozenset({"de", "da", "di", "do", "dos", "du", "del", "della", "la", "le"})
#: A body's "from" after a whole name: "Jane Roe von der Universität Doe".
_ORIGINS = {"de": frozenset({"von", "zu", "zur"}), "it": frozenset({"da"})}
_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})
_MOST_WORDS = 5
#: Languages that capitalize every noun: two capitals there are no evidence of a name.
NOUN_CAPITALS = frozenset({"de", "lb"})


def find_person_end(
    tokens: Sequence[Token], i: int, language: str | None, alone: Set[str] = frozenset(), *, is_led: bool
) -> int | None:
    """The index after a person's name that starts at `i`, else None; `is_led`: a title stands before it.

    `alone`: what `find_alone` says of the text.

    Certain with a given name, an initial or a title; else two or three unknown capitalized words, never after "the".
    """
    if not _may_start(tokens, i):
        return None
    end, words = _name_end(tokens, i, language, is_led=is_led)
    has_given = (
        tokens[i].text in word_set("given_names", "name") or tokens[i].shape == "I" or tokens[i].text.endswith(".")
    )
    if words == 1:
        return end if is_led and _is_plain(tokens[i]) and not find_known(tokens, i) else None
    if has_given or is_led or (words == 2 and names.is_family_first(" ".join(t.text for t in tokens[i:end]))):
        return end
    # by shape alone
    if language not in CUE_LANGUAGES and not _has_sign(tokens, i, end, language, alone):
        return None
    article = (
        i > 0 and tokens[i].glue == " " and tokens[i - 1].low in {"the", "a", "an", "this", "la", "le", "il", "el"}
    )
    is_plain = all(_is_plain(token) for token in tokens[i:end] if token.shape != "l")
    if language in NOUN_CAPITALS or article or tokens[i].loud or words > 3 or not is_plain:
        return None
    if language in {"en", None} and i > 0 and tokens[i].glue == " " and tokens[i - 1].low in {"in", "near"}:
        return None
    # "Senior Vice President": the beginning of a title
    if end < len(tokens) and tokens[end].glue == " " and is_role_noun(tokens[end].low):
        return None
    return end if not any(_is_other(tokens, k, i, end) for k in range(i, end)) else None


def _has_sign(tokens: Sequence[Token], i: int, end: int, language: str | None, alone: Set[str]) -> bool:
    """Whether more than capitals tells a person, in languages whose ordinary words and bodies we know too few of."""
    # "Fenerbahçeli Edin Dzeko", "Bundestagu Friedrich Merz": the name begins at the next word
    if end - i > 2 and tokens[i + 1].glue == " " and tokens[i + 1].text in word_set("given_names", "name"):
        return False
    if tokens[end - 1].text in word_set("surnames", "name") or tokens[end - 1].text in alone:
        return True
    # "the minister of works, Jane Roe,": an office before the comma
    if not tokens[i].glue and any(is_role_noun(token.low) for token in tokens[max(0, i - 8) : i]):
        return not tokens[i].opens
    verbs = word_set("reporting_verbs", "word", language, "language")
    before = tokens[i - 1].low if i > 0 and tokens[i].glue == " " else ""
    after = tokens[end].low if end < len(tokens) and tokens[end].glue == " " else ""
    return before in verbs or after in verbs


def find_alone(tokens: Sequence[Token], language: str | None) -> frozenset[str]:
    """The capitalized words that a text uses alone, as it does surnames: neither "the Roe" nor "of Roe"."""
    if language in CUE_LANGUAGES or language in NOUN_CAPITALS:
        return frozenset()
    small = speech_words("article", language) | speech_words("governor", language)
    found = set()
    for i, token in enumerate(tokens):
        if token.shape != "C" or token.loud or len(token.text) < 3:
            continue
        is_tied = token.glue and (tokens[i - 1].shape in "CAMI" or tokens[i - 1].low in small)
        goes_on = i + 1 < len(tokens) and tokens[i + 1].glue and tokens[i + 1].shape in "CAMI"
        if not (is_tied or goes_on or is_stopword(token.low) or find_known(tokens, i)):
            found.add(token.text)
    return frozenset(found - {token.text.capitalize() for token in tokens if token.shape == "l"})


def _is_other(tokens: Sequence[Token], k: int, first: int, end: int) -> bool:
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


def _may_start(tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    if token.shape == "M":
        return token.text in word_set("given_names", "name")
    if token.shape not in "CI" and not (token.shape == "A" and token.text.endswith(".") and len(token.text) == 4):
        return False
    if token.shape == "I" and (i + 1 >= len(tokens) or tokens[i + 1].glue != "."):
        return False
    return (
        token.text in word_set("given_names", "name")
        or (not is_stopword(token.low) and not is_role_noun(token.low) and token.text not in word_set("demonyms"))
    ) and not is_honorific(token.text)


def _name_end(tokens: Sequence[Token], i: int, language: str | None, *, is_led: bool) -> tuple[int, int]:
    j, words = i + 1, 1
    while j < len(tokens) and tokens[j].glue in {" ", ".", "-"} and words < _MOST_WORDS:
        token = tokens[j]
        if token.shape == "l":
            k = _after_particles(tokens, j)
            if token.glue == "-" and words >= 2 and j - i <= _MOST_WORDS and _is_second_syllable(tokens, i, j):
                j += 1  # "Won-sik"
                continue
            if k is None or not _joins(tokens, (i, j, k), language, words=words, is_led=is_led):
                break
            j, words = k + 1, words + 1
            continue
        if not is_name_word(token) and token.text not in _ODD_NAMES:
            break
        if (
            token.shape == "M"
            or (is_role_noun(token.low) and token.low not in _ROLE_SURNAMES)
            or is_honorific(token.text)
        ):
            break
        words += token.text not in _SUFFIXES and token.glue != "-"
        j += 1
    return j, words


#: Words of a calendar or a sentence that are names too.
_ODD_NAMES = _SUFFIXES | {"May", "June", "April", "An", "So", "No", "Do", "Si"}
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


def _joins(
    tokens: Sequence[Token], at: tuple[int, int, int], language: str | None, *, words: int, is_led: bool
) -> bool:
    """Whether the particles at at[1] bind the word at at[2] to the name from at[0]: not in "Jane Roe da John Doe"."""
    first, particle, following = (tokens[k] for k in at)
    given = word_set("given_names", "name")
    if words >= 2 and (following.text in given or particle.low in _ORIGINS.get(language or "", ())):
        return tokens[at[1] - 1].text in given and following.text not in given
    is_preposition = particle.low in _PREPOSITIONS and language not in CUE_LANGUAGES
    return is_led or not is_preposition or first.text in given or first.shape == "I"


def _is_second_syllable(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether a small word after a hyphen ends a name, as in "Shin Won-sik", and not a compound, "Doe-led"."""
    text = tokens[j].text
    if len(text) > 5 or not is_stopword(text.lower()):
        return len(text) <= 5
    return names.is_family_first(" ".join(token.text for token in tokens[i : j - 1]) + f" {tokens[j - 1].text}-{text}")


def _after_particles(tokens: Sequence[Token], j: int) -> int | None:
    """The index of the capitalized word after one to three particles, else None."""
    for k in range(j, min(j + 4, len(tokens))):
        if tokens[k].glue not in {" ", "-"}:
            return None
        if tokens[k].low not in PARTICLES or tokens[k].shape != "l":
            return k if k > j and tokens[k].shape in "CA" else None
    return None


def _is_plain(token: Token) -> bool:
    return token.shape in "CI" and not is_stopword(token.low) and token.text not in word_set("demonyms")
