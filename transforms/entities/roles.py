"""Offices, professions beside a name: "Harbour Minister Jane Roe", "Jane Roe, a pilot at Doe Air". Finds no names."""

from transforms.entities.facts import (
    BODY_LAST,
    DEMONYM,
    FIRM_LAST,
    HONORIFIC,
    MODIFIER,
    NAME,
    OFFICE,
    PORTFOLIO,
    ROLE,
    SCRAP,
    STOP,
)
from transforms.entities.gazetteer import find_known
from transforms.entities.tokens import Tokens, Word

_OF = frozenset({"of", "for"})
#: First halves of names of lands, whose demonym is the word after: "South Korean".
_HALVES = frozenset({"South", "North", "Saudi", "New", "East", "West", "Sri", "Puerto"})
#: Offices that are held for a field.
_HAS_PORTFOLIO = frozenset({"Secretary", "Minister", "Commissioner", "Undersecretary", "Ombudsman", "Envoy", "Chief"})
_MOST_BEFORE = 10
_MOST_AFTER = 14
_ENDS = frozenset(
    [
        "who",
        "whom",
        "which",
        "that",
        "to",
        "said",
        "says",
        "was",
        "is",
        "has",
        "had",
        "told",
        "and",
        "but",
        "when",
        "where",
        "were",
        "as",
        "on",
        "since",
        "after",
        "before",
        "during",
        "while",
    ]
)
LEADS = frozenset(
    ["the", "a", "an", "one", "of", "his", "her", "their", "its", "first", "second", "third", "only", "new"]
)
_COMPLEMENTS = frozenset({"at", "of", "for", "in", "with", "from"})


def role_start(tokens: Tokens, i: int) -> int | None:
    """The index of the first word of the title right before the name at `i`, else None."""
    k = _noun_start(tokens, i) if tokens.glue[i] not in {"", "-"} else None
    if k is None:
        return None
    # "UK Fisheries Secretary": any capitalized word may be the portfolio right before a capitalized office
    if tokens.text[k] in _HAS_PORTFOLIO and tokens.glue[k] == " " and _is_portfolio(tokens, k - 1):
        k = _body_start(tokens, k - 1)
    while i - k < _MOST_BEFORE and tokens.glue[k] in {" ", "-"}:
        start = _modifier_start(tokens, k - 1)
        if start is None:
            break
        k = start
    return k


def _body_start(tokens: Tokens, k: int) -> int:
    """The first word of the body whose last is at `k`, of a "Coastal Guard Service Commissioner"; else `k`."""
    if not tokens.facts[k] & (BODY_LAST | FIRM_LAST):
        return k
    while tokens.glue[k] == " " and tokens.facts[k - 1] & NAME:
        if tokens.opens[k - 1] and tokens.facts[k - 1] & STOP:
            break
        k -= 1
    return k


def _is_portfolio(tokens: Tokens, k: int) -> bool:
    token = tokens[k]
    return token.shape == "C" and not token.facts & (HONORIFIC | STOP) and find_known(tokens, k) is None


def is_plural_role(tokens: Tokens, i: int) -> bool:
    """Whether the title right before token `i` is shared: "senators"."""
    return tokens.low[i - 1].endswith("s") and tokens.facts[i - 1] & (ROLE | OFFICE) == ROLE


def portfolio_end(tokens: Tokens, i: int) -> int | None:
    """After "Secretary of": the index after the portfolio that starts at `i`, so that it is no name."""
    if tokens.low[i - 1] not in _OF or not tokens.facts[i - 2] & ROLE:
        return None
    # a minister's portfolio may be any word but a land: "Minister for Peat"
    is_any = tokens.text[i - 2] in _HAS_PORTFOLIO and tokens.shape[i] == "C" and find_known(tokens, i) is None
    if not (tokens.facts[i] & PORTFOLIO or is_any):
        return None
    end = i + 1
    while tokens.glue[end] in {" ", "&"} and _is_of(tokens[end]):
        end += 1
    return end if tokens.low[end - 1] != "and" else end - 1


