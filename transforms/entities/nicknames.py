"""Nicknames in quotation marks inside a name: 'Jane "Ropes" Doe'."""

import re

from transforms.entities.tokens import Tokens, is_plain

_OPENS, _CLOSES = frozenset({' "', " “"}), frozenset({'" ', "” "})
_NICKNAME = re.compile(r'\s["“][^"“”]*["”]\s')


def opens_nickname(tokens: Tokens, i: int) -> bool:
    """Whether a quotation opens before token `i`."""
    return tokens.gap(i) in _OPENS


def find_nicknamed_end(tokens: Tokens, i: int) -> int | None:
    """The index after a name with a nickname in it: 'Jane "The Ropes" Doe'."""
    if not opens_nickname(tokens, i + 1):
        return None
    closed = next((k for k in range(i + 2, min(i + 5, len(tokens))) if tokens.gap(k) in _CLOSES), None)
    if closed is None or not is_plain(tokens[closed]):
        return None
    return closed + 1 if all(tokens.shape[k] in "CA" for k in range(i + 1, closed)) else None


def drop_nickname(printed: str) -> str:
    """A name without its nickname: under one key with the plain name."""
    return _NICKNAME.sub(" ", printed) if '"' in printed or "“" in printed else printed
