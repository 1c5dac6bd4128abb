"""What the names on an element (class, id, itemprop) say it is, and the text a reader sees in it."""

import re
from collections.abc import Container
from functools import cache, lru_cache

from lxml.html import HtmlElement

from transforms.lexicons import read_lexicon
from transforms.text import clean_text

_WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]")
#: Names that tell how text looks, not what it is: "text-caption", "MuiTypography-caption".
_UTILITY = re.compile(r"(?:[a-z]+:)*(?:text|font|type|typo|typography|muitypography|u)-", re.IGNORECASE)
_SKIPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "button",
        "svg",
        "template",
        "iframe",
        "video",
        "audio",
        "form",
        "select",
        "textarea",
        "object",
    )
)
_BLOCKS = frozenset(
    ("br", "div", "p", "li", "ul", "figcaption", "section", "header", "footer", "dd", "dt", "td", "tr", "hr")
)
_BLOCKS_H = frozenset(f"h{level}" for level in range(1, 7))
_CREDIT_TAGS = frozenset(("small", "cite"))
#: Deeper markup than this is not read: pages nest a caption in a handful of elements.
_MAX_DEPTH = 40


def hints_of(element: HtmlElement) -> frozenset[str]:
    """The kinds of caption_classes that the names on an element hold, plus "caption" for two words that make one."""
    names = element.get("class"), element.get("itemprop"), element.get("id")
    if names == (None, None, None):
        return frozenset()
    return _read_hints(" ".join(name for name in names if name)[:400])


def may_be_caption(element: HtmlElement) -> bool:
    """Whether an element's names hold a word of captions at all: a quick look before `hints_of`."""
    for attribute in ("class", "itemprop", "id"):
        name = element.get(attribute)
        if name and _has_caption_word(name):
            return True
    return False


def is_credit_element(element: HtmlElement) -> bool:
    """Whether an element inside a caption holds its credit: `.credit`, `[itemprop=creator]`, <small>, <cite>."""
    if element.tag in _CREDIT_TAGS:
        return True
    return "credit" in hints_of(element)


def read_text(element: HtmlElement, without: Container[HtmlElement] = ()) -> str | None:
    """The text of an element as a reader sees it, in one line: scripts, buttons and hidden labels left out."""
    parts: list[str] = []
    _collect(element, without, parts, 0)
    return clean_text("".join(parts))


def _collect(element: HtmlElement, without: Container[HtmlElement], parts: list[str], depth: int) -> None:
    if depth > _MAX_DEPTH:
        return
    if element.text:
        parts.append(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SKIPPED and child not in without and not _is_unseen(child):
            is_block = child.tag in _BLOCKS or child.tag in _BLOCKS_H
            # two neighbouring elements with nothing between them are set apart by their style
            if is_block or (parts and (previous := child.getprevious()) is not None and not previous.tail):
                parts.append(" ")
            _collect(child, without, parts, depth + 1)
            if is_block:
                parts.append(" ")
        if child.tail:
            parts.append(child.tail)


def _is_unseen(element: HtmlElement) -> bool:
    if element.get("hidden") is not None:
        return True
    hints = hints_of(element)
    return "hidden" in hints or ("ui" in hints and "caption" not in hints and "credit" not in hints)


@lru_cache(maxsize=8192)
def _read_hints(names: str) -> frozenset[str]:
    found: set[str] = set()
    for name in names.split():
        if _UTILITY.match(name):
            continue
        words = {word.casefold() for word in _WORD.findall(name)} | {name.casefold()}
        kinds = {kind for kind, known in _known_words().items() if words & known}
        if "caption" in name.casefold():
            kinds.add("caption")
        if {"image", "text"} <= kinds:
            kinds.add("image-text")
        found |= kinds
    return frozenset(found)


@lru_cache(maxsize=8192)
def _has_caption_word(names: str) -> bool:
    return _caption_stem().search(names[:400].casefold()) is not None


@cache
def _caption_stem() -> re.Pattern[str]:
    """The words of captions and texts that contain no shorter one."""
    words = {"caption"} | _known_words()["caption"] | _known_words()["text"]
    stems = sorted(word for word in words if not any(other in word for other in words - {word}))
    return re.compile("|".join(map(re.escape, stems)))


@cache
def _known_words() -> dict[str, frozenset[str]]:
    rows = read_lexicon("caption_classes")
    return {
        kind: frozenset(row["word"] for row in rows if row["kind"] == kind) for kind in {row["kind"] for row in rows}
    }
