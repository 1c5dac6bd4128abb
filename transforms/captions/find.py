"""Finds the pictures of a story on its page, with the raw texts of their captions. Parses none, fetches nothing."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from transforms.captions.blocks import CAPTION_TAGS, find_blocks
from transforms.captions.boxes import MAX_BARE_TEXT, MAX_CREDIT, MAX_TEXT, Block, is_set_apart_credit
from transforms.captions.credits import is_credit_line
from transforms.captions.hints import is_credit_element, read_text
from transforms.captions.images import find_image_url
from transforms.captions.jsonld import extract_json_ld_pictures
from transforms.captions.region import Region, find_region
from transforms.layout import read_all_text
from transforms.records import Picture
from transforms.structured import Structured
from transforms.text import clean_text, fold_text

_INLINE = frozenset(("div", "p", "span", "em", "i", "b", "strong", "a", "li", "dd"))


def extract_pictures(tree: HtmlElement, structured: Structured, base_url: str) -> tuple[Picture, ...]:
    """The story's captioned or credited pictures in page order, then those that only JSON-LD names.

    Pictures of other stories are left out; so is an image without caption and credit. The tree is not changed.
    """
    found = list(tree.iter("h1", *CAPTION_TAGS))  # once: to walk a tree costs more than what is done on the way
    headings = [element for element in found if element.tag == "h1"]
    region = find_region(tree, headings, [element for element in found if element.tag == "p"])
    headlines = {fold_text(text) for heading in headings if (text := read_text(heading))}
    blocks = find_blocks([element for element in found if element.tag != "h1"], region)
    made = (_make_picture(block, base_url) for block in blocks if _is_of_story(block, region))
    pictures = (picture for picture in made if picture and not _repeats(picture, headlines))
    return (*pictures, *extract_json_ld_pictures(structured, base_url))


def _repeats(picture: Picture, headlines: set[str]) -> bool:
    """Whether all a picture says is the story's headline once more."""
    return picture.credit_raw is None and fold_text(picture.caption_raw or "") in headlines


def _make_picture(block: Block, base_url: str) -> Picture | None:
    inner = [e for caption in block.captions if len(caption) for e in _inner_credits(caption)]
    credit_elements = [e for e in (*inner, *block.credits) if not any(above in inner for above in e.iterancestors())]
    captions = list(dict.fromkeys(filter(None, (read_text(e, inner) for e in block.captions))))
    lines = _without_repeats(list(filter(None, map(read_text, credit_elements))))
    caption, credit = clean_text(" ".join(captions)), clean_text(" / ".join(lines))
    if caption is None and credit and not is_credit_line(credit):
        caption, credit = credit, None  # all of a caption in small print: <small>Rain in Lyon. (Foto: dpa)</small>
    if (not caption and not credit) or len(caption or "") > MAX_TEXT:
        return None
    image = block.image
    return Picture(
        image_url=find_image_url(image, base_url) if image is not None else None,
        caption_raw=caption,
        credit_raw=credit if credit and len(credit) <= MAX_BARE_TEXT else None,
        alt_text=clean_text(image.get("alt") or image.get("title") or "") if image is not None else None,
        source=block.source,
    )


def _without_repeats(lines: list[str]) -> list[str]:
    """Credit lines whose words no other line has too: "Copyright", "Jane Roe/AP", "Copyright Jane Roe/AP"."""
    kept: list[str] = []
    for line in sorted(lines, key=len, reverse=True):
        words = set(fold_text(line).split())
        if not any(words <= set(fold_text(other).split()) for other in kept):
            kept.append(line)
    return sorted(kept, key=lines.index)


def _inner_credits(caption: HtmlElement) -> Iterator[HtmlElement]:
    whole = read_text(caption)
    for element in caption.iterdescendants("*"):
        if is_credit_element(element):
            is_credit = len(read_all_text(element).strip()) <= MAX_CREDIT
        else:
            is_credit = element.tag in _INLINE and is_set_apart_credit(element, whole)
        if is_credit:
            yield element


def _is_of_story(block: Block, region: Region) -> bool:
    first = block.captions[0] if block.captions else block.image if block.image is not None else None
    return first is not None and region.holds(first)
