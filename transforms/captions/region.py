"""Which part of a page belongs to its story, told by where its headline and paragraphs stand. Knows no publisher."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from transforms.captions.hints import hints_of
from transforms.layout import read_all_text

#: Paragraphs shorter than this, in characters, may be anything.
_LONG = 80
_FOREIGN_TAGS = frozenset(("nav", "footer", "aside", "form"))
_IMAGE_ENDS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")


@dataclass(frozen=True, slots=True)
class Region:
    """The story's own part of a page."""

    spine: frozenset[HtmlElement]  #: the text's element, the headline, and all above either
    root: HtmlElement  #: the lowest element that holds headline and text; the page's where there is no text
    text: HtmlElement | None  #: the element whose paragraphs make most of the text
    paragraphs: Mapping[HtmlElement, str] = field(default_factory=dict)  #: the page's <p> with all that stands in them

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


def find_region(tree: HtmlElement, headings: Sequence[HtmlElement], paragraphs: Iterable[HtmlElement]) -> Region:
    """The element with the most paragraph text, the headline's, and the lowest one that holds both.

    `headings` and `paragraphs`: the <h1> and <p> of the tree in page order.
    """
    texts = {paragraph: read_all_text(paragraph) for paragraph in paragraphs}
    text = _find_text(texts)
    if text is None:
        return Region(frozenset(), tree, None, texts)
    spine = {text, *text.iterancestors()}
    root = text
    for headline in headings[:1]:
        above = [headline, *headline.iterancestors()]
        root = next(element for element in above if element in spine)
        spine.update(above)
    return Region(frozenset(spine), root, text, texts)


def _find_text(paragraphs: Mapping[HtmlElement, str]) -> HtmlElement | None:
    """The element with the most text in paragraphs of its own; those of its children count half."""
    weights: dict[HtmlElement, int] = {}
    for paragraph, text in paragraphs.items():
        length = len(text.strip())
        if length >= _LONG and (above := paragraph.getparent()) is not None:
            weights[above] = weights.get(above, 0) + length
            if (higher := above.getparent()) is not None:
                weights[higher] = weights.get(higher, 0) + length // 2
    return max(weights, key=lambda element: weights[element]) if weights else None


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
