"""Capitals that stand for a government: "Moscow denied it". Decides by the words around, and flags."""

from collections.abc import Mapping

from transforms.entities.found import Found, Scan
from transforms.entities.gazetteer import country_name
from transforms.entities.words import word_set

_NOUN_WITHIN = 5
#: Countries that English names with "the".
_ARTICLE = frozenset(
    ["AE", "BS", "CD", "CF", "CG", "CZ", "DO", "GB", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC", "US"]
)


def find_metonym(scan: Scan, item: Found, at: Mapping[int, Found]) -> Found | None:
    """The government a capital stands for here, or None: a plain place.

    A capital is its government as subject or possessor of what governments do, or after "against", "with", "between";
    never after "in", "at", "near". Coordinated capitals share their verdict.
    """
    if item.kind != "place" or item.known is None or not item.known.is_capital or not item.known.iso:
        return None
    # Réunion's Saint-Denis is a town, no government
    if item.known.iso in word_set("dependent_lands", "iso"):
        return None
    if not _stands_for_government(scan, item, at, depth=0):
        return None
    article = "the " if item.known.iso in _ARTICLE else ""
    name = f"Government of {article}{country_name(item.known.iso)}"
    return item._replace(name=name, is_metonym=True, known=None)


def _stands_for_government(scan: Scan, item: Found, at: Mapping[int, Found], depth: int) -> bool:
    tokens = scan.tokens
    before = tokens.low[item.first - 1] if tokens.glue[item.first] == " " else ""
    if before in _cues("locative"):
        return False
    if before in _cues("before"):
        return True
    if item.last >= len(tokens):
        return False
    gap = tokens.gap(item.last)
    if gap[:2] in {"’s", "'s"}:
        return any(token.low in _cues("noun") for token in tokens[item.last : item.last + _NOUN_WITHIN])
    if gap == " " and tokens.low[item.last] in {"and", "und", "et", "y", "e", "or"} and depth < 3:
        other = at.get(item.last + 1)
        if other and other.known and other.known.is_capital:
            return _stands_for_government(scan, other, at, depth + 1)
        return False
    if gap == " " and tokens.low[item.last] in _cues("verb"):
        return _is_deed(scan, item)
    return before == "and" and depth == 0 and _follows_metonym(scan, item, at)


def _is_deed(scan: Scan, item: Found) -> bool:
    """Whether the verb after is one only a government takes: "was", "has" and "is" need a deed or a will after them."""
    tokens = scan.tokens
    verb = tokens.low[item.last]
    if verb not in {
        "has",
        "have",
        "had",
        "will",
        "would",
        "should",
        "could",
        "must",
        "may",
        "might",
        "is",
        "are",
        "was",
        "were",
    }:
        return True
    following = tokens[item.last + 1 : item.last + 4]
    stems = {token.low for token in following}
    return bool(stems & _deeds())


def _deeds() -> frozenset[str]:
    base = _cues("verb") - {"is", "are", "was", "were", "has", "have", "had", "said", "called"}
    return (
        base | {word + "ing" for word in base} | {"seeking", "refusing", "accusing", "trying", "preparing", "willing"}
    )


def _follows_metonym(scan: Scan, item: Found, at: Mapping[int, Found]) -> bool:
    """The second of two capitals after one preposition: "between Washington and Beijing"."""
    first = at.get(item.first - 2)
    if not (first and first.known and first.known.is_capital and first.first > 0):
        return False
    return scan.tokens.low[first.first - 1] in _cues("before")


def _cues(kind: str) -> frozenset[str]:
    return word_set("metonym_cues", "word", kind)
