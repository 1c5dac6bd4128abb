"""Where a printed byline begins and ends in the line it stands in. Reads no names: they are known already."""

import re

from transforms.bylines.edges import is_date_word
from transforms.bylines.words import inner_prefix_pattern, is_placeholder, is_role_word
from transforms.text import fold_text

_EDGES = " ,;|–—•·*/-~([:"
#: "09.09.2025", "9:33pm", "16 September", "28, 2023", "2025"; not the number of "Formel 1 & Motorrad".
_DATE = re.compile(r"(?<!\d)\d{1,4}(?:[.:/-]\d|(?:\.|st|nd|rd|th)?,?\s(?:\d|[^\W\d_]{3})|\s*$)")
_WORD = re.compile(r"[^\W_]+")


def trim_byline(text: str, names: list[str]) -> str:
    """The byline as printed, without what a template set before and behind it: ages, buttons, the date.

    Prefixes and roles stay. A text that does not print all of the names stays as it is.

    >>> trim_byline("1 day ago Share Save Jane Roe", ["Jane Roe"])
    'Jane Roe'
    >>> trim_byline("By Jane Roe, Editor Published Jul 17, 2024, 11:21am | Updated", ["Jane Roe"])
    'By Jane Roe, Editor'
    """
    spans = [match.span() for name in names if (match := _find(name, text))]
    if not spans or len(spans) < len(names):
        return text
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return (text[_find_start(text, first) : last] + _cut_tail(text[last:], names)).strip()


def _find(name: str, text: str) -> re.Match[str] | None:
    words = r"[\W_]{1,3}".join(map(re.escape, _WORD.findall(name)))
    return re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE) if words else None


def _find_start(text: str, first: int) -> int:
    """Where the prefix before the first name begins; what stands before a name without numbers is left as it is."""
    if not any(map(str.isdigit, text[:first])):
        return 0
    prefixes = [match for match in inner_prefix_pattern().finditer(text, 0, first + 1) if match.end() == first]
    return prefixes[-1].end() - len(prefixes[-1][0].lstrip(_EDGES)) if prefixes else first


def _cut_tail(rest: str, names: list[str]) -> str:
    """What follows the last name, up to the date, without buttons and the name's second printing."""
    digit = _DATE.search(rest)
    words = list(re.finditer(r"\S+", rest[: digit.start()] if digit else ""))
    while words and _is_furniture(words[-1][0]):
        words.pop()
    tail = (rest[: words[-1].end() if words else 0] if digit else rest).rstrip(_EDGES)
    return "" if fold_text(tail) in {fold_text(name) for name in names} else tail


def _is_furniture(word: str) -> bool:
    return is_date_word(word.lower().strip(".,:|()-–—•·/")) or (is_placeholder(word) and not is_role_word(word))
