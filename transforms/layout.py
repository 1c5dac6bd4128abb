"""Where on a page an article's head and foot lie: the elements around its headline and after its last paragraph.

Reads the tree and chooses nothing: no dates, no names, no text extraction.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

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
#: Parts of a page that are the site's, speak of other stories, or are other people's words.
_SIDE_PART = re.compile(
    r"""(?:^|[\s_-])(?:
        comments?|commentlist|comment-list|respond|disqus|kommentare?|comentarios|commentaires?
      | sidebar|side-bar|widget-area|(?<!elementor-)widget|(?<!post-)(?<!entry-)(?<!article-)footer
      | navigation|navbar|menu|breadcrumbs?|cookie|newsletter|post-navigation
      | advert|advertisement|banner|search|ticker|carousel|slider|shar(?:e|ing)|social(?:-?share)?
      | caption | archive-list
      | related|recommend(?:ed|ation)s?|most-?read|popular|trending|more-?(?:from|stories|news|on)
      | read-?(?:more|next|also)|also-?read|next-?(?:article|post)|prev(?:ious)?-?(?:article|post)?
    )s?(?:$|[\s_-])""",
    re.VERBOSE | re.IGNORECASE,
)
#: Parts that speak of other stories only where they lead to them: "teaser__meta" over a headline does not.
_TEASER = re.compile(r"(?:^|[\s_-])(?:teasers?|latest|promo)s?(?:$|[\s_-])", re.IGNORECASE)
_LINKED_HEADLINE = 25  #: characters
_NEVER_SKIPPED = frozenset(("html", "body", "main", "article", "h1"))
_WORDLESS = frozenset(("script", "style", "noscript", "template"))
_LONGEST = 400  #: characters of the texts that are kept
_HEADINGS = ("h1", "h2", "h3")
_BLOCKS = frozenset(["p", "div", "section", "article", "blockquote", "td"])
#: A paragraph of running text is seldom shorter; a standfirst may be as long, hence `_HEAD_AFTER`.
_LONG = 160
_HEAD_BEFORE, _HEAD_AFTER, _HEAD_MOST, _FOOT_MOST = 25, 30, 160, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """The parts of a page in which a story's byline and date are printed; each in document order."""

    headline: HtmlElement | None
    head: tuple[HtmlElement, ...]  #: from shortly before the headline to shortly after the first long paragraph
    foot: tuple[HtmlElement, ...]  #: what follows the last long paragraph, near it
    texts: Mapping[HtmlElement, str | None] = field(default_factory=dict)  #: of these elements; None for long ones

    def text_of(self, element: HtmlElement, limit: int) -> str | None:
        """As `short_text`, from what was read already."""
        text = self.texts[element] if element in self.texts else short_text(element, limit)
        return text if text and len(text) <= limit else None


def find_regions(tree: HtmlElement, structured: Structured) -> Regions:
    """The head and the foot of a page's story; both empty when the page has neither headline nor running text."""
    order = tuple(visible_elements(tree))
    at = _find_headline(order, structured)
    long = [i for i, element in enumerate(order) if _is_long(element)]
    first = next((i for i in long if at is None or i > at), None)
    anchor = at if at is not None else first
    if anchor is None:
        return Regions(headline=None, head=(), foot=())
    stop = (first if first is not None else anchor) + _HEAD_AFTER
    head = order[max(0, anchor - _HEAD_BEFORE) : min(stop, anchor + _HEAD_MOST)]
    foot = _foot(order, long, first)
    headline = order[at] if at is not None else None
    return Regions(headline=headline, head=head, foot=foot, texts=_read_texts((*head, *foot)))