def _is_of(word: Word) -> bool:
    """Whether a word belongs to what an office is held for: "Trade and Industry"."""
    return word.facts & PORTFOLIO != 0 or word.low == "and"


def honorific_start(tokens: Tokens, i: int) -> int | None:
    """The index of the first of the forms of address right before token `i`, else None."""
    k = i
    while tokens.facts[k - 1] & HONORIFIC and tokens.glue[k] and i - k < _MOST_BEFORE:
        k -= 1
    return k if k < i else None


def role_after(tokens: Tokens, end: int) -> tuple[int, int] | None:
    """Characters of the apposition after a name that ends before token `end`: ", the first South Roan pilot to ..."."""
    if end >= len(tokens) or tokens.gap(end) not in {", ", " (", ", “"}:
        return None
    k = end
    while k - end < 4 and tokens.low[k] in LEADS and (k == end or tokens.glue[k]):
        k += 1
    begin = noun = None
    for j in range(k, min(k + _MOST_AFTER, len(tokens))):
        # a modifier may be any lower-case word, but a capitalized one must be known: "Jane Roe, John Doe, a pilot"
        is_apart = j > k and not tokens.glue[j] and "’" not in tokens.gap(j)
        if is_apart or tokens.facts[j] & SCRAP or tokens.low[j] in _ENDS:
            break
        begin = k
        if tokens.facts[j] & OFFICE:
            noun = j
        elif noun is not None and (tokens.low[j] not in _COMPLEMENTS):
            # "Jane Roe, President John Doe's adviser": the title of another
            if tokens.shape[j] == "C" and tokens.glue[j] == " " and not tokens.facts[j] & STOP:
                return None
            break
        elif noun is not None:
            return tokens.start[begin], _complement_end(tokens, j)
        elif tokens.shape[j] != "l" and _modifier_start(tokens, j) is None and not _is_possessor(tokens, j):
            return None
    return (tokens.start[begin], tokens.end(noun)) if begin is not None and noun is not None else None


def _noun_start(tokens: Tokens, i: int) -> int | None:
    """The index of the role noun right before `i`, or of that before its "of State"."""
    if not (tokens.facts[i - 1] & (ROLE | PORTFOLIO) or tokens.low[i - 1] == "and" or tokens.low[i - 2] in _OF):
        return None
    k = i
    while tokens.glue[k] and i - k < 5 and _is_of(tokens[k - 1]):
        k -= 1
    # "Minister for Peat": an unknown portfolio is one word
    if k == i and portfolio_end(tokens, i - 1) == i:
        k = i - 1
    if (
        1 < k < i
        and tokens.low[i - 1] != "the"
        and tokens.low[k - 1] in _OF
        and tokens.glue[k]
        and tokens.facts[k - 2] & ROLE
    ):
        return k - 2
    k = i
    while tokens.glue[k] and tokens.facts[k - 1] & ROLE and i - k < 3:
        k -= 1
    return k if k < i else None


def _modifier_start(tokens: Tokens, k: int) -> int | None:
    """The first word of what modifies an office and ends at `k`: "deputy", "Roan", "Bank of Roe"; else None."""
    for back in (3, 2, 1):
        if k >= back and (found := find_known(tokens, k - back)) and found[0] == k + 1:
            return k - back
    token = tokens[k]
    is_short = token.shape == "A" and len(token.text) <= 5
    if (
        is_short
        or token.facts & (MODIFIER | DEMONYM | ROLE)
        or ((found := find_known(tokens, k)) and found[0] == k + 1)
    ):
        return k
    # "South" of "South Korean": the demonym itself is the word after it
    return k if token.text in _HALVES else None


def _is_possessor(tokens: Tokens, k: int) -> bool:
    return k + 1 < len(tokens) and tokens.gap(k + 1) in {"’s ", "'s "}


def _complement_end(tokens: Tokens, j: int) -> int:
    k = j
    while k - j < 8 and tokens.glue[k + 1] and tokens.low[k + 1] not in _ENDS:
        k += 1
    return tokens.end(k)
