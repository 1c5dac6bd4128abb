"""Where a page's story begins and ends: the elements around its headline and after its last paragraph."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from transforms.layout.parts import visible_elements
from transforms.layout.texts import Line, make_lines, read_texts, short_text
from transforms.structured import Structured, article_nodes, as_text
from transforms.text import fold_text

_HEADINGS = ("h1", "h2", "h3")
#: Attributes that say what an element's text is.
_TELLING = frozenset(["itemprop", "property", "rel"])
_BLOCKS = frozenset(["p", "div", "section", "article", "blockquote", "td"])
#: A paragraph of running text is seldom shorter; a standfirst may be as long, hence `_HEAD_AFTER`.
_LONG = 160
#: Characters of the texts that are kept: of lines that may hold a date or a name, of credits at the foot.
_LONGEST_IN_HEAD, _LONGEST_IN_FOOT = 160, 400
_HEAD_BEFORE, _HEAD_AFTER, _HEAD_MOST, _FOOT_MOST = 25, 30, 160, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """The parts of a page in which a story's byline and date are printed; each in document order."""

    headline: HtmlElement | None
    h1s: tuple[HtmlElement, ...]  #: of the whole page
    visible: tuple[HtmlElement, ...]  #: every element outside of the parts that speak of other stories
    head: tuple[HtmlElement, ...]  #: from shortly before the headline to shortly after the first long paragraph
    foot: tuple[HtmlElement, ...]  #: what follows the last long paragraph, near it
    head_lines: tuple[Line, ...] = ()  #: the elements of `head` that bear a text of a few words
    foot_lines: tuple[Line, ...] = ()
    marked: frozenset[HtmlElement] = frozenset()  #: the visible ones that say what they are: itemprop, property, rel
    texts: Mapping[HtmlElement, str | None] = field(default_factory=dict)  #: of these elements; None for long ones

    def text_of(self, element: HtmlElement, limit: int) -> str | None:
        """As `short_text`, from what was read already."""
        text = self.texts[element] if element in self.texts else short_text(element, limit)
        return text if text and len(text) <= limit else None


def find_regions(tree: HtmlElement, structured: Structured) -> Regions:
    """The head and the foot of a page's story; both empty when the page has neither headline nor running text."""
    landmarks = tuple(tree.iter("h1", "main"))
    h1s = tuple(element for element in landmarks if element.tag == "h1")
    order = _find_visible(tree, landmarks)
    places = {element: place for place, element in enumerate(order)}
    headline = _find_headline(tree, places, structured)
    at = places[headline] if headline is not None else None
    first = next((i for i in range(0 if at is None else at + 1, len(order)) if _is_long(order[i])), None)
    anchor = at if at is not None else first
    marked = frozenset(element for element in order if not _TELLING.isdisjoint(element.keys()))
    if anchor is None:
        return Regions(headline=None, h1s=h1s, visible=order, head=(), foot=(), marked=marked)
    stop = (first if first is not None else anchor) + _HEAD_AFTER
    head = order[max(0, anchor - _HEAD_BEFORE) : min(stop, anchor + _HEAD_MOST)]
    foot = _foot(order, places, first)
    texts = {**read_texts(head, _LONGEST_IN_HEAD), **read_texts(foot, _LONGEST_IN_FOOT)}
    return Regions(
        headline=headline,
        h1s=h1s,
        visible=order,
        head=head,
        foot=foot,
        head_lines=make_lines(head, texts),
        foot_lines=make_lines(foot, texts),
        marked=marked,
        texts=texts,
    )


def _find_visible(tree: HtmlElement, landmarks: tuple[HtmlElement, ...]) -> tuple[HtmlElement, ...]:
    """As `visible_elements`; where they hold no running text, with what encloses most of it: <div class="widget">."""
    order = tuple(visible_elements(tree, landmarks))
    if any(map(_is_long, order)):
        return order
    beside: dict[HtmlElement | None, list[HtmlElement]] = {}
    for element in filter(_is_long, tree.iter(*_BLOCKS)):
        beside.setdefault(element.getparent(), []).append(element)
    story = max(beside.values(), key=len, default=[])
    return tuple(visible_elements(tree, (*landmarks, *story[:1]))) if story else order


def _find_headline(tree: HtmlElement, visible: Mapping[HtmlElement, int], structured: Structured) -> HtmlElement | None:
    """The heading that says what the page's own title says, else the first h1 of two words or more."""
    told = [headline for node in article_nodes(structured)[:1] if (headline := as_text(node.get("headline")))]
    told += [value for _, value in structured.meta_values("og:title", "twitter:title", "headline")]
    titles = [title for value in dict.fromkeys(told) if len(title := fold_text(value)) > 9]
    headings = (element for element in tree.iter(*_HEADINGS) if element in visible)
    lone: HtmlElement | None = None
    for heading in _crumbs_last(headings):
        text = short_text(heading, 400)
        key = fold_text(text) if text else ""
        if len(key) > 9 and any(key in title or title in key for title in titles):
            return heading
        if lone is None and text and " " in text and heading.tag == "h1":
            lone = heading
    return lone


def _crumbs_last(headings: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """The last crumb of a breadcrumb may be an h1 with the very words of the headline."""
    crumbs = []
    for heading in headings:
        if next(heading.iterancestors("li"), None) is None:
            yield heading
        else:
            crumbs.append(heading)
    yield from crumbs


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


def _foot(
    order: tuple[HtmlElement, ...], places: Mapping[HtmlElement, int], first: int | None
) -> tuple[HtmlElement, ...]:
    """The elements after the last paragraph of the run that starts with the first one."""
    if first is None:
        return ()
    last = next((places[element] for element in _from_end(order[first]) if element in places and _is_long(element)), 0)
    return order[max(first, last) + 1 :][:_FOOT_MOST]


def _from_end(first: HtmlElement) -> Iterator[HtmlElement]:
    """What stands beside an element or a level deeper, from the last on."""
    around = first.getparent()
    for child in around.iterchildren(reversed=True) if around is not None else ():
        yield from child.iterchildren(reversed=True)
        yield child
