"""Words of no known kind in a list of names: "Roe, Doe and Zorvik". English; reads no word beside but its commas."""

from collections.abc import Mapping, Sequence

from transforms.entities.facts import DATE, DEMONYM, HONORIFIC, ROLE, STOP
from transforms.entities.found import Found, Scan
from transforms.records import EntityKind

_JOINTS = frozenset({"and", "or"})
_NO_NAME = STOP | ROLE | HONORIFIC | DEMONYM | DATE


def add_coordinated(scan: Scan, found: Sequence[Found], lone: Sequence[int]) -> list[Found]:
    """The names of a text with the undecided words that stand in a list with one; in order, from left to right."""
    ends = {item.last: item for item in found}
    starts = {item.first: item for item in found}
    added = []
    for i in lone:
        kind = _kind_of(scan, i, ends, starts)
        if kind:
            item = Found(i, i + 1, kind, scan.tokens.text[i])
            added.append(item)
            ends[item.last] = starts[item.first] = item
    return sorted([*found, *added], key=lambda item: item.first)


def _kind_of(scan: Scan, i: int, ends: Mapping[int, Found], starts: Mapping[int, Found]) -> EntityKind | None:
    tokens = scan.tokens
    if tokens.shape[i] != "C" or tokens.facts[i] & _NO_NAME or tokens.loud[i] or _is_piece(scan, i):
        return None
    joint, before = _before(scan, i)
    left = ends.get(before)
    after_joint, after = _after(scan, i)
    right = starts.get(after)
    if left and joint == "and":
        return _plain_kind(left)
    if right and after_joint == "and" and not left:
        return _plain_kind(right)
    # a comma joins a list of three or more: "In Doania, Roe said" is none
    if left and right and joint and after_joint and left.kind == right.kind:
        return _plain_kind(left)
    return None


def _plain_kind(item: Found) -> EntityKind | None:
    # a surname and a whole name are no list, nor are the fields of an office
    is_whole = item.kind != "place" and item.last > item.first + 1
    return None if item.kind == "event" or is_whole else item.kind


def _is_piece(scan: Scan, i: int) -> bool:
    """Whether other capitalized words are tied to a word."""
    tokens = scan.tokens
    goes_on = tokens.glue[i + 1] and tokens.shape[i + 1] != "l"
    return bool(goes_on or (tokens.glue[i] and tokens.shape[i - 1] != "l") or tokens.glue[i] == "-")


def _before(scan: Scan, i: int) -> tuple[str, int]:
    """What joins a word to what is listed before it, "and" or ",", and the index after that."""
    tokens = scan.tokens
    if tokens.glue[i] == " " and tokens.low[i - 1] in _JOINTS:
        return "and", i - 1
    is_comma = i > 0 and tokens.gap(i) == ", "
    return ("," if is_comma else ""), i


def _after(scan: Scan, i: int) -> tuple[str, int]:
    """What joins a word to what is listed after it, and the index of that."""
    tokens, end = scan.tokens, i + 1
    if tokens.glue[end] == " " and tokens.low[end] in _JOINTS:
        return "and", end + 1 + (tokens.text[end + 1] == "the")
    is_comma = end < len(tokens) and tokens.gap(end) == ", "
    return ("," if is_comma else ""), end
