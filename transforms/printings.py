"""When two printings are the same words: quotes, dashes, white space and invisible noise are typography. Pure."""

from functools import lru_cache

from transforms.text import fold_text, make_hash

#: What `fold_text` leaves of quotes and invisible noise.
_TYPOGRAPHY = tuple("\"'`´‹›‟‛〝〞「」『』\u200b\u200c\u200d\u2060\ufeff")


@lru_cache(maxsize=64)  # a story's body is asked for twice
def squeeze_text(text: str | None) -> str:
    """A key of the words alone; that of no text is empty.

    >>> squeeze_text("« Rates »  hold\\u200b") == squeeze_text('"rates" hold')
    True
    """
    # « mot » and "mot" differ in a space too
    words = "".join(fold_text(text).split()) if text else ""
    for mark in _TYPOGRAPHY:
        words = words.replace(mark, "")
    return words


def make_print_key(*texts: str | None) -> str:
    """Hex sha256 of the words of several texts, each for itself."""
    return make_hash(*map(squeeze_text, texts))
