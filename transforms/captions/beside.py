"""Captions that only their place or their image's alt text gives away. Named ones are the business of blocks.py."""

import itertools
from collections.abc import Iterator

from lxml.html import HtmlElement

from transforms.captions.boxes import (
    IMAGE_TAGS,
    MAX_BARE_TEXT,
    MAX_TEXT,
    NO_CAPTION,
    Block,
    find_credits_beside,
    has_other_matter,
    holds_any,
    is_set_apart_credit,
)
from transforms.captions.hints import hints_of, is_credit_element, read_text
from transforms.captions.images import is_photo, is_small
from transforms.captions.split import split_caption
from transforms.text import clean_text

#: Alt texts shorter than this, in characters, may be printed elsewhere by chance.
_MIN_ALT = 8
#: Beginnings, in characters, of alt texts that were cut short.
_MIN_CUT = 30


def find_unnamed(
    images: list[HtmlElement], claimed: set[HtmlElement], used: set[HtmlElement | None]
) -> Iterator[Block]:
    """Images whose words only their place or their alt text gives away."""
    for image in images:
        if image in used or is_small(image):
            continue
        block = _read_by_alt(image, claimed) or _read_bare(image, claimed, used)
        if block:
            claimed.update(*(caption.iter() for caption in block.captions))
            used.add(image)
            yield block


def _read_by_alt(image: HtmlElement, claimed: set[HtmlElement]) -> Block | None:
    """The element shortly after an image that prints the image's own alt text: a caption for certain."""
    alt = clean_text(image.get("alt") or "")
    if not alt or len(alt) < _MIN_ALT:
        return None
    above = image
    for _ in range(5):
        for sibling in itertools.islice(above.itersiblings(), 3):
            for element in itertools.islice(sibling.iter("p", "span", "div", "em", "small"), 12):
                if element not in claimed and _says(element, alt) and not _in_link(element):
                    return Block(image, [element], find_credits_beside(element), "beside-image")
        above = above.getparent()
        if above is None or above.tag in ("article", "main", "body"):
            return None
    return None


def _says(element: HtmlElement, alt: str) -> bool:
    """Whether an element prints an image's alt text, or all of one that was cut short: "Rain in the old ..."."""
    text = element.text
    if not text or text.lstrip()[:1] != alt[0]:
        return False
    if clean_text(text) == alt:
        return read_text(element) == alt
    cut = alt.rstrip(". …")
    if not alt.endswith(("...", "…")) or len(cut) < _MIN_CUT or not text.lstrip().startswith(cut[:_MIN_ALT]):
        return False
    whole = read_text(element) or ""
    return whole.startswith(cut) and len(whole) <= MAX_TEXT


def _in_link(element: HtmlElement) -> bool:
    return any(above.tag in ("a", "h1", "h2", "h3", "h4") for above in element.iterancestors())


def _read_bare(image: HtmlElement, claimed: set[HtmlElement], used: set[HtmlElement | None]) -> Block | None:
    """A photo, or an image with a credit, and the only text in the box around both: small, hardly a link."""
    if "elsewhere" in hints_of(image):
        return None
    box = image.getparent()
    for _ in range(4):
        if box is None or box.tag in ("body", "main", "article", "html", "p", "td", "li", "a", "header"):
            if box is None or box.tag not in ("p", "a"):
                return None
        # what a box holds, all around it hold too: most need not be read
        elif holds_any(box, "figure", *NO_CAPTION) or "elsewhere" in hints_of(box):
            return None
        else:
            text = read_text(box)
            if text:
                block = _judge_box(box, image, text, claimed, used)
                return block if block and (is_photo(image) or split_caption(text).credit is not None) else None
        box = box.getparent()
    return None


def _judge_box(
    box: HtmlElement, image: HtmlElement, text: str, claimed: set[HtmlElement], used: set[HtmlElement | None]
) -> Block | None:
    if not 3 <= len(text) <= MAX_BARE_TEXT:
        return None
    images = {other.get("src") or other.get("data-src") for other in box.iter(*IMAGE_TAGS)}
    if len(images) > 2 or has_other_matter(box):
        return None
    if not claimed.isdisjoint(box.iter()) or any(other in used for other in box.iter(*IMAGE_TAGS)):
        return None
    children = [
        child for child in box if isinstance(child.tag, str) and child is not image and image not in child.iter()
    ]
    worded = [child for child in children if read_text(child)]
    credit_elements = [child for child in worded if is_credit_element(child) or is_set_apart_credit(child, text)]
    captions = [child for child in worded if child not in credit_elements]
    return Block(image, captions, credit_elements, "beside-image") if worded else None
