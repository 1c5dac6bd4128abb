"""What a model says of a text, merged into what the rules found there: each wins where it is the better. Loads none."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from transforms.entities.cues import is_craft, is_named_craft
from transforms.entities.facts import DEMONYM, GIVEN, HONORIFIC, NAME, ROLE, STOP
from transforms.entities.found import Found, Scan, name_of
from transforms.entities.recognizer import Told
from transforms.entities.roles import role_start
from transforms.entities.tokens import Tokens, Word
from transforms.entities.words import is_plural_acronym


def merge_told(scan: Scan, told: Iterable[Told], *, is_own: bool = False) -> Scan:
    """The scan with the model's spans in it, at characters of the scan's text.

    A name that a title leads, a known country and a longer name of the rules stay; pieces of titles go; a lone word
    keeps the model's kind as a hint, for it may be somebody's surname. `is_own`: a user's file says it, not a model.
    """
    found, hints = list(scan.found), dict(scan.own if is_own else scan.hints)
    for span in sorted(told):
        words = _words(scan, span)
        if words is None:
            continue
        first, last = words
        rivals = [item for item in found if item.first < last and first < item.last]
        if _is_list(scan, first, last, rivals) or any(_keeps(item, first, last, span) for item in rivals):
            continue
        if _is_in_title(scan, found, first, last):
            continue
        if last == first + 1 and not rivals:
            hints[first] = span.kind
            continue
        found = [item for item in found if item not in rivals]
        led = next((item for item in rivals if item.kind == span.kind == "person"), None)
        found.append(_make_found(scan, first, last, span, led))
    found.sort(key=lambda item: item.first)
    covered = {i for item in found for i in range(item.first, item.last)}
    lone = sorted({*scan.lone, *hints} - covered)
    if is_own:
        return replace(scan, found=found, lone=lone, own=hints)
    return replace(scan, found=found, lone=lone, hints=hints)


def _make_found(scan: Scan, first: int, last: int, span: Told, led: Found | None) -> Found:
    made = Found(first, last, span.kind, name_of(scan, first, last))
    return made._replace(role=led.role, is_inferred=led.is_inferred) if led else made


def _words(scan: Scan, span: Told) -> tuple[int, int] | None:
    """The tokens of a span, freed of articles, titles and lower-case ends; None when no name is left."""
    tokens = scan.tokens
    first = bisect_left(tokens.start, span.start)
    last = first
    while last < len(tokens) and tokens.end(last) <= span.end:
        last += 1
    while first < last and not _may_begin(scan, first, span):
        first += 1
    while first < last and tokens.shape[last - 1] in "ld":
        last -= 1
    if first == last or "\n" in scan.text[tokens.start[first] : tokens.end(last - 1)]:
        return None
    if last == first + 1 and _says_nothing(scan, first):
        return None
    if span.kind == "person" and _is_nobody(tokens, first):
        return None
    return first, last


def _may_begin(scan: Scan, i: int, span: Told) -> bool:
    token = scan.tokens[i]
    if token.shape == "l" or token.low == "the":
        return False
    return span.kind != "person" or not token.facts & (HONORIFIC | ROLE)


def _says_nothing(scan: Scan, i: int) -> bool:
    token = scan.tokens[i]
    return (
        token.shape == "d"
        or scan.tokens.loud[i]
        or not token.facts & NAME
        or token.facts & (ROLE | DEMONYM) != 0
        or (scan.tokens.opens[i] and token.facts & STOP != 0)
        or _is_shouted_word(token)
        or is_plural_acronym(token.text)
    )


def _is_nobody(tokens: Tokens, first: int) -> bool:
    """Whether what begins at `first` is no person, whatever a model says: "AI Doe", "the ferry Lady Roe"."""
    return _is_shouted_word(tokens[first]) or is_craft(tokens, first) or is_named_craft(tokens, first)


def _is_shouted_word(word: Word) -> bool:
    """Whether capitals are those of an ordinary word or its letters: "AI"."""
    return word.shape == "A" and word.facts & (STOP | GIVEN) == STOP


def _is_list(scan: Scan, first: int, last: int, rivals: Sequence[Found]) -> bool:
    """Whether a span is "Roe and Doe", one of which is known: two names."""
    return any(token.low == "and" for token in scan.tokens[first:last]) and any(item.known for item in rivals)


def _keeps(item: Found, first: int, last: int, span: Told) -> bool:
    """Whether what the rules found outdoes a span of the model that overlaps it."""
    covers = item.first <= first and last <= item.last
    if item.first == first and item.last == last and item.kind == span.kind:
        return True
    if item.is_led:
        return True
    if item.known:
        # "Bank of Doe" covers a country; a piece of a known name is none
        return covers or item.known.is_country or item.last - item.first > 1
    return covers and item.last - item.first > 1


def _is_in_title(scan: Scan, found: Sequence[Found], first: int, last: int) -> bool:
    """Whether words belong to the title right before somebody's name: "State", "Defense"."""
    for item in found:
        if item.kind == "person" and item.is_led and last <= item.first:
            begin = role_start(scan.tokens, item.first)
            if begin is not None and begin <= first:
                return True
    return False
