"""Pictures that a page's JSON-LD names for its story: caption, credit, place. Reads what is declared, judges little."""

from collections.abc import Iterator, Mapping
from typing import Any

from transforms.captions.images import make_absolute
from transforms.records import Picture
from transforms.structured import Structured, article_nodes, as_list, as_text, node_types
from transforms.text import clean_text, fold_text

_PLACES = ("image", "associatedMedia", "primaryImageOfPage", "thumbnail")
_CAPTIONS = ("caption", "description")
_CREDITS = ("creditText", "creator", "author", "copyrightHolder", "copyrightNotice")
_MAX_TEXT = 1500


def extract_json_ld_pictures(structured: Structured, base_url: str) -> tuple[Picture, ...]:
    """The ImageObjects of the page's own article with a caption or a credit; no logos, portraits, other stories."""
    own = article_nodes(structured)[:1]
    known = {
        fold_text(text)
        for node in own
        for key in ("headline", "description", "name")
        if (text := as_text(node.get(key)))
    }
    found = (_make_picture(image, base_url, known) for node in own for image in _images(node, structured))
    return tuple(dict.fromkeys(filter(None, found)))


def _images(node: Mapping[str, Any], structured: Structured) -> Iterator[Mapping[str, Any]]:
    for place in _PLACES:
        for value in as_list(node.get(place)):
            image = structured.resolve(value)
            if isinstance(image, Mapping) and "ImageObject" in (node_types(image) or ("ImageObject",)):
                yield image


def _make_picture(image: Mapping[str, Any], base_url: str, known: set[str]) -> Picture | None:
    texts = (clean_text(as_text(image.get(key)) or "") for key in _CAPTIONS)
    # many publishers repeat the headline or the description as every picture's caption
    caption = next((text for text in texts if text and len(text) <= _MAX_TEXT and fold_text(text) not in known), None)
    credit = next((text for key in _CREDITS if (text := clean_text(as_text(image.get(key)) or ""))), None)
    if not caption and not credit:
        return None
    url = next((url for key in ("contentUrl", "url", "@id") if isinstance(url := image.get(key), str)), None)
    return Picture(
        image_url=make_absolute(url, base_url) if url else None,
        caption_raw=caption,
        credit_raw=credit,
        copyright_notice=clean_text(as_text(image.get("copyrightNotice")) or ""),
        place=clean_text(as_text(image.get("contentLocation")) or ""),
        source="json-ld:image",
    )
