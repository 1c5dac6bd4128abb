"""A picture's place on a page and what tells that a box holds more than a picture. Chooses no pictures."""

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from transforms.captions.hints import hints_of, is_credit_element, read_text
from transforms.captions.split import is_credit_text
from transforms.layout import read_all_text

IMAGE_TAGS = ("img", "amp-img")
#: Longer text, in characters, is no caption but an article.
MAX_TEXT = 1500
#: A longer element inside a caption, in characters, is no credit, whatever its name says.
MAX_CREDIT = 160
#: Text that only its place beside an image makes a caption is shorter.
MAX_BARE_TEXT = 400
#: What no caption holds.
NO_CAPTION = ("h1", "h2", "h3", "h4", "blockquote", "table", "pre", "ul", "ol", "form", "input", "time", "article")


@dataclass(slots=True)
class Block:
    """A picture's place on the page: its image and the elements of its words."""

    image: HtmlElement | None
    captions: list[HtmlElement] = field(default_factory=list)
    credits: list[HtmlElement] = field(default_factory=list)
    source: str = "figure"


def holds_any(element: HtmlElement, *tags: str) -> bool:
    """Whether any element with one of these tags stands inside an element."""
    return any(inner is not element for inner in element.iter(*tags))


def has_other_matter(element: HtmlElement) -> bool:
    """Whether an element holds what captions do not: headings, lists, forms, or mostly links."""
    if holds_any(element, *NO_CAPTION):
        return True
    linked = sum(len(read_all_text(link)) for link in element.iter("a"))
    return linked > 0 and linked * 2 > len(read_all_text(element).strip())


def is_teaser(caption: HtmlElement) -> bool:
    """Whether a caption is the linked headline of another story."""
    headings = caption.iter("h1", "h2", "h3", "h4", "h5", "h6")
    return any(holds_any(h, "a") or next(h.iterancestors("a"), None) is not None for h in headings)


def find_credits_beside(element: HtmlElement) -> list[HtmlElement]:
    """The neighbours of a caption that are credits, by their names or by their words."""
    found = []
    for sibling in (element.getprevious(), element.getnext()):
        if sibling is None or not isinstance(sibling.tag, str) or sibling.tag in ("article", "section"):
            continue
        text = read_text(sibling) if not holds_any(sibling, "img") else None
        if text and len(text) <= MAX_CREDIT and "caption" not in hints_of(sibling):
            found += [sibling] if is_credit_element(sibling) or is_credit_text(text) else []
    return found


def is_set_apart_credit(element: HtmlElement, whole: str | None) -> bool:
    """Whether an element at an edge of a box, with no text running into it, is a credit by its words.

    `whole`: the text of the box.
    """
    if (element.tail or "").strip() or not whole:
        return False
    text = read_text(element)
    if not text or len(text) > MAX_CREDIT or whole == text or not (whole.endswith(text) or whole.startswith(text)):
        return False
    before = element.getprevious()
    running = (before.tail if before is not None else element.getparent().text) or ""
    if running.strip() and element.tag not in ("div", "p") and not running.rstrip().endswith((".", "!", "?", "|", "/")):
        return False  # "... she told <em>AFP</em>"
    return is_credit_text(text)
