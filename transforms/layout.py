"""Where on a page an article's head and foot lie: the elements around its headline and after its last paragraph.

Reads the tree and chooses nothing: no dates, no names, no text extraction.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from transforms.structured import Structured, article_nodes, as_text
from transforms.text import clean_text, fold_text

_SKIPPED_TAGS = frozenset(
    (
        "button",
        "figure",
        "form",
        "iframe",
        "nav",
        "noscript",
        "picture",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "video",
    )
)  # fmt: skip


def _forms_of(*names: str) -> frozenset[str]:
    """Each name, without its hyphen too, and their plurals."""
    forms = {form for name in names for form in (name, name.replace("-", ""))}
    return frozenset(forms | {f"{form}s" for form in forms})


#: Parts of a page that are the site's, speak of other stories, or are other people's words.
_SIDE_PARTS = _forms_of(
    "advert", "advertisement", "also-read", "archive-list", "banner", "breadcrumb", "caption", "carousel", "comentario",
    "comment", "comment-list", "commentaire", "cookie", "disqus", "footer", "kommentar", "kommentare", "menu",
    "more-from", "more-news", "more-on", "more-stories", "most-read", "navbar", "navigation", "newsletter",
    "next-article", "next-post", "popular", "post-navigation", "prev", "prev-article", "prev-post", "previous",
    "previous-article", "previous-post", "read-also", "read-more", "read-next", "recommendation", "recommended",
    "related", "respond", "search", "share", "sharing", "side-bar", "slider", "social", "social-share",
    "ticker", "trending", "widget", "widget-area",
)  # fmt: skip
#: Names of which the second half alone would be one of those.
_STORYS_OWN = frozenset(("article-footer", "elementor-widget", "entry-footer", "post-footer"))
#: Parts that speak of other stories only where they lead to them: "teaser__meta" over a headline does not.
_TEASERS = _forms_of("latest", "promo", "teaser")
_TELLING = frozenset(name.partition("-")[0] for name in _SIDE_PARTS | _TEASERS)
_LINKED_HEADLINE = 25  #: characters
_NEVER_SKIPPED = frozenset(("html", "body", "main", "article", "h1"))
_TOLD_BY_TAG = _SKIPPED_TAGS | _NEVER_SKIPPED | {"aside", "footer"}
_WORDLESS = frozenset(("script", "style", "noscript", "template"))
_TEXTS = XPath("descendant::text()", smart_strings=False)
_WORDS = XPath(
    "descendant::text()[not(parent::script or parent::style or ancestor::noscript or ancestor::template)]",
    smart_strings=False,
)
_LONGEST = 400  #: characters of the texts that are kept
_MARKS = ("class", "id", "itemprop", "rel", "data-testid", "data-component", "data-test", "data-qa")
_HEADINGS = ("h1", "h2", "h3")
_BLOCKS = frozenset(["p", "div", "section", "article", "blockquote", "td"])
#: A paragraph of running text is seldom shorter; a standfirst may be as long, hence `_HEAD_AFTER`.
_LONG = 160
_HEAD_BEFORE, _HEAD_AFTER, _HEAD_MOST, _FOOT_MOST = 25, 30, 160, 80


class Line(NamedTuple):
    """An element that bears a short text; there are many."""

    element: HtmlElement
    tag: str
    text: str
    size: int  #: children
    place: int  #: among the elements of its part of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """The parts of a page in which a story's byline and date are printed; each in document order."""

    headline: HtmlElement | None
    visible: tuple[HtmlElement, ...]  #: every element outside of the parts that speak of other stories
    head: tuple[HtmlElement, ...]  #: from shortly before the headline to shortly after the first long paragraph
    foot: tuple[HtmlElement, ...]  #: what follows the last long paragraph, near it
    head_lines: tuple[Line, ...] = ()  #: the elements of `head` that bear a text of a few words
    foot_lines: tuple[Line, ...] = ()
    texts: Mapping[HtmlElement, str | None] = field(default_factory=dict)  #: of these elements; None for long ones

    def text_of(self, element: HtmlElement, limit: int) -> str | None:
        """As `short_text`, from what was read already."""
        text = self.texts[element] if element in self.texts else short_text(element, limit)
        return text if text and len(text) <= limit else None


