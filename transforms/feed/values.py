"""Single values of a feed: text without markup, links, dates. Total: an odd value is None, never an error."""

import html
import re
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from transforms.dates import parse_date
from transforms.text import clean_text

#: Longer than any description a feed carries in earnest; whole articles come in content elements, which we do not read.
_MAX_TEXT = 200_000
_DROPPED = re.compile(
    r"""
      <!--.*?(?:-->|\Z)                                            # comments
    | <(script|style)\b[^<>]*+>.*?(?:</\1\s*>|\Z)                  # what is never text
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(
    r"""
    </?(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30})
    (?: [^<>"'] | "[^"<]*+" | '[^'<]*+' )*+      # a > in a quoted attribute does not end the tag
    >
    """,
    re.VERBOSE,
)
#: Tags inside a word or between words: they leave no space.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "big",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "wbr",
    ]
)
_SPACE = re.compile(r"[\x00-\x20\x7f-\xa0]+")

#: Nothing, or a bare scheme, which a join would turn into the base itself.
_NO_LINK = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}:)?/{0,3}")


def make_plain(raw: str | None, *, is_html: bool = True) -> str | None:
    """One line of text; markup goes, once-escaped entities are undone.

    >>> make_plain("<p>Rates <b>hold</b></p><p>R&amp;D, 3 < 4</p>")
    'Rates hold R&D, 3 < 4'
    """
    if not raw:
        return None
    text = raw[:_MAX_TEXT]
    if is_html:
        text = _TAG.sub(lambda tag: "" if tag["name"].lower() in _INLINE else " ", _DROPPED.sub(" ", text))
        text = html.unescape(text)
    return clean_text(text)


def make_link(raw: str | None, base: str) -> str | None:
    """An absolute http or https URL with a host, or None.

    >>> make_link(" /a b?c=1 ", "https://example.org/feed.xml"), make_link("javascript:alert(1)", "https://example.org/")
    ('https://example.org/a%20b?c=1', None)
    """
    if not raw or _NO_LINK.fullmatch(raw.strip()):
        return None
    try:
        # a line break inside a link is the feed's own folding; a space inside was never encoded
        url = urljoin(base, _SPACE.sub(lambda m: "" if "\n" in m[0] or "\t" in m[0] else "%20", raw.strip()))
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def make_instant(raw: str | None, language: str | None) -> datetime | None:
    """An aware UTC datetime; a date without a zone is taken for UTC, as RSS readers do."""
    found = parse_date(raw, language=language, default_offset=UTC) if raw and len(raw) <= 100 else None
    return found.instant if found else None


def make_base_language(tag: str | None) -> str | None:
    """ "en" of "en-GB"."""
    base = re.split("[-_]", (tag or "").strip().lower())[0]
    return base if base.isascii() and base.isalpha() and len(base) in {2, 3} else None
