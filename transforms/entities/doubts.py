"""Known names that are words or surnames too: whether one stands as what it is known for. Finds no names."""

from transforms.entities.cues import is_home
from transforms.entities.facts import NAME, PLACE_AFTER
from transforms.entities.found import Scan
from transforms.entities.gazetteer import find_known
from transforms.entities.tokens import Tokens

#: Who sits in a chamber.
_SEATS = frozenset({"speaker", "majority", "minority", "democrat", "democrats", "republican", "republicans"})


def is_chamber(tokens: Tokens, i: int, end: int) -> bool:
    """Whether a word is a body's short name: "the House", "House Speaker", not "House prices"."""
    if tokens.low[i - 1] == "the" and tokens.glue[i] == " ":
        return not (tokens.glue[end] == " " and tokens.facts[end] & NAME and not _is_seat(tokens, end))
    return tokens.glue[end] == " " and _is_seat(tokens, end)


def _is_seat(tokens: Tokens, i: int) -> bool:
    """Whether a capitalized word tells who sits in a chamber: "Speaker", "Majority", "Democrats"."""
    return tokens.shape[i] == "C" and tokens.low[i] in _SEATS


def is_locative(scan: Scan, i: int, end: int) -> bool:
    """Whether a doubtful name stands as a place: "in Austin", "Austin, Texas"."""
    tokens = scan.tokens
    if tokens.glue[i] == " " and tokens.low[i - 1] in {"in", "near", "at", "outside", "from", "around"}:
        return not (tokens.glue[end] and tokens.facts[end] & NAME)
    if is_home(tokens, end) or (tokens.facts[end] & PLACE_AFTER and tokens.glue[end] == " "):
        return True
    if end < len(tokens) and tokens.gap(end) == ", ":
        region = find_known(tokens, end)
        return bool(region and region[1].kind == "place" and region[1].is_sure)
    return False
