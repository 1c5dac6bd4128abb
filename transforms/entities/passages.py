"""The sentences that rules alone leave open, for a model to read, and its answers brought to every place they fit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from transforms.entities.facts import GIVEN
from transforms.entities.found import Found, Scan
from transforms.entities.recognizer import Told
from transforms.entities.settle import Names

#: A story's passages together are read up to this many characters; what follows is left to the rules.
_MOST_CHARACTERS = 60_000


class Passage(NamedTuple):
    """A sentence of a scan's text, by its place among the scans of its story."""

    scan: int
    start: int
    end: int


def find_passages(scans: Sequence[Scan], learned: Names) -> tuple[Passage, ...]:
    """The sentences with a capital word that no rule is sure of, each such word once, in order."""
    passages: list[Passage] = []
    asked: set[str] = set()
    size = 0
    for number, scan in enumerate(scans):
        unsure = dict(_unsure(scan, learned))
        for first, last in _sentences(scan):
            words = {unsure[i] for i in range(first, last) if i in unsure} - asked
            start, end = scan.tokens.start[first], _stop(scan, last)
            if words and size + end - start <= _MOST_CHARACTERS:
                passages.append(Passage(number, start, end))
                asked |= words
                size += end - start
    return tuple(passages)


def spread_told(scans: Sequence[Scan], passages: Sequence[Passage], told: Sequence[Iterable[Told]]) -> list[list[Told]]:
    """For each scan the spans told of it, at its own characters; the same words elsewhere are told of too."""
    spread: list[dict[tuple[int, int], Told]] = [{} for _ in scans]
    surfaces: dict[str, Told] = {}
    for passage, spans in zip(passages, told, strict=True):
        for span in spans:
            start, end = passage.start + span.start, passage.start + span.end
            spread[passage.scan][start, end] = Told(start, end, span.kind)
            surfaces.setdefault(scans[passage.scan].text[start:end], span)
    for number, (scan, mine) in enumerate(zip(scans, spread, strict=True)):
        read = [(p.start, p.end) for p in passages if p.scan == number]
        for start, end, kind in _find_surfaces(scan.text, surfaces):
            if not any(first <= start < last for first, last in read):
                mine[start, end] = Told(start, end, kind)
    return [sorted(mine.values()) for mine in spread]


def _find_surfaces(text: str, surfaces: Mapping[str, Told]) -> Iterator[Told]:
    """Where the surfaces stand as whole words, from left to right, of two that overlap the first, then the longer."""
    found = [Told(at, at + len(words), told.kind) for words, told in surfaces.items() for at in _find_all(text, words)]
    done = 0
    for told in sorted(found, key=lambda told: (told.start, -told.end)):
        if told.start >= done:
            yield told
            done = told.end


def _find_all(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (_is_letter(text[at - 1 : at]) or _is_letter(text[end : end + 1])):
            yield at
        at = text.find(words, at + 1)


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"


def _unsure(scan: Scan, learned: Names) -> Iterator[tuple[int, str]]:
    """Token -> the words there that no rule is sure of."""
    known = learned.full, learned.acronyms, learned.bodies, learned.shared
    for i in scan.lone:
        token = scan.tokens[i]
        # a sentence's first word has its capital for that: what is a name there stands elsewhere too, as a rule
        is_word = scan.tokens.loud[i] or scan.tokens.opens[i]
        if not (is_word or any(token.text in names for names in known)):
            yield i, token.text
    for item in scan.found:
        if not _is_sure(scan, item):
            yield item.first, item.name


def _is_sure(scan: Scan, item: Found) -> bool:
    if item.kind != "person":
        return True
    return item.is_led or scan.tokens.facts[item.first] & GIVEN != 0


def _sentences(scan: Scan) -> Iterator[tuple[int, int]]:
    """First token and the one after the last of each sentence; a line's end ends one too."""
    tokens, first = scan.tokens, 0
    for i in range(1, len(tokens)):
        if tokens.glue[i]:
            continue
        gap = tokens.gap(i)
        if "\n" in gap or (tokens.opens[i] and any(mark in gap for mark in ".!?") and tokens.shape[i] != "l"):
            yield first, i
            first = i
    if tokens:
        yield first, len(tokens)


def _stop(scan: Scan, last: int) -> int:
    """The end of a sentence with the marks that close it, for a model reads those too."""
    return scan.tokens.end(last - 1) + len(scan.tokens.gap(last).split("\n")[0].rstrip())
