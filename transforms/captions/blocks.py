"""Every picture of a page with words of its own: figures, named elements, signed paragraphs. Judges no relevance."""

from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from transforms.captions.beside import find_unnamed
from transforms.captions.boxes import (
    IMAGE_TAGS,
    MAX_BARE_TEXT,
    MAX_TEXT,
    Block,
    find_credits_beside,
    has_other_matter,
    holds_any,
    is_set_apart_credit,
    is_teaser,
)
from transforms.captions.hints import hints_of, is_credit_element, is_telling, read_text
from transforms.captions.images import is_small
from transforms.captions.region import Region
from transforms.captions.signed import find_signed
from transforms.layout import read_all_text

_READ_ANYWAY = frozenset(("figure", "figcaption", *IMAGE_TAGS))
#: Where captions stand; links, list items and the rest are not looked at by themselves.
CAPTION_TAGS = (
    *_READ_ANYWAY,
    "div",
    "span",
    "p",
    "small",
    "em",
    "i",
    "strong",
    "section",
    "aside",
    "dd",
)


def find_blocks(elements: Iterable[HtmlElement], region: Region) -> list[Block]:
    """Every picture of the page that has words of its own, in page order: figures, named elements, bare neighbours.

    `elements`: all of the page with one of CAPTION_TAGS, in page order.
    """
    claimed: set[HtmlElement] = set()
    blocks: list[Block] = []
    loose_images: list[HtmlElement] = []
    for element in elements:
        tag = element.tag
        if tag not in _READ_ANYWAY and not is_telling(element.get("class"), element.get("itemprop"), element.get("id")):
            continue
        if element in claimed:
            continue
        if tag == "figure":
            if region.holds(element):
                blocks.extend(_read_figure(element, claimed))
            else:
                claimed.update(element.iter())
        elif tag in IMAGE_TAGS:
            loose_images.append(element)
        else:
            hints = hints_of(element)
            if tag == "figcaption" or "caption" in hints or ("image-text" in hints and "ui" not in hints):
                block = _read_named(element, tag == "figcaption" or "caption" in hints)
                if block:
                    claimed.update(element.iter())
                    blocks.append(block)
    claimed.update(part for block in blocks for credit in block.credits for part in credit.iter())
    used = {block.image for block in blocks}
    # text that only its place or its words make a caption must stand where the story does
    blocks.extend(find_signed(region, claimed, used))
    inside = [image for image in loose_images if region.root in image.iterancestors()]
    blocks.extend(find_unnamed(inside, claimed, used))
    return sorted(blocks, key=_place)


def _place(block: Block) -> tuple[int, ...]:
    """Where on the page a block's first element stands: its path from the root, child by child."""
    parts = (block.image, *block.captions, *block.credits)
    return min(_path(part) for part in parts if part is not None)


def _path(element: HtmlElement) -> tuple[int, ...]:
    steps: list[int] = []
    parent = element.getparent()
    while parent is not None:
        steps.append(parent.index(element))
        element, parent = parent, parent.getparent()
    return tuple(reversed(steps))


def _read_figure(figure: HtmlElement, claimed: set[HtmlElement]) -> Iterator[Block]:
    """The pictures of a <figure>; one that only holds other figures leaves them to themselves."""
    if holds_any(figure, "figure"):
        return
    claimed.update(figure.iter())
    if holds_any(figure, "blockquote", "table", "pre", "code"):
        return
    images = list(figure.iter(*IMAGE_TAGS))
    captions = list(figure.iter("figcaption")) or _named_inside(figure)
    if not captions and images and (text := read_text(figure)) and len(text) <= MAX_BARE_TEXT:
        captions = [] if has_other_matter(figure) else [figure]
    if len(images) == len(captions) > 1:
        for image, caption in zip(images, captions, strict=True):
            yield Block(image, [caption])
        return
    if any(e.tag == "time" or e.get("rel") == "author" for caption in captions for e in caption.iter("time", "a")):
        return  # an author's portrait with the time of the story
    if any(map(is_teaser, captions)):
        return
    captioned = {part for caption in captions for part in caption.iter()}
    beside = [e for e in figure.iter("div", "span", "p", "small", "cite", "em", "strong") if e not in captioned]
    worded = [e for e in beside if not holds_any(e, "img")]
    whole = read_text(figure) if worded else None
    credit_elements = [e for e in worded if is_credit_element(e) or is_set_apart_credit(e, whole)]
    if captions or credit_elements:
        yield Block(_best_image(images), captions, credit_elements)


def _named_inside(figure: HtmlElement) -> list[HtmlElement]:
    """Outermost elements of a figure that are named captions and hold no image."""
    found: list[HtmlElement] = []
    for element in figure.iter("div", "span", "p", "em", "small", "section", "dd", "h2", "h3", "h4", "h5", "h6"):
        if element is figure or any(above in found for above in element.iterancestors()):
            continue
        hints = hints_of(element)
        is_named = "caption" in hints or ("image-text" in hints and "ui" not in hints)
        if is_named and not holds_any(element, "img") and read_text(element):
            found.append(element)
    return found


def _read_named(element: HtmlElement, is_certain: bool) -> Block | None:
    """An element whose name says caption, and the image it stands by."""
    if holds_any(element, "img"):
        return None  # the box around picture and caption
    text = read_text(element)
    if not text or len(text) > MAX_TEXT or has_other_matter(element):
        return None
    parent = element.getparent()
    for _ in range(4):
        if parent is None or parent.tag in ("body", "main", "html"):
            break
        images = [image for image in parent.iter(*IMAGE_TAGS) if not is_small(image)]
        if images:
            around = len(read_all_text(parent).strip()) if len(images) < 4 else MAX_TEXT * 2
            if around > 3 * len(text) + MAX_BARE_TEXT and not is_certain:
                return None
            return Block(_nearest_before(element, images), [element], find_credits_beside(element), "caption-element")
        parent = parent.getparent()
    return Block(None, [element], [], "caption-element") if element.tag == "figcaption" else None


def _nearest_before(element: HtmlElement, images: list[HtmlElement]) -> HtmlElement:
    """The last image before an element, else the first after it."""
    wanted = set(images)
    for other in element.iterancestors():
        siblings = [other, *other.itersiblings(preceding=True)]
        for sibling in siblings[1:]:
            inside = [image for image in sibling.iter(*IMAGE_TAGS) if image in wanted]
            if inside:
                return inside[-1]
    for sibling in element.itersiblings(preceding=True):
        inside = [image for image in sibling.iter(*IMAGE_TAGS) if image in wanted]
        if inside:
            return inside[-1]
    return images[0]


def _best_image(images: list[HtmlElement]) -> HtmlElement | None:
    return next((image for image in images if not is_small(image)), images[0] if images else None)
