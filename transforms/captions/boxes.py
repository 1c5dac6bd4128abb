"""A picture's place on a page and what tells that a box holds more than a picture. Chooses no pictures."""

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from transforms.captions.hints import hints_of, is_credit_element, read_text

IMAGE_TAGS = ("img", "amp-img")
#: Longer text, in characters, is no caption but an article.
MAX_TEXT = 1500
#: A longer element inside a caption, in characters, is no credit, whatever its name says.
MAX_CREDIT = 160
#: Text that only its place beside an image makes a caption is shorter.
MAX_BARE_TEXT = 400
_NO_CAPTION = ("h1", "h2", "h3", "h4", "blockquote", "table", "pre", "ul", "ol", "form", "input", "time", "article")


@dataclass(slots=True)
class Block:
    """A picture's place on the page: its image and the elements of its words."""

    image: HtmlElement | None
    captions: list[HtmlElement] = field(default_factory=list)
    credits: list[HtmlElement] = field(default_factory=list)
    source: str = "figure"


def has_other_matter(element: HtmlElement) -> bool:
    """Whether an element holds what captions do not: headings, lists, forms, or mostly links."""
    if any(element.find(f".//{tag}") is not None for tag in _NO_CAPTION):
        return True
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return linked > 0 and linked * 2 > len(element.text_content().strip())


def find_credits_beside(element: HtmlElement) -> list[HtmlElement]:
    """The neighbours of a caption that are named credits."""
    found = []
    for sibling in (element.getprevious(), element.getnext()):
        if sibling is None or not isinstance(sibling.tag, str) or sibling.tag in ("article", "section"):
            continue
        if is_credit_element(sibling) and "caption" not in hints_of(sibling) and sibling.find(".//img") is None:
            found += [sibling] if 0 < len(read_text(sibling) or "") <= MAX_CREDIT else []
    return found