def find_all(path: XPath, tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that a compiled path finds: far quicker than `iterfind`, which asks each element in Python."""
    found = path(tree)
    for element in found if isinstance(found, list) else ():
        if isinstance(element, HtmlElement):
            yield element


def _read_texts(elements: tuple[HtmlElement, ...]) -> dict[HtmlElement, str | None]:
    """The text of each element, None where it is long: from the innermost out, so that none is read twice."""
    texts: dict[HtmlElement, str | None] = {}
    for element in reversed(elements):
        if element not in texts:
            texts[element] = _join_text(element, texts)
    return texts


def _join_text(element: HtmlElement, texts: Mapping[HtmlElement, str | None]) -> str | None:
    pieces, length = [element.text or ""], len(element.text or "")
    for child in element:
        text: str | None = ""
        if child in texts:
            text = texts[child]
        elif isinstance(child.tag, str) and child.tag not in _WORDLESS:
            text = _join_text(child, texts)
        length += len(text or "") + len(child.tail or "")
        # white space is most of the text between elements
        if text is None or length > 4 * _LONGEST:
            return None
        pieces += (text, child.tail or "")
    joined = clean_text(" ".join(pieces)) or ""
    return joined if len(joined) <= _LONGEST else None


def short_text(element: HtmlElement, limit: int = 200) -> str | None:
    """The element's text on one line; None when it is empty, or longer than `limit`."""
    pieces, length = [], 0
    for piece in element.itertext():
        length += len(piece)
        if length > 4 * limit:
            return None
        pieces.append(piece)
    text = clean_text(" ".join(pieces))
    return text if text and len(text) <= limit else None


def marks_of(element: HtmlElement) -> str:
    """What its class, id and test attributes call an element, as one lower-case string."""
    names = ("class", "id", "itemprop", "rel", "data-testid", "data-component", "data-test", "data-qa")
    return " ".join(element.get(name) or "" for name in names).lower()


def visible_elements(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Every element of the page's body outside of the parts that speak of other stories."""
    body = tree.find("body")
    stack = [body if body is not None else tree]
    around = _around_story(tree)
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or (_is_skipped(element) and element not in around):
            continue
        yield element
        stack.extend(reversed(element))


def _around_story(tree: HtmlElement) -> set[HtmlElement]:
    """What encloses a headline or the main part of a page is no side part, even if it is called "has-sidebar"."""
    return {
        above
        for element in tree.iter("h1", "main")
        for above in element.iterancestors("div", "section", "article", "header", "main")
    }


def _is_skipped(element: HtmlElement) -> bool:
    if element.tag in _SKIPPED_TAGS or element.tag in ("aside", "footer"):
        return element.tag not in ("aside", "footer") or not _is_of_article(element)
    if element.tag in _NEVER_SKIPPED:
        return False
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    # a long list of classes is a theme's state, not a name: "has-sidebar has-comments page-template ..."
    if not 1 < len(name) < 120:
        return False
    return _is_side_name(name) or (_is_teaser_name(name) and _leads_elsewhere(element))


@lru_cache(maxsize=4096)
def _is_side_name(name: str) -> bool:
    return _SIDE_PART.search(name) is not None


@lru_cache(maxsize=4096)
def _is_teaser_name(name: str) -> bool:
    return _TEASER.search(name) is not None


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
    titles = [fold_text(value) for value in told]
    headings = [(i, short_text(order[i], 400)) for i, element in enumerate(order) if element.tag in _HEADINGS]
    # the last crumb of a breadcrumb may be an h1 with the very words of the headline
    headings.sort(key=lambda heading: next(order[heading[0]].iterancestors("li"), None) is not None)
    for i, text in headings:
        key = fold_text(text) if text else ""
        if len(key) > 9 and any(key in title or title in key for title in titles if len(title) > 9):
            return i
    return next((i for i, text in headings if order[i].tag == "h1" and text and " " in text), None)


def _is_long(element: HtmlElement) -> bool:
    """Whether an element itself bears a paragraph of text: its own words, those of inline children included."""
    if element.tag not in _BLOCKS:
        return False
    length = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
    if length < _LONG // 3:
        return False
    return length >= _LONG or (element.tag == "p" and len(short_text(element, 5000) or "") >= _LONG)


def _foot(order: tuple[HtmlElement, ...], long: list[int], first: int | None) -> tuple[HtmlElement, ...]:
    """The elements after the last paragraph of the run that starts with the first one."""
    if first is None:
        return ()
    container = order[first].getparent()
    last = max((i for i in long if i >= first and _is_inside(order[i], container)), default=first)
    return order[last + 1 : last + 1 + _FOOT_MOST]


def _is_inside(element: HtmlElement, container: HtmlElement | None) -> bool:
    parent = element.getparent()
    return parent is not None and (parent is container or parent.getparent() is container)
