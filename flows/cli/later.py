"""Verbs that are named already but not built yet."""

from typing import NoReturn

from flows.errors import UsageError


def refuse_later(verb: str, remedy: str) -> NoReturn:
    """Says that a verb comes with a later version, and what to do meanwhile; exit status 2."""
    raise UsageError(f"`copydesk {verb}` comes with a later version; until then, {remedy}")
