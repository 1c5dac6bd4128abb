"""What surely is no story's text, out of the tree. Spares the extractor work; decides nothing about what is body."""

from collections import Counter

from lxml.etree import XPath, strip_elements
from lxml.html import HtmlElement

#: Elements whose content is never a story's text. The extractor drops them too, after copying them several times.
_WORDLESS = (
    "style", "svg", "template", "noscript", "link", "meta", "head",
    "img", "source", "picture", "video", "audio", "canvas", "object", "embed", "iframe", "map",
    "button", "input", "select", "option", "textarea", "label", "datalist", "dialog",
    "menu", "footer",
)  # fmt: skip
#: Boxes that may stand around a story; headings and paragraphs are never taken for one.
_BOXES = frozenset(
    (
        "div",
        "section",
        "ul",
        "ol",
        "dl",
        "nav",
        "header",
        "table",
        "aside",
        "form",
        "article",
        "main",
        "figure",
        "center",
    )
)
#: Letters that are not linked which a box beside the story must have to be left to the extractor.
_TELLING = 60
#: Letters of paragraphs below which a page has no story to be found by them.
_LEAST = 500
#: The share of them that the box around the story has.
_MOST = 0.5
_STRING = XPath("string()", smart_strings=False)


def drop_furniture(tree: HtmlElement) -> None:
    """Elements without words, and the boxes beside the story that hold nothing but links or next to no text.

    JSON-LD stays, in which the extractor may find an articleBody. The extractor asks every element left for its names
    several times over: this saves a third of its time, and the body of 315 real pages was the same or better for it.
    """
    strip_elements(tree, *_WORDLESS, with_tail=False)
    for script in list(tree.iter("script")):
        if "ld+json" not in (script.get("type") or "").lower():
            script.drop_tree()
    around = tree.find("body")
    sizes = _measure_paragraphs(tree)
    while around is not None and (story := _find_story(around, sizes)) is not None:
        for box in list(around):
            if box is not story and box.tag in _BOXES and box not in sizes and _is_empty(box):
                box.drop_tree()
        around = story


def _measure_paragraphs(tree: HtmlElement) -> Counter[HtmlElement]:
    """Letters of telling paragraphs in each element; none where the page has too few."""
    sizes: Counter[HtmlElement] = Counter()
    for paragraph in tree.iter("p"):
        size = len(str(_STRING(paragraph)))
        if size >= _TELLING:
            sizes.update(dict.fromkeys(paragraph.iterancestors(), size))
    return sizes if sizes[tree] >= _LEAST else Counter()


def _find_story(around: HtmlElement, sizes: Counter[HtmlElement]) -> HtmlElement | None:
    """The child with most of the page's paragraphs, as long as there is one."""
    story = max(around, key=sizes.__getitem__, default=None)
    total = sizes[around.getroottree().getroot()]
    return story if story is not None and sizes[story] > _MOST * total else None


def _is_empty(box: HtmlElement) -> bool:
    """Whether a box without a headline has next to nothing but links."""
    letters = _count_letters(box)
    if letters >= _TELLING:
        letters -= sum(map(_count_letters, box.iter("a")))
    return letters < _TELLING and box.find(".//h1") is None


def _count_letters(element: HtmlElement) -> int:
    return len("".join(str(_STRING(element)).split()))
