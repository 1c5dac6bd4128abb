"""Offices before a name between commas: "Doania's chief envoy, Jane Roe, said". Finds no names."""

from functools import cache
from typing import NamedTuple

from transforms.entities.facts import FUNCTION, OFFICE, REPORTS, ROLE
from transforms.entities.heads import POSSESSIVES
from transforms.entities.roles import LEADS, honorific_start
from transforms.entities.tokens import Tokens
from transforms.lexicons import read_lexicon

_MOST_WORDS = 10
_MOST_MODIFIERS = 5


class _Grammar(NamedTuple):
    """The small words of a language that stand around offices."""

    determiners: frozenset[str]
    complements: frozenset[str]  #: what an office may be followed by: "of"
    ends: frozenset[str]  #: what no office holds
    apart: frozenset[str]  #: who comes after it is somebody else: "Unlike the mayor, Jane Roe, 40, ..."
    modifiers: frozenset[str]  #: a small word that may stand between its article and it: "first"


@cache
def _read_grammar(language: str) -> _Grammar:
    rows = [row for row in read_lexicon("speech_words") if row["language"] == language]
    kinds = ("office-before", "office-of", "office-end", "office-apart", "office-modifier")
    return _Grammar(*(frozenset(row["word"] for row in rows if row["kind"] == kind) for kind in kinds))


def role_ahead(tokens: Tokens, i: int, end: int, language: str | None, person: int) -> tuple[int, int] | None:
    """Characters of the office of the name from token `i` to before `end`; `person`: where the person before ends."""
    first = i if (title := honorific_start(tokens, i)) is None else title
    if not first or tokens.gap(first) != ", " or tokens.loud[i] or not _is_closed(tokens, end):
        return None
    grammar = _read_grammar(language or "en")
    noun = _find_noun(tokens, first, grammar) if grammar.determiners else None
    start = None if noun is None else _find_start(tokens, noun, grammar)
    if noun is None or start is None:
        return None
    before = start - 1
    is_of = tokens.low[before - 1] in grammar.complements and tokens.facts[before - 2] & ROLE
    if is_of or tokens.low[before - 1] in grammar.apart:
        return None  # "the brother of the mayor, Jane Roe," may be either
    if before == person and tokens.gap(before) == ", ":
        return None  # "John Doe, the mayor, Jane Roe and ..."
    while start < noun and tokens.low[start] in LEADS:
        start += 1
    return tokens.start[start], tokens.end(first - 1)


def _is_closed(tokens: Tokens, end: int) -> bool:
    """Whether a mark closes what comes before word `end`, and no list of names goes on."""
    mark = tokens.gap(end)[:2]
    return mark[:1] in {"", ",", ".", ";", ":", ")", "\n"} and not (mark == ", " and tokens.shape[end] in "CAMI")


def _find_noun(tokens: Tokens, first: int, grammar: _Grammar) -> int | None:
    """The office that the words before `first` end in, or its "of ..."."""
    for k in range(first - 1, max(-1, first - 1 - _MOST_WORDS), -1):
        if tokens.facts[k] & OFFICE:
            return k if k == first - 1 or tokens.low[k + 1] in grammar.complements else None
        if tokens.low[k] in grammar.ends or tokens.facts[k] & REPORTS or not _is_tied(tokens, k):
            return None
    return None


def _find_start(tokens: Tokens, noun: int, grammar: _Grammar) -> int | None:
    """The first word after the article or the owner of the office at `noun`."""
    for k in range(noun, max(0, noun - _MOST_MODIFIERS), -1):
        if tokens.gap(k) in POSSESSIVES:
            return k
        if not tokens.glue[k]:
            return None
        if tokens.low[k - 1] in grammar.determiners:
            return k
        is_joined = tokens.low[k - 1] == "and" and tokens.facts[k - 2] & OFFICE  # "its founder and chief executive"
        if not (is_joined or _may_modify(tokens, k - 1, grammar)):
            return None
    return None


def _may_modify(tokens: Tokens, k: int, grammar: _Grammar) -> bool:
    if tokens.low[k] in grammar.modifiers:
        return True
    return not tokens.facts[k] & (FUNCTION | REPORTS) and tokens.shape[k] != "d"


def _is_tied(tokens: Tokens, k: int) -> bool:
    return tokens.glue[k] != "" or tokens.gap(k) in POSSESSIVES
