"""Where a printed byline begins and ends in the line it stands in. Reads no names: they are known already."""

import re
from itertools import pairwise

from transforms.bylines.edges import is_date_word
from transforms.bylines.words import inner_prefix_pattern, is_placeholder, is_role_word
from transforms.text import fold_text

_EDGES = " ,;|–—•·*/-~([:"
#: "09.09.2025", "9:33pm", "16 September", "28, 2023", "2025"; not the number of "Formel 1 & Motorrad".
_DATE = re.compile(r"(?<!\d)\d{1,4}(?:[.:/-]\d|(?:\.|st|nd|rd|th)?,?\s(?:\d|[^\W\d_]{3})|\s*$)")
_WORD = re.compile(r"[^\W_]+")
#: Marks that may stand between two words of one name: "Roe, J. D."
_MOST_MARKS = 3


def trim_byline(text: str, names: list[str]) -> str:
    """The byline as printed, without what a template set before and behind it: ages, buttons, the date.

    Prefixes and roles stay. A text that does not print all of the names stays as it is.

    >>> trim_byline("1 day ago Share Save Jane Roe", ["Jane Roe"])
    'Jane Roe'
    >>> trim_byline("By Jane Roe, Editor Published Jul 17, 2024, 11:21am | Updated", ["Jane Roe"])
    'By Jane Roe, Editor'
    """
    spans = [span for name in names if (span := _find(name, text))]
    if not spans or len(spans) < len(names):
        return text
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return (text[_find_start(text, first) : last] + _cut_tail(text[last:], names)).strip()


def _find(name: str, text: str) -> tuple[int, int] | None:
    """Where a text prints a name, in any case: word by word, since a pattern of each name would have to be compiled."""
    wanted = [_fold(word) for word in _WORD.findall(name)]
    words = list(_WORD.finditer(text))
    folded = [_fold(word[0]) for word in words]
    for first in range(len(words) - len(wanted) + 1 if wanted else 0):
        last = first + len(wanted) - 1
        if folded[first : last + 1] == wanted and _are_near(words[first : last + 1]):
            start, end = words[first].start(), words[last].end()
            if "_" not in (text[start - 1 : start], text[end : end + 1]):
                return start, end
    return None


def _are_near(words: list[re.Match[str]]) -> bool:
    return all(after.start() - before.end() <= _MOST_MARKS for before, after in pairwise(words))


def _fold(word: str) -> str:
    """A word without case; the Turkish letters i, with and without their dots, are one."""
    return word.lower().replace("i\u0307", "i").replace("\u0131", "i")


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
