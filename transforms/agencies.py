"""News agencies and picture services by their short names. Knows the lexicon; decides nothing about credits."""

import re
from functools import cache

from transforms.lexicons import read_lexicon
from transforms.text import fold_text

#: Scripts written without spaces between words, where a name may touch its neighbours.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
#: A printing as known, its pattern, and the short name it stands for.
_Printing = tuple[str, re.Pattern[str], str]


def parse_agency(raw: str) -> str | None:
    """The short name of an agency when `raw` is exactly one of its printings, case and spaces folded.

    >>> parse_agency("agence  France-Presse")
    'AFP'
    >>> parse_agency("AFP said") is None
    True
    """
    return _printings().get(fold_text(raw).rstrip("."))


def find_agencies(text: str) -> tuple[tuple[int, int, str], ...]:
    """Agencies named in running text, as (start, end, short name), from left to right without overlap.

    Whole words only; an acronym only in its own case; a printing with other meanings ("PA", "Keystone") not at all.

    >>> find_agencies("she told AFP and the Associated Press")
    ((9, 12, 'AFP'), (21, 37, 'AP'))
    >>> find_agencies("an afp of sorts")
    ()
    """
    found: list[tuple[int, int, str]] = []
    end = 0
    table = _by_first_word()
    for word in _WORD.finditer(text):
        printings = table.get(word[0].casefold())
        if printings and (start := word.start()) >= end and (hit := _match_at(text, start, printings)):
            end, name = hit
            found.append((start, end, name))
    return tuple(found)


def _match_at(text: str, start: int, printings: tuple[_Printing, ...]) -> tuple[int, str] | None:
    """(end, short name) of the longest of these printings that stands here."""
    for printing, pattern, name in printings:
        match = pattern.match(text, start)
        if match and _is_cased_alike(match[0], printing):
            return match.end(), name
    return None


def _is_cased_alike(surface: str, printing: str) -> bool:
    """One word must be printed as known or in capitals; of several, the first must keep its capital."""
    if not _WORD.fullmatch(printing):
        return surface[0].isupper() >= printing[0].isupper()
    return surface in (printing, printing.upper())


@cache
def _by_first_word() -> dict[str, tuple[_Printing, ...]]:
    """The first word, folded -> the printings that begin so, longest first."""
    table: dict[str, list[_Printing]] = {}
    for row in read_lexicon("agencies"):
        for printing in {row["name"], *row.get("aliases", ())} - set(row.get("alone", ())):
            words = r"\s+".join(re.escape(word) for word in printing.split())
            tail = "" if printing[-1] > "\u3040" else r"(?!\w)"
            pattern = re.compile(words + tail, re.IGNORECASE)
            first = _WORD.search(printing)
            if first and first.start() == 0:
                table.setdefault(first[0].casefold(), []).append((printing, pattern, row["name"]))
    return {key: tuple(sorted(rows, key=lambda row: (-len(row[0]), row[0]))) for key, rows in table.items()}


@cache
def _printings() -> dict[str, str]:
    """Every printing, folded -> short name."""
    return {
        fold_text(printing).rstrip("."): row["name"]
        for row in read_lexicon("agencies")
        for printing in (row["name"], *row.get("aliases", ()), *row.get("alone", ()))
    }
