"""Pictures that a page's JSON-LD names for its story: caption, credit, place. Reads what is declared, judges little."""

from collections.abc import Iterator, Mapping
from typing import Any

from transforms.captions.images import make_absolute
from transforms.records import Picture
from transforms.structured import Structured, article_nodes, as_list, as_text, node_types
from transforms.text import clean_text, fold_text

_PLACES = ("image", "associatedMedia", "primaryImageOfPage", "thumbnail")
_CAPTIONS = ("caption", "description")
#: Who made a picture and who carried it, joined; then who holds its rights, when nobody else is named.
_MAKERS = ("creator", "author", "photographer")
_RIGHTS = ("copyrightHolder", "copyrightNotice", "provider", "sourceOrganization")
_LOCALITY = ("addressLocality", "addressRegion", "addressCountry")
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
    credit = _read_credit(image)
    if not caption and not credit:
        return None
    url = next((url for key in ("contentUrl", "url", "@id") if isinstance(url := image.get(key), str)), None)
    return Picture(
        image_url=make_absolute(url, base_url) if url else None,
        caption_raw=caption,
        credit_raw=credit,
        copyright_notice=clean_text(as_text(image.get("copyrightNotice")) or ""),
        place=_read_place(image.get("contentLocation")),
        source="json-ld:image",
    )


def _read_credit(image: Mapping[str, Any]) -> str | None:
    """Makers before the credit text that does not name them: "Jane Roe / AFP"; else who holds the rights."""
    said = clean_text(as_text(image.get("creditText")) or "")
    makers = next((names for key in _MAKERS if (names := _names(image.get(key)))), [])
    parts = [name for name in makers if fold_text(name) not in fold_text(said or "")]
    if said:
        parts.append(said)
    rights = (clean_text(as_text(image.get(key)) or "") for key in _RIGHTS)
    return " / ".join(dict.fromkeys(parts)) or next(filter(None, rights), None)


def _names(value: Any) -> list[str]:
    return [name for item in as_list(value) if (name := clean_text(as_text(item) or ""))]


def _read_place(value: Any) -> str | None:
    """The name of a place, or what its address says: "Fussa, Tokyo, Japan"."""
    place = next(iter(as_list(value)), None)
    if name := clean_text(as_text(place) or ""):
        return name
    address = place.get("address") if isinstance(place, Mapping) else None
    if isinstance(address, Mapping):
        return ", ".join(name for key in _LOCALITY if (name := clean_text(as_text(address.get(key)) or ""))) or None
    return clean_text(as_text(address) or "")
