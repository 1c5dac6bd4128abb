"""When two printings are the same words: quotes, dashes, white space and invisible noise are typography. Pure."""

import re

from transforms.text import fold_text, make_hash

#: What `fold_text` leaves of quotes and spaces: « mot » and "mot" differ in a space too.
_TYPOGRAPHY = re.compile(r"[\s\"'`´‹›‟‛〝〞「」『』\u200b-\u200d\u2060\ufeff]+")


def squeeze_text(text: str | None) -> str:
    """A key of the words alone; that of no text is empty.

    >>> squeeze_text("« Rates »  hold\\u200b") == squeeze_text('"rates" hold')
    True
    """
    return _TYPOGRAPHY.sub("", fold_text(text)) if text else ""


def make_print_key(*texts: str | None) -> str:
    """Hex sha256 of the words of several texts, each for itself."""
    return make_hash(*map(squeeze_text, texts))
