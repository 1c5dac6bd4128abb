"""Which parts of a page are its story's, by their tags and by what their classes and ids call them. Reads no text."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml.etree import Comment, Entity, ProcessingInstruction
from lxml.html import HtmlElement

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
#: Some systems put a whole page into a form.
_BOXES = ("div", "section", "article", "header", "main", "form")
_NEVER_SKIPPED = frozenset(("html", "body", "main", "article", "h1"))
_TOLD_BY_TAG = (
    dict.fromkeys((*_SKIPPED_TAGS, Comment, Entity, ProcessingInstruction), "side")
    | dict.fromkeys(_NEVER_SKIPPED, "story")
    | dict.fromkeys(("aside", "footer"), "aside")
)


def visible_elements(tree: HtmlElement, landmarks: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """Every element of the page's body outside of the parts that speak of other stories; what encloses one of the
    `landmarks` is no such part, even if it is called "has-sidebar"."""
    body = tree.find("body")
    around = {above for element in landmarks for above in element.iterancestors(*_BOXES)}
    waiting = [body if body is not None else tree]
    while waiting:
        element = waiting.pop()
        if not _is_skipped(element) or element in around:
            yield element
            if len(element):
                waiting += reversed(element[:])


def _is_skipped(element: HtmlElement) -> bool:
    told = _TOLD_BY_TAG.get(element.tag)
    if told is not None:
        return told == "side" or (told == "aside" and not _is_of_article(element))
    name, key = element.get("class"), element.get("id")
    if key:
        name = f"{name} {key}" if name else key
    kind = _side_kind(name) if name else None
    return kind is not None and (kind == "side" or _leads_elsewhere(element))


@lru_cache(maxsize=16384)
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
