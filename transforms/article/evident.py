"""The text of an evident story's element, by the extractor's own rules. Looks nowhere else on the page.

The extractor copies a page four times and asks each box twice for its links, in case that it must look further.
"""

from collections.abc import Iterator
from copy import copy
from html import unescape

from lxml.etree import strip_tags
from lxml.html import HtmlElement
from trafilatura.htmlprocessing import (
    convert_tags,
    link_density_test,
    link_density_test_tables,
    prune_unwanted_nodes,
    tree_cleaning,
)
from trafilatura.main_extractor import REBUILT_BLOCKS, handle_textelem
from trafilatura.settings import TAG_CATALOG, Extractor
from trafilatura.utils import RE_FILTER, remove_control_characters
from trafilatura.xml import delete_element, xmltotxt
from trafilatura.xpaths import (
    BODY_XPATH,
    OVERALL_DISCARD_XPATH,
    RAW_TREE_PRUNE_XPATH,
    REMOVE_COMMENTS_AND_LISTS_XPATH,
    TEASER_DISCARD_XPATH,
)

from transforms.layout import find_all, read_all_text

_BLOCKS = TAG_CATALOG | {"table"}
_KEPT = {*_BLOCKS, "td", "th", "tr"}
_PLAIN = ("p", "head")
#: Characters of a story's paragraphs with which the extractor asks for no more.
_AMPLE = 1000
#: The share of the page's paragraphs that an evident story has.
_MOST = 0.5
#: The share of the text in a story's element below which the extractor would try again.
_LEAST = 0.2
#: A short box of as many parts with fewer characters is one of links.
_PARTS, _FEW = 3, 100


def find_story(tree: HtmlElement) -> HtmlElement | None:
    """The element that the extractor takes for the story's, where that has ample text and most of the page's.

    The extractor looks beside it only when it finds little in it.
    """
    story = next((element for path in BODY_XPATH for element in find_all(path, tree)), None)
    letters = _count_letters(story) if story is not None else 0
    return story if letters >= max(_AMPLE, _MOST * _count_letters(tree)) else None


def _count_letters(element: HtmlElement) -> int:
    return sum(len(read_all_text(paragraph)) for paragraph in element.iter("p"))


def read_story(story: HtmlElement, options: Extractor) -> list[str]:
    """The raw lines of a story's element, which is not changed; none where most of it seems to be none of the story."""
    try:
        lines = list(_read_lines(_prune(copy(story), options), options))
    except ValueError:
        # lxml sets no text with a character that XML may not hold
        return []
    return lines if sum(map(len, lines)) >= max(_AMPLE, _LEAST * len(read_all_text(story))) else []


def _prune(root: HtmlElement, options: Extractor) -> HtmlElement:
    """The element with the extractor's own tags, without what the extractor takes for none of the story."""
    prune_unwanted_nodes(root, RAW_TREE_PRUNE_XPATH)
    prune_unwanted_nodes(root, REMOVE_COMMENTS_AND_LISTS_XPATH)
    root = convert_tags(tree_cleaning(root, options), options)
    prune_unwanted_nodes(root, OVERALL_DISCARD_XPATH, with_backup=True)
    prune_unwanted_nodes(root, TEASER_DISCARD_XPATH)
    if _drop_links(root):
        _drop_links(root)
    for table in list(filter(link_density_test_tables, root.iter("table"))):
        delete_element(table, keep_tail=False)
    strip_tags(root, "span", "ref")
    return root


def _drop_links(root: HtmlElement) -> bool:
    """Boxes, lists and paragraphs of links out of the tree; whether there were any: then others may be some now."""
    found = False
    for tag in ("div", "list", "p"):
        around = {box for link in root.iter("ref") for box in link.iterancestors(tag)}
        of_links = [box for box in root.iterdescendants(tag) if box in around and _is_of_links(box)] if around else []
        for box in of_links:
            delete_element(box)
        found = found or bool(of_links)
    return found


def _is_of_links(box: HtmlElement) -> bool:
    is_certain, is_short = link_density_test(box)
    if box.tag == "div" and is_short and len(box) >= _PARTS:
        return is_certain or len(" ".join(read_all_text(box).split())) < _FEW
    # of a list no part is dropped, only all of it
    return is_certain and (box.tag != "p" or next(box.iterancestors()).tag not in ("item", "td", "th"))


def _read_lines(root: HtmlElement, options: Extractor) -> Iterator[str]:
    yield from _read_plain(root.text)
    headings: list[str] = []
    for element in list(root.iterdescendants(*_BLOCKS)):
        # headings at the end are those of what was left out
        if element.tag == "head":
            headings += _read_block(element, options)
        elif lines := _read_block(element, options):
            yield from (*headings, *lines)
            headings.clear()


def _read_block(element: HtmlElement, options: Extractor) -> list[str]:
    """The lines of a block and of the text behind it; none where a block around it has been read."""
    tag, tail = element.tag, element.tail
    if len(element) == 0 and tag in _PLAIN:
        return _read_plain(element.text, tail)
    block = handle_textelem(element, _KEPT, options)
    lines = xmltotxt(block, include_formatting=False).split("\n") if block is not None else []
    if tag in REBUILT_BLOCKS and (block is None or block.tail is None):
        lines += _read_plain(tail)
    return lines


def _read_plain(*texts: str | None) -> list[str]:
    """Texts that are not blank; none where the first is the name of a button."""
    trimmed = [line for text in texts if text and (line := " ".join(text.split()))]
    lines = [unescape(remove_control_characters(line)) for line in trimmed]
    return [] if lines and RE_FILTER.match(lines[0]) else lines
