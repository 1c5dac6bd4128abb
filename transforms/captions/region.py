"""Which part of a page belongs to its story, told by where its headline and paragraphs stand. Knows no publisher."""

from dataclasses import dataclass

from lxml.etree import XPath
from lxml.html import HtmlElement

from transforms.captions.hints import hints_of
from transforms.layout import find_all, read_all_text

#: Paragraphs shorter than this, in characters, may be anything.
_LONG = 80
_LONG_PARAGRAPHS = XPath(f"descendant-or-self::p[string-length() >= {_LONG}]")
_FOREIGN_TAGS = frozenset(("nav", "footer", "aside", "form"))
_IMAGE_ENDS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


@dataclass(frozen=True, slots=True)
class Region:
    """The story's own part of a page."""

    spine: frozenset[HtmlElement]  #: the text's element, the headline, and all above either
    root: HtmlElement | None  #: the lowest element that holds headline and text
    text: HtmlElement | None  #: the element whose paragraphs make most of the text

    def holds(self, element: HtmlElement) -> bool:
        """Whether an element belongs to the story: no other part of the page lies between it and the story's spine."""
        if self.text is None:
            return True
        for above in element.iterancestors():
            if above in self.spine:
                return True
            if above.tag in _FOREIGN_TAGS or _is_link_away(above) or _is_other_story(above):
                return False
            hints = hints_of(above)
            if "elsewhere" in hints and "image" not in hints and "caption" not in hints:
                return False
        return True


def find_region(tree: HtmlElement) -> Region:
    """The element with the most paragraph text, the headline's, and the lowest one that holds both."""
    weights: dict[HtmlElement, int] = {}
    for paragraph in find_all(_LONG_PARAGRAPHS, tree):
        length = len(read_all_text(paragraph).strip())
        above = paragraph.getparent()
        if length >= _LONG and above is not None:
            weights[above] = weights.get(above, 0) + length
            if (higher := above.getparent()) is not None:
                weights[higher] = weights.get(higher, 0) + length // 2
    text = max(weights, key=lambda element: weights[element]) if weights else None
    spine = {text, *text.iterancestors()} if text is not None else set()
    root = text
    for headline in tree.iter("h1"):
        above = [headline, *headline.iterancestors()]
        root = next((element for element in above if element in spine), root)
        spine.update(above)
        break
    return Region(frozenset(spine), root, text)


def _is_link_away(element: HtmlElement) -> bool:
    href = element.get("href") if element.tag == "a" else None
    if not href or href.startswith(("#", "javascript:")):
        return False
    return not href.split("?")[0].lower().endswith(_IMAGE_ENDS)


def _is_other_story(element: HtmlElement) -> bool:
    """An <article> or list item with a linked heading announces another story."""
    if element.tag not in ("article", "li", "section"):
        return False
    headings = [heading for level in "234" for heading in element.iter(f"h{level}")]
    return any(heading.find(".//a") is not None or _in_link(heading, element) for heading in headings[:3])


def _in_link(heading: HtmlElement, top: HtmlElement) -> bool:
    for above in heading.iterancestors():
        if above is top:
            return False
        if above.tag == "a":
            return True
    return False
