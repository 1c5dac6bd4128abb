"""Text as values: white space, control characters, comparison keys, ids. Pure, total, no language knowledge."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import AnyStr

#: Invisible characters that carry no meaning in running text: soft hyphen, zero-width space, BOM, direction marks.
_INVISIBLE_LETTERS = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
_INVISIBLE = re.compile(f"[{_INVISIBLE_LETTERS}]")

#: Typographic variants that two printings of one text differ in.
_VARIANTS = {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-"}
_FOLDED = _VARIANTS | dict.fromkeys(_INVISIBLE_LETTERS, "")
_MAY_FOLD = re.compile(f"[{''.join(_FOLDED)}]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


def clean_text(raw: str) -> str | None:
    """One line of printable text, white space collapsed; None when nothing is left.

    >>> clean_text("  Rates\\u200b hold\\n steady ")
    'Rates hold steady'
    """
    text = raw
    is_printable = raw.isprintable()
    if not is_printable:
        # nearly every text is printable but for its line breaks, tabs and fixed spaces
        text = raw.replace("\n", " ").replace("\t", " ").replace("\r", " ").replace("\x85", " ").replace("\xa0", " ")
        is_printable = text.isprintable()
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    if is_printable:
        return _single_spaces(text) or None
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return _SPACE.sub(" ", text).strip() or None


def fold_text(text: str) -> str:
    """A key under which two printings of one text are equal: case, quotes, dashes, spaces and invisible noise folded.

    >>> fold_text("“Rates” – hold") == fold_text('"rates" - HOLD')
    True
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if _MAY_FOLD.search(text):
            # one replacement after the other is far faster than a pattern or a table: most find nothing
            for letter, plain in _FOLDED.items():
                text = text.replace(letter, plain)
    folded = (_single_spaces(text) if text.isprintable() else " ".join(text.split())).casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFKC", folded)


def _single_spaces(text: str) -> str:
    """A printable text, white space collapsed: few have any, and to take all apart costs far more than to look."""
    return " ".join(text.split()) if "  " in text else text.strip()


def find_places(part: AnyStr, text: AnyStr) -> Iterator[int]:
    """Where a part stands in a text or in bytes: long ones are looked through far faster for it than for a pattern."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


def make_hash(*parts: str) -> str:
    """Hex sha256 of the parts, each delimited."""
    return _digest(parts).hexdigest()


def make_id(*parts: str) -> int:
    """A UBIGINT id: the first 8 bytes of the parts' sha256, big endian."""
    return int.from_bytes(_digest(parts).digest()[:8], "big")


def _digest(parts: tuple[str, ...]) -> "hashlib._Hash":
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass"))