def find_regions(tree: HtmlElement, structured: Structured) -> Regions:
    """The head and the foot of a page's story; both empty when the page has neither headline nor running text."""
    order = tuple(_visible_elements(tree))
    at = _find_headline(order, structured)
    first = next((i for i in range(0 if at is None else at + 1, len(order)) if _is_long(order[i])), None)
    anchor = at if at is not None else first
    if anchor is None:
        return Regions(headline=None, visible=order, head=(), foot=())
    stop = (first if first is not None else anchor) + _HEAD_AFTER
    head = order[max(0, anchor - _HEAD_BEFORE) : min(stop, anchor + _HEAD_MOST)]
    foot = _foot(order, first)
    texts = _read_texts((*head, *foot))
    return Regions(
        headline=order[at] if at is not None else None,
        visible=order,
        head=head,
        foot=foot,
        head_lines=_make_lines(head, texts),
        foot_lines=_make_lines(foot, texts),
        texts=texts,
    )


def _make_lines(elements: tuple[HtmlElement, ...], texts: Mapping[HtmlElement, str | None]) -> tuple[Line, ...]:
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


def _read_texts(elements: tuple[HtmlElement, ...]) -> dict[HtmlElement, str | None]:
    """The text of each element, None where it is long: from the innermost out, so that none is read twice."""
    texts: dict[HtmlElement, str | None] = {}
    for element in reversed(elements):
        if element in texts:
            continue
        text = texts[element] = _join_text(element, texts)
        if text is None:
            _mark_above(element, texts)
    return texts


def _mark_above(element: HtmlElement, texts: dict[HtmlElement, str | None]) -> None:
    """What encloses a long text is long."""
    for above in element.iterancestors():
        if above in texts:
            return
        texts[above] = None


def _join_text(element: HtmlElement, texts: Mapping[HtmlElement, str | None]) -> str | None:
    pieces, length = [_clean(element.text)], 0
    for child in element:
        text = texts[child] if child in texts else _read_unseen(child)
        if text is None:
            return None
        length += len(text)
        if length > _LONGEST:
            return None
        pieces += (text, _clean(child.tail))
    joined = " ".join(filter(None, pieces))
    return joined if len(joined) <= _LONGEST else None


def _clean(raw: str | None) -> str | None:
    # white space is most of the text between elements
    return clean_text(raw) if raw and not raw.isspace() else None


def _read_unseen(element: HtmlElement) -> str | None:
    """The text of a part that is passed over as such, and still stands in what encloses it."""
    if not isinstance(element.tag, str) or element.tag in _WORDLESS:
        return ""
    if not len(element):
        return _clean(element.text) or ""
    # the way up from each text is long, and seldom worth it
    path = _TEXTS if next(element.iter(*_WORDLESS), None) is None else _WORDS
    joined = clean_text(" ".join(find_texts(path, element))) or ""
    return joined if len(joined) <= _LONGEST else None


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
    return " ".join([value for name in _MARKS if (value := element.get(name))]).lower()


