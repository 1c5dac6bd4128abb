"""A person as a text names them: with the office before or after the name, or shared with who was named before."""

from transforms.entities.appositions import role_ahead
from transforms.entities.facts import DEMONYM
from transforms.entities.found import Found, Scan, name_of
from transforms.entities.gazetteer import find_known
from transforms.entities.genitives import base_name
from transforms.entities.roles import is_plural_role, role_after
from transforms.entities.tokens import tokenize


def add_person(scan: Scan, i: int, end: int, led: int | None) -> None:
    """Add the person from token `i` to before `end`; `led` is where an office before the name begins."""
    tokens, role, inferred = scan.tokens, None, False
    if led is not None:
        # words of a title are no names: "Fisheries" of the Fisheries Secretary
        while scan.lone and scan.lone[-1] >= led:
            scan.lone.pop()
        role = name_of(scan, led, i)
        if is_plural_role(tokens, i):
            role = role[:-1]
    elif beside := _find_role_beside(scan, i, end):
        role = scan.text[beside[0] : beside[1]]
    elif shared := _shared_role(scan, i):
        role, inferred = shared, True
    scan.found.append(
        Found(i, end, "person", base_name(scan, i, end), role=role, is_led=led is not None, is_inferred=inferred)
    )


def _find_role_beside(scan: Scan, i: int, end: int) -> tuple[int, int] | None:
    """Characters of the office that stands before or after a name, between commas."""
    last = next((found.last for found in reversed(scan.found) if found.kind == "person"), 0)
    if ahead := role_ahead(scan.tokens, i, end, scan.language, last):
        return ahead
    return role_after(scan.tokens, end)


def _shared_role(scan: Scan, i: int) -> str | None:
    """The title of the person named just before: "senators Roe and Doe", "Roan Minister Roe and Doania's Jane Doe"."""
    last = next((found for found in reversed(scan.found) if found.kind == "person"), None)
    if last is None or not last.role or not last.is_led or i - last.last > 4:
        return None
    between = scan.tokens[last.last : i]
    joins = [token for token in between if token.low in {"and", "und", "et", "y", "e", "en"}]
    if len(joins) != 1 or any("\n" in scan.tokens.gap(k + 1)[:2] for k in range(last.last, i)):
        return None
    if is_plural_role(scan.tokens, last.first):
        return last.role if len(between) == 1 else None
    if scan.tokens.gap(i) not in {"’s ", "'s "}:
        return None
    return _without_owner(last.role)


def _without_owner(role: str) -> str:
    """An office without the land or body it is of: "Foreign" of a known Foreign Office is no country, "US" is."""
    tokens, k = tokenize(role), 0
    while k + 1 < len(tokens):
        known = find_known(tokens, k)
        if known and known[1].kind == "place" and known[0] < len(tokens):
            k = known[0]
        elif tokens.facts[k] & DEMONYM or tokens.text[k].isupper():
            k += 1
        else:
            break
    return role[tokens.start[k] :]
