"""Whether a page prints the names that its data declare. Finds no names itself."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from transforms.bylines.parsing import parse_byline
from transforms.layout import Regions, find_words
from transforms.records import Candidate
from transforms.text import fold_text

#: Ends the source of a candidate whose name the page's data declare and its text prints nowhere.
UNSEEN = " (not printed)"
#: Characters of visible text below which a page is built by scripts, and says nothing of what a reader sees.
_LEAST_TEXT = 1500
_WORD = re.compile(r"[^\W_]+")
#: Between lines whose words belong to no name together.
_APART = " | " * 9


def mark_unseen(found: list[Candidate], tree: HtmlElement, regions: Regions) -> list[Candidate]:
    """Candidates with those data-only ones marked whose name no reader sees: accounts, owners, templates' leftovers."""
    read: list[str] = []
    unread = _read_widening(found, tree, regions)
    return [
        candidate
        if not _is_data(candidate) or _is_printed(candidate.value, read, unread)
        else replace(candidate, source=candidate.source + UNSEEN)
        for candidate in found
    ]


def _read_widening(found: list[Candidate], tree: HtmlElement, regions: Regions) -> Iterator[str]:
    """What a page prints, folded: its bylines, the lines around its story, all of it; few pages are read to the end."""
    yield fold_text(" \n".join(candidate.value for candidate in found if not _is_data(candidate)))
    yield fold_text(_APART.join(dict.fromkeys(line.text for line in (*regions.head_lines, *regions.foot_lines))))
    whole = _visible_text(tree)
    yield whole.lower()
    yield fold_text(whole)


def _is_data(candidate: Candidate) -> bool:
    return candidate.source.startswith(("json-ld", "meta:"))


def _is_printed(value: str, read: list[str], unread: Iterator[str]) -> bool:
    """Whether a page has one of a value's names, in any case and in either order; middle names may differ.

    What names nobody in a way we can read is taken as printed: there is nothing to look for; so is all on a page that
    scripts build. `unread` texts are moved to the `read` ones as they are needed.
    """
    words = [_WORD.findall(fold_text(byline.name)) for byline in parse_byline(value)]
    names = [(parts[0], parts[-1]) for parts in words if parts]
    if not words or any(_stands_in(first, last, text) for first, last in names for text in read):
        return True
    for text in unread:
        read.append(text)
        if any(_stands_in(first, last, text) for first, last in names):
            return True
    return len(read[-1]) < _LEAST_TEXT


def _stands_in(first: str, last: str, folded: str) -> bool:
    if first == last:
        return _ends_word(first, folded)
    return _is_followed(first, last, folded, gap=25) or _is_followed(last, first, folded, gap=9)


def _is_followed(one: str, other: str, folded: str, *, gap: int) -> bool:
    """Whether one stands in a text, and the other with a word's end at most so many characters behind it."""
    at = folded.find(one)
    while at >= 0:
        start = at + len(one)
        if _ends_word(other, folded[start : start + gap + len(other) + 1], gap):
            return True
        at = folded.find(one, at + 1)
    return False


def _ends_word(part: str, text: str, last: int | None = None) -> bool:
    """Whether a text has a part with which a word ends, beginning at character `last` at the latest."""
    at = text.find(part)
    while 0 <= at <= (len(text) if last is None else last):
        after = text[at + len(part) : at + len(part) + 1]
        if not (after.isalnum() or after == "_"):
            return True
        at = text.find(part, at + 1)
    return False


def _visible_text(tree: HtmlElement) -> str:
    """The text of a page's body without scripts and styles."""
    body = tree.find("body")
    words = find_words(body) if body is not None else []
    # white space between elements may be most of a page
    return " ".join([text for text in words if not text.isspace()])
