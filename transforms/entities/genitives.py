"""Names of people in the genitive of languages that add an "s": "Jane Roes Rede". Finds no names."""

from transforms.entities.facts import FAMILY, GIVEN, SURNAME, find_facts
from transforms.entities.found import Scan, body_words, name_of
from transforms.entities.people import NOUN_CAPITALS, PARTICLES
from transforms.entities.tokens import Tokens

_LANGUAGES = frozenset({"da", "de", "lb", "no", "sv"})
#: "Fuchs’ Rede", "Amadeus Mozart": a name that ends so before its "s" is no genitive.
_WITHOUT = frozenset("suxzß")
#: A name that ends so is believed only where the text has it without the "s": "Samaras" is none of "Samara".
_DOUBTFUL = frozenset("aeio")


def genitive_end(tokens: Tokens, i: int, end: int, language: str | None) -> int:
    """Where the name from token `i` ends when one of its words is a genitive, and the next what is owned: a noun."""
    if language not in NOUN_CAPITALS:
        return end
    return next((k + 1 for k in range(i + 1, end - 1) if _may_own(tokens, k) and _is_noun(tokens, k + 1)), end)


def base_name(scan: Scan, i: int, end: int) -> str:
    """The name from token `i` to before `end`, without its genitive where its base is known."""
    name, k = name_of(scan, i, end), end - 1
    if scan.language not in _LANGUAGES or end < i + 2 or not _may_own(scan.tokens, k):
        return name
    base = scan.tokens.text[k][:-1]
    is_owner = scan.language in NOUN_CAPITALS and scan.tokens.shape[end] == "C" and _is_noun(scan.tokens, end)
    is_likely = base[-1] not in _DOUBTFUL and (is_owner or find_facts(base, base.lower()) & SURNAME)
    return name[:-1] if is_likely or base in body_words(scan) else name


def _may_own(tokens: Tokens, k: int) -> bool:
    text = tokens.text[k]
    is_name = tokens.facts[k] & (GIVEN | SURNAME)
    return len(text) > 3 and text[-1] == "s" and text[-2] not in _WITHOUT and not is_name and tokens.shape[k] in "CM"


def _is_noun(tokens: Tokens, k: int) -> bool:
    is_name = tokens.facts[k] & (GIVEN | SURNAME | FAMILY)
    return tokens.glue[k] == " " and not is_name and tokens.low[k] not in PARTICLES
