"""The texts and marks of a page's elements, as short lines. Knows nothing of where on a page they stand."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from lxml.etree import XPath, tostring
from lxml.html import HtmlElement

from transforms.text import clean_text

_WORDLESS = frozenset(("script", "style", "noscript", "template"))
_TEXTS = XPath("descendant::text()", smart_strings=False)
#: A way that C walks alone; one that asks each text for what encloses it takes many times as long.
_HIDDEN_TEXTS = XPath(
    "descendant::script/text() | descendant::style/text()"
    " | descendant::noscript/descendant::text() | descendant::template/descendant::text()",
    smart_strings=False,
)
_MARKS = frozenset(("class", "id", "itemprop", "rel", "data-testid", "data-component", "data-test", "data-qa"))


class Line(NamedTuple):
    """An element that bears a short text; there are many."""

    element: HtmlElement
    tag: str
    text: str
    size: int  #: children
    place: int  #: among the elements of its part of the page


def make_lines(elements: tuple[HtmlElement, ...], texts: Mapping[HtmlElement, str | None]) -> tuple[Line, ...]:
    return tuple(Line(e, e.tag, text, len(e), i) for i, e in enumerate(elements) if (text := texts[e]))


def find_all(path: XPath, tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that a compiled path finds: far quicker than `iterfind`, which asks each element in Python."""
    found = path(tree)
    for element in found if isinstance(found, list) else ():
        if isinstance(element, HtmlElement):
            yield element


def find_texts(path: XPath, element: HtmlElement) -> list[str]:
    """The texts that a compiled path finds."""
    found = path(element)
    return cast("list[str]", found) if isinstance(found, list) else []


def read_texts(elements: tuple[HtmlElement, ...], longest: int) -> dict[HtmlElement, str | None]:
    """The text of each element, None where it is longer: from the innermost out, so that none is read twice."""
    texts: dict[HtmlElement, str | None] = {}
    for element in reversed(elements):
        if element in texts:
            continue
        text = texts[element] = _join_text(element, texts, longest)
        if text is None:
            _mark_above(element, texts)
    return texts


def _mark_above(element: HtmlElement, texts: dict[HtmlElement, str | None]) -> None:
    """What encloses a long text is long."""
    for above in element.iterancestors():
        if above in texts:
            return
        texts[above] = None


def _join_text(element: HtmlElement, texts: Mapping[HtmlElement, str | None], longest: int) -> str | None:
    own = element.text
    if own and _is_long(own, longest):
        return None
    pieces = _clean(own) if own else []
    length = 0
    for child in element if len(element) else ():
        text = texts[child] if child in texts else _read_unseen(child, longest)
        if text is None:
            return None
        if text:
            length += len(text)
            if length > longest:
                return None
            pieces.append(text)
        if tail := child.tail:
            pieces += _clean(tail)
    joined = " ".join(pieces)
    return joined if len(joined) <= longest else None


def _is_long(raw: str, longest: int) -> bool:
    """Whether a text is too long without its white space too: letters are counted far faster than cleaned."""
    return len(raw) > longest and len(raw) - sum(map(raw.count, " \n\r\t")) > longest


def _clean(raw: str) -> list[str]:
    # white space is most of the text between elements
    return [text] if not raw.isspace() and (text := clean_text(raw)) else []


def _read_unseen(element: HtmlElement, longest: int) -> str | None:
    """The text of a part that is passed over as such, and still stands in what encloses it."""
    if not isinstance(element.tag, str) or element.tag in _WORDLESS:
        return ""
    whole = read_all_text(element)
    if not whole or whole.isspace():
        return ""
    if _is_long(whole, longest) and not _hides_words(element):
        return None
    joined = clean_text(" ".join(find_words(element)) if len(element) else whole) or ""
    return joined if len(joined) <= longest else None


def _hides_words(element: HtmlElement) -> bool:
    return next(element.iter(*_WORDLESS), None) is not None


def find_words(element: HtmlElement) -> list[str]:
    """The texts inside an element, without those of scripts, styles and their kin."""
    texts = find_texts(_TEXTS, element)
    if not _hides_words(element):
        return texts
    hidden = iter(find_texts(_HIDDEN_TEXTS, element))
    passed, kept = next(hidden, None), []
    for text in texts:
        # both lists have the order of the page
        if text == passed:
            passed = next(hidden, None)
        else:
            kept.append(text)
    return kept


def read_all_text(element: HtmlElement) -> str:
    """Every character inside an element as it stands, at half the cost of `text_content`."""
    if not len(element):
        return element.text or ""
    return tostring(element, method="text", encoding="unicode", with_tail=False)


def short_text(element: HtmlElement, limit: int = 200) -> str | None:
    """The element's text on one line; None when it is empty, or longer than `limit`."""
    pieces, length = [], 0
    for piece in element.itertext() if len(element) else (element.text or "",):
        length += len(piece)
        if length > 4 * limit:
            return None
        pieces.append(piece)
    text = clean_text(" ".join(pieces))
    return text if text and len(text) <= limit else None


def marks_of(element: HtmlElement) -> str:
    """What its class, id and test attributes call an element, as one lower-case string."""
    return " ".join([value for name, value in element.items() if name in _MARKS]).lower()
