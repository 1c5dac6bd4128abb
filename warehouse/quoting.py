"""Texts within SQL, where no parameter may stand: in views, `attach` and `copy`. Asks no database."""

from collections.abc import Iterable


def quote(text: object) -> str:
    """A text as a literal of SQL.

    >>> quote("it's")
    "'it''s'"
    """
    return "'" + str(text).replace("'", "''") + "'"


def quote_list(texts: Iterable[object]) -> str:
    """Texts as a list of SQL.

    >>> quote_list(["a", "b"])
    "['a', 'b']"
    """
    return f"[{', '.join(map(quote, texts))}]"
