"""Captions printed as paragraphs of their own: no box and no name tells them, only the credit that signs them."""

import re
from collections.abc import Iterator
from functools import cache

from lxml.html import HtmlElement

from transforms.captions.boxes import IMAGE_TAGS, MAX_TEXT, Block, has_other_matter
from transforms.captions.credits import parse_credit
from transforms.captions.hints import read_text
from transforms.captions.images import is_small
from transforms.captions.labels import may_hold_label
from transforms.captions.region import Region
from transforms.captions.split import split_caption
from transforms.captions.words import one_of
from transforms.layout import read_all_text
from transforms.lexicons import read_lexicon

#: What `Picture.source` says of them.
SIGNED = "signed-paragraph"
_BLOCKS = ("p", "div", "section", "article", "ul", "ol", "table", "figure", "blockquote")
_CREDIT_SIGN = re.compile(r"[:：©/]|\bby\b", re.IGNORECASE)
#: A credit that signs a caption begins within this many characters of its end.
_TAIL = 300


def find_signed(region: Region, claimed: set[HtmlElement], used: set[HtmlElement | None]) -> Iterator[Block]:
    """Paragraphs that end in a picture's credit, each with the image right before it, if one is there."""
    for element in _innermost_blocks(region.root):
        if element in claimed:
            continue
        known = region.paragraphs.get(element)
        whole = read_all_text(element) if known is None else known
        # most paragraphs are told by a look at their last words
        text = read_text(element) if may_hold_label(whole[-_TAIL:]) else None
        if text and is_signed_caption(text) and not has_other_matter(element):
            image = _image_before(element, used)
            used.add(image)
            claimed.update(element.iter())
            yield Block(image, [element], source=SIGNED)


def _innermost_blocks(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The <p> and <div> of a tree that no other block stands right in."""
    blocks = list(tree.iter(*_BLOCKS))
    around = {block.getparent() for block in blocks}
    return (block for block in blocks if block.tag in ("p", "div") and block not in around)


def is_signed_caption(text: str) -> bool:
    """Whether a paragraph says by itself that it is a picture's caption: it ends in a credit that only pictures have.

    A story's own sign-off is none, nor is the source of a text.

    >>> is_signed_caption("Rain in Lyon on May 3. (Photo by Jane ROE / AFP)")
    True
    >>> is_signed_caption("Rain fell in Lyon, she told AFP. (AFP)"), is_signed_caption("It rained. (Source: AFP)")
    (False, False)
    """
    if len(text) > MAX_TEXT or not may_hold_label(text[-_TAIL:]):
        return False
    line = split_caption(text).credit
    # a sentence may speak of a photo: the label must be the credit's own, and somebody be named behind it
    label = _picture_label().search(line) if line else None
    if not line or not label or not _CREDIT_SIGN.search(line, label.end() - 1):
        return False
    credit = parse_credit(line)
    return bool(credit and (credit.creators or credit.agencies or credit.is_handout))


def _image_before(element: HtmlElement, used: set[HtmlElement | None]) -> HtmlElement | None:
    """The image that the element before this one is, or holds, with no text beside it."""
    before = element.getprevious()
    if before is None or not isinstance(before.tag, str) or (before.tag not in IMAGE_TAGS and read_text(before)):
        return None
    images = (image for image in before.iter(*IMAGE_TAGS) if image not in used and not is_small(image))
    return next(images, None)


@cache
def _picture_label() -> re.Pattern[str]:
    """A label that only pictures have, with what sets it off: "Photo by", "AP Photo/", "Foto:"."""
    return re.compile(rf"(?<![^\W_])(?:{one_of(_labels())})(?:\s*[:：©/]|\s+by\b)", re.IGNORECASE)


@cache
def _labels() -> frozenset[str]:
    rows = (row for row in read_lexicon("credit_labels") if row["kind"] in ("label", "file"))
    return frozenset(row["label"] for row in rows if not row.get("is_for_text"))
