"""Offices, professions beside a name: "Harbour Minister Jane Roe", "Jane Roe, a pilot at Doe Air". Finds no names."""

from collections.abc import Sequence

from transforms.entities.gazetteer import find_known
from transforms.entities.tokens import Token
from transforms.entities.words import is_honorific, is_role_noun, is_stopword, word_set

_MODIFIER = ("roles", "word", "modifier")
_PORTFOLIO = ("roles", "word", "of")
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
_LEADS = frozenset(
    ["the", "a", "an", "one", "of", "his", "her", "their", "its", "first", "second", "third", "only", "new"]
)
_COMPLEMENTS = frozenset({"at", "of", "for", "in", "with", "from"})


def role_start(tokens: Sequence[Token], i: int) -> int | None:
    """The index of the first word of the title right before the name at `i`, else None."""
    k = _noun_start(tokens, i)
    if k is None:
        return None
    # "UK Fisheries Secretary": any capitalized word may be the portfolio right before a capitalized office
    if k > 0 and tokens[k].text in _HAS_PORTFOLIO and tokens[k].glue == " " and _is_portfolio(tokens, k - 1):
        k -= 1
    while k > 0 and i - k < _MOST_BEFORE and tokens[k].glue in {" ", "-"} and _is_modifier(tokens, k - 1):
        k -= 1
    return k


def _is_portfolio(tokens: Sequence[Token], k: int) -> bool:
    token = tokens[k]
    return (
        token.shape == "C"
        and not is_honorific(token.text)
        and not is_stopword(token.low)
        and find_known(tokens, k) is None
    )


def is_plural_role(tokens: Sequence[Token], i: int) -> bool:
    """Whether the title right before token `i` is shared: "senators"."""
    low = tokens[i - 1].low
    return i > 0 and low.endswith("s") and low not in word_set("roles", "word", "noun") and is_role_noun(low)


def portfolio_end(tokens: Sequence[Token], i: int) -> int | None:
    """After "Secretary of": the index after the portfolio that starts at `i`, so that it is no name."""
    if i < 2 or tokens[i - 1].low not in {"of", "for"} or not is_role_noun(tokens[i - 2].low):
        return None
    portfolio = word_set(*_PORTFOLIO)
    # a minister's portfolio may be any word but a land: "Minister for Peat"
    is_any = tokens[i - 2].text in _HAS_PORTFOLIO and find_known(tokens, i) is None and tokens[i].shape == "C"
    if tokens[i].low not in portfolio and not is_any:
        return None
    end = i + 1
    while end < len(tokens) and tokens[end].glue in {" ", "&"} and tokens[end].low in portfolio | {"and"}:
        end += 1
    return end if tokens[end - 1].low != "and" else end - 1


def honorific_start(tokens: Sequence[Token], i: int) -> int | None:
    """The index of the first of the forms of address right before token `i`, else None."""
    k = i
    while k > 0 and i - k < _MOST_BEFORE and tokens[k].glue and is_honorific(tokens[k - 1].text):
        k -= 1
    return k if k < i else None


def role_after(tokens: Sequence[Token], end: int, text: str) -> tuple[int, int] | None:
    """Characters of the apposition after a name that ends before token `end`: ", the first South Roan pilot to ..."."""
    if end >= len(tokens) or text[tokens[end - 1].end : tokens[end].start] not in {", ", " (", ", “"}:
        return None
    k = end
    while k < len(tokens) and k - end < 4 and tokens[k].low in _LEADS and (k == end or tokens[k].glue):
        k += 1
    begin = noun = None
    for j in range(k, min(k + _MOST_AFTER, len(tokens))):
        # a modifier may be any lower-case word, but a capitalized one must be known: "Jane Roe, John Doe, a pilot"
        if (j > k and not tokens[j].glue and "’" not in text[tokens[j - 1].end : tokens[j].start]) or tokens[
            j
        ].low in _ENDS | word_set("roles", "word", "scrap"):
            break
        begin = k
        if tokens[j].low in word_set("roles", "word", "noun"):
            noun = j
        elif noun is not None and (tokens[j].low not in _COMPLEMENTS):
            # "Jane Roe, President John Doe's adviser": the title of another
            if tokens[j].shape == "C" and tokens[j].glue == " " and not is_stopword(tokens[j].low):
                return None
            break
        elif noun is not None:
            return tokens[begin].start, _complement_end(tokens, j)
        elif tokens[j].shape != "l" and not _is_modifier(tokens, j) and not _is_possessor(tokens, j, text):
            return None
    return (tokens[begin].start, tokens[noun].end) if begin is not None and noun is not None else None


def _noun_start(tokens: Sequence[Token], i: int) -> int | None:
    """The index of the role noun right before `i`, or of that before its "of State"."""
    k = i
    while k > 0 and tokens[k].glue and i - k < 5 and tokens[k - 1].low in word_set(*_PORTFOLIO) | {"and"}:
        k -= 1
    # "Minister for Peat": an unknown portfolio is one word
    if k == i and i > 2 and tokens[i].glue and portfolio_end(tokens, i - 1) == i:
        k = i - 1
    if (
        k < i
        and k > 1
        and tokens[i - 1].low != "the"
        and tokens[k - 1].low in {"of", "for"}
        and tokens[k].glue
        and is_role_noun(tokens[k - 2].low)
    ):
        return k - 2
    k = i
    while k > 0 and tokens[k].glue and is_role_noun(tokens[k - 1].low) and i - k < 3:
        k -= 1
    return k if k < i else None


def _is_modifier(tokens: Sequence[Token], k: int) -> bool:
    token = tokens[k]
    if token.low in word_set(*_MODIFIER) or token.text in word_set("demonyms") or is_role_noun(token.low):
        return True
    if token.shape == "A" and len(token.text) <= 5:
        return True
    for back in range(4):
        if k >= back and (found := find_known(tokens, k - back)) and found[0] == k + 1:
            return True
    # "South" of "South Korean": the demonym itself is the word after it
    return token.text in {"South", "North", "Saudi", "New", "East", "West", "Sri", "Puerto"}


def _is_possessor(tokens: Sequence[Token], k: int, text: str) -> bool:
    return k + 1 < len(tokens) and text[tokens[k].end : tokens[k + 1].start] in {"’s ", "'s "}


def _complement_end(tokens: Sequence[Token], j: int) -> int:
    k = j
    while k + 1 < len(tokens) and k - j < 8 and tokens[k + 1].glue and tokens[k + 1].low not in _ENDS:
        k += 1
    return tokens[k].end