def _visible_elements(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Every element of the page's body outside of the parts that speak of other stories."""
    body = tree.find("body")
    stack = [body if body is not None else tree]
    around = _around_story(tree)
    while stack:
        element = stack.pop()
        if not _is_skipped(element) or element in around:
            yield element
            stack += reversed(element)


def _around_story(tree: HtmlElement) -> set[HtmlElement]:
    """What encloses a headline or the main part of a page is no side part, even if it is called "has-sidebar"."""
    return {
        above
        for element in tree.iter("h1", "main")
        for above in element.iterancestors("div", "section", "article", "header", "main")
    }


def _is_skipped(element: HtmlElement) -> bool:
    tag = element.tag
    if tag in _TOLD_BY_TAG or not isinstance(tag, str):
        if tag in ("aside", "footer"):
            return not _is_of_article(element)
        return tag not in _NEVER_SKIPPED
    name, key = element.get("class"), element.get("id")
    if key:
        name = f"{name} {key}" if name else key
    kind = _side_kind(name) if name else None
    return kind == "side" or (kind == "teaser" and _leads_elsewhere(element))


@lru_cache(maxsize=4096)
def _side_kind(name: str) -> str | None:
    """Which part of a page its class and id call an element: "side", "teaser", or None for the story's."""
    words = name.lower().replace("_", " ")
    # a long list of classes is a theme's state, not a name: "has-sidebar has-comments page-template ..."
    if len(name) >= 120 or _TELLING.isdisjoint(words.replace("-", " ").split()):
        return None
    names = {name for word in words.split() for name in _read_name(word.split("-"))}
    if not _SIDE_PARTS.isdisjoint(names):
        return "side"
    return None if _TEASERS.isdisjoint(names) else "teaser"


def _read_name(parts: list[str]) -> Iterator[str]:
    """The words of "entry-comment-list", and each two neighbours."""
    before = ""
    for part in parts:
        pair = f"{before}-{part}"
        yield pair
        if pair not in _STORYS_OWN:
            yield part
        before = part


def _leads_elsewhere(element: HtmlElement) -> bool:
    links = list(element.iter("a"))
    return len(links) > 3 or any(sum(map(len, link.itertext())) > _LINKED_HEADLINE for link in links)


def _is_of_article(element: HtmlElement) -> bool:
    """An aside or footer inside the article may hold its byline: <article><footer class="entry-meta">."""
    parent = element.getparent()
    return parent is not None and parent.tag in ("article", "header") and len(list(element.iter("a"))) < 8


def _find_headline(order: tuple[HtmlElement, ...], structured: Structured) -> int | None:
    """The heading that says what the page's own title says, else the first h1 of two words or more."""
    told = [headline for node in article_nodes(structured)[:1] if (headline := as_text(node.get("headline")))]
    told += [value for _, value in structured.meta_values("og:title", "twitter:title", "headline")]
    titles = [title for value in dict.fromkeys(told) if len(title := fold_text(value)) > 9]
    headings = [i for i, element in enumerate(order) if element.tag in _HEADINGS]
    # the last crumb of a breadcrumb may be an h1 with the very words of the headline
    headings.sort(key=lambda i: next(order[i].iterancestors("li"), None) is not None)
    lone: int | None = None
    for i in headings:
        text = short_text(order[i], 400)
        key = fold_text(text) if text else ""
        if len(key) > 9 and any(key in title or title in key for title in titles):
            return i
        if lone is None and text and " " in text and order[i].tag == "h1":
            lone = i
    return lone


def _is_long(element: HtmlElement) -> bool:
    """Whether an element itself bears a paragraph of text: its own words, those of inline children included."""
    if element.tag not in _BLOCKS:
        return False
    length = len((element.text or "").strip())
    for child in element:
        if tail := child.tail:
            length += len(tail.strip())
    if length < _LONG // 3:
        return False
    return length >= _LONG or (element.tag == "p" and len(short_text(element, 5000) or "") >= _LONG)


def _foot(order: tuple[HtmlElement, ...], first: int | None) -> tuple[HtmlElement, ...]:
    """The elements after the last paragraph of the run that starts with the first one."""
    if first is None:
        return ()
    container = order[first].getparent()
    after = (i for i in range(len(order) - 1, first, -1) if _is_inside(order[i], container) and _is_long(order[i]))
    last = next(after, first)
    return order[last + 1 : last + 1 + _FOOT_MOST]


def _is_inside(element: HtmlElement, container: HtmlElement | None) -> bool:
    parent = element.getparent()
    return parent is not None and (parent is container or parent.getparent() is container)
