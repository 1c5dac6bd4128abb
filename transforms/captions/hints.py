"""What the names on an element (class, id, itemprop) say it is, and the text a reader sees in it."""

import re
from collections.abc import Container
from functools import cache, lru_cache

from lxml.html import HtmlElement

from transforms.captions.words import stems_of
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
#: Longer names of an element, in characters, are not read on.
_MAX_NAMES = 400
_NO_HINTS: frozenset[str] = frozenset()
_NAMED = frozenset(("caption", "image-text"))
_CREDIT_TAGS = frozenset(("small", "cite"))
#: Deeper markup than this is not read: pages nest a caption in a handful of elements.
_MAX_DEPTH = 40


def hints_of(element: HtmlElement) -> frozenset[str]:
    """The kinds of caption_classes that the names on an element hold, plus "caption" for two words that make one."""
    return _read_hints(element.get("class"), element.get("itemprop"), element.get("id"))


def is_named(element: HtmlElement) -> bool:
    """Whether `hints_of` an element say caption, or image and text in one word: asked of every element of a page."""
    return _is_telling(element.get("class"), element.get("itemprop"), element.get("id"))


def is_credit_element(element: HtmlElement) -> bool:
    """Whether an element inside a caption holds its credit: `.credit`, `[itemprop=creator]`, <small>, <cite>."""
    if element.tag in _CREDIT_TAGS:
        return True
    return "credit" in hints_of(element)


def read_text(element: HtmlElement, without: Container[HtmlElement] = ()) -> str | None:
    """The text of an element as a reader sees it, in one line: scripts, buttons and hidden labels left out."""
    if not len(element):
        return clean_text(element.text or "")
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


# a page has some 150 elements of different names, most of them on every page of its site
@lru_cache(maxsize=16384)
def _is_telling(*names: str | None) -> bool:
    folded = _join(names).casefold()
    # a quick look first: most names hold no word of captions
    return any(stem in folded for stem in _caption_stems()) and not _NAMED.isdisjoint(_read_hints(*names))


@lru_cache(maxsize=8192)
def _read_hints(*names: str | None) -> frozenset[str]:
    return _NO_HINTS.union(*map(_read_name, _join(names).split()))


def _join(names: tuple[str | None, ...]) -> str:
    return " ".join(filter(None, names))[:_MAX_NAMES]


@lru_cache(maxsize=8192)
def _read_name(name: str) -> frozenset[str]:
    """The kinds of the words in one class name; "image-text" too, where it says both."""
    if _UTILITY.match(name):
        return _NO_HINTS
    folded = name.casefold()
    kinds = {kind for word in (folded, *_WORD.findall(name)) for kind in _kinds_of_words().get(word.casefold(), ())}
    if "caption" in folded:
        kinds.add("caption")
    if "image" in kinds and "text" in kinds:
        kinds.add("image-text")
    return frozenset(kinds) if kinds else _NO_HINTS


@cache
def _caption_stems() -> tuple[str, ...]:
    """The words of captions and texts that contain no shorter one."""
    return stems_of({"caption"} | {word for word, kinds in _kinds_of_words().items() if kinds & {"caption", "text"}})


@cache
def _kinds_of_words() -> dict[str, frozenset[str]]:
    """A word of caption_classes -> what it tells."""
    kinds: dict[str, set[str]] = {}
    for row in read_lexicon("caption_classes"):
        kinds.setdefault(row["word"], set()).add(row["kind"])
    return {word: frozenset(found) for word, found in kinds.items()}
