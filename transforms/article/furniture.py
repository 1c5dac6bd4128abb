"""What surely is no story's text, out of the tree. Spares the extractor work; decides nothing about what is body."""

from collections import Counter

from lxml.etree import strip_elements
from lxml.html import HtmlElement

from transforms.article.labels import squeeze
from transforms.layout import read_all_text

#: Parts of a page that the extractor takes for no story's.
_FEET = ("menu", "footer")
_ASIDE = ("nav", "aside")
#: Elements whose content is never a story's text. The extractor drops them too, after copying them several times.
_WORDLESS = (
    "style", "svg", "template", "noscript", "link", "meta", "head",
    "img", "source", "picture", "video", "audio", "canvas", "object", "embed", "iframe", "map",
    "button", "input", "select", "option", "textarea", "label", "datalist", "dialog",
    *_FEET,
)  # fmt: skip
#: The tag of those that are told one by one; dropping each by itself would copy the text behind it again and again.
_MARK = "template"
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
#: The share of its letters that is linked in a box of links.
_LINKED = 0.8
#: Letters of paragraphs below which a page has no story to be found by them.
_LEAST = 500
#: The share of them that the box around the story has.
_MOST = 0.5


def drop_furniture(tree: HtmlElement) -> list[HtmlElement]:
    """Elements without words, and the boxes beside the story that hold nothing but links or next to no text; returns
    those, the menus and the footers.

    JSON-LD stays, in which the extractor may find an articleBody. The extractor asks every element left for its names
    several times over: this saves half of its time, and bodies of 315 real pages scored the same or better.
    """
    # once: to walk a tree costs more than what is done on the way
    found = list(tree.iter("script", *_FEET))
    dropped = [element for element in found if element.tag != "script"]
    for element in found:
        if element.tag == "script" and "ld+json" not in (element.get("type") or "").lower():
            element.tag = _MARK
    strip_elements(tree, *_WORDLESS, with_tail=False)
    sizes = _measure_paragraphs(tree)
    if sizes:
        dropped += tree.iter(*_ASIDE)
        strip_elements(tree, *_ASIDE, with_tail=False)
    around = tree.find("body")
    while around is not None and (story := _find_story(around, sizes)) is not None:
        for box in list(around):
            if box is not story and box.tag in _BOXES and box not in sizes and _is_empty(box):
                dropped.append(box)
                box.tag = _MARK
        around = story
    strip_elements(tree, _MARK, with_tail=False)
    _drop_empty_boxes(tree)
    return dropped


def _drop_empty_boxes(tree: HtmlElement) -> None:
    """Boxes in which nothing stands, from the innermost out: places for advertising, for pictures that were dropped."""
    for box in reversed(list(tree.iter("div", "section", "li"))):
        if len(box) or not _is_blank(box.text) or not _is_blank(box.tail):
            continue
        parent, before = box.getparent(), box.getprevious()
        # where text runs up to a box, it may be all that sets it apart from what follows
        if parent is not None and _is_blank(parent.text if before is None else before.tail):
            parent.remove(box)


def _is_blank(text: str | None) -> bool:
    return text is None or text.isspace()


def _measure_paragraphs(tree: HtmlElement) -> Counter[HtmlElement]:
    """Letters of telling paragraphs in each element; none where the page has too few, or more of them in asides."""
    beside: Counter[HtmlElement | None] = Counter()
    for paragraph in tree.iter("p"):
        size = len(read_all_text(paragraph))
        if size >= _TELLING:
            beside[paragraph.getparent()] += size
    sizes: Counter[HtmlElement] = Counter()
    in_asides = 0
    for parent, size in beside.items():
        above = () if parent is None else (parent, *parent.iterancestors())
        if any(element.tag in _ASIDE for element in above):
            in_asides += size
            continue
        for element in above:
            sizes[element] += size
    return sizes if sizes[tree] >= max(_LEAST, in_asides) else Counter()


def _find_story(around: HtmlElement, sizes: Counter[HtmlElement]) -> HtmlElement | None:
    """The child with most of the page's paragraphs, as long as there is one."""
    story = max((child for child in around if child in sizes), key=sizes.__getitem__, default=None)
    total = sizes[around.getroottree().getroot()]
    return story if story is not None and sizes[story] > _MOST * total else None


def _is_empty(box: HtmlElement) -> bool:
    """Whether a box without a headline has next to nothing but links."""
    size = len(_squeeze(box))
    if size >= _TELLING:
        linked = sum(len(_squeeze(link)) for link in box.iter("a"))
        if size - linked >= _TELLING and linked <= _LINKED * size:
            return False
    return next(box.iter("h1"), None) is None


def _squeeze(element: HtmlElement) -> str:
    return squeeze(read_all_text(element))
