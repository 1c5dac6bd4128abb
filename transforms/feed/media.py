"""The pictures a feed attaches to an item: Media RSS and enclosures, read from the XML.

feedparser files media:description as the item's own description and ignores media:group, so it is not asked here.
"""

import re
from collections.abc import Iterator
from typing import Any

from transforms.feed.values import make_link, make_plain
from transforms.records import MediaItem

_MEDIA = frozenset(
    {"http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss", "http://www.rssboard.org/media-rss"}
)
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)


def media_name(element: Any) -> str | None:
    """The local name of a Media RSS element, with its namespace declared or not; else None."""
    if not isinstance(element.tag, str):
        return None
    # lxml's own QName raises on the tags that its repair leaves
    namespace, _, name = element.tag.rpartition("}")
    if namespace.removeprefix("{") in _MEDIA:
        return str(name)
    return name.removeprefix("media:") if name.startswith("media:") else None


def local_name(element: Any) -> str | None:
    """An element's name without namespace or prefix; None for comments."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else None


def extract_media(item: Any, base: str) -> tuple[MediaItem, ...]:
    """An item's pictures in its order, each once, the largest rendition of each group."""
    found: dict[str, MediaItem] = {}
    for element in _picture_elements(item):
        url = make_link(element.get("url") or element.get("href"), base)
        if url and url not in found:
            found[url] = _make_item(element, item, url)
    return tuple(found.values())


def _picture_elements(item: Any) -> list[Any]:
    """media:content, else enclosures, else the thumbnails."""
    contents: list[Any] = []
    thumbnails: list[Any] = []
    for child in item:
        if media_name(child) == "group":
            pictures = [sub for sub in child if media_name(sub) == "content" and _is_picture(sub)]
            contents.extend(sorted(pictures, key=_width)[-1:])
            thumbnails.extend(sub for sub in child if media_name(sub) == "thumbnail")
        elif media_name(child) == "content":
            if _is_picture(child):
                contents.append(child)
            thumbnails.extend(sub for sub in child if media_name(sub) == "thumbnail")
        elif media_name(child) == "thumbnail":
            thumbnails.append(child)
    return contents or list(_enclosures(item)) or thumbnails[:1]


def _enclosures(item: Any) -> Iterator[Any]:
    for child in item:
        name = local_name(child)
        if name == "enclosure" or (name == "link" and child.get("rel") == "enclosure"):
            kind = child.get("type") or ""
            if kind.startswith("image/") or (not kind and _IMAGE_FILE.search(child.get("url") or "")):
                yield child


def _is_picture(content: Any) -> bool:
    kind = content.get("medium") or (content.get("type") or "").partition("/")[0]
    return kind == "image" if kind else bool(_IMAGE_FILE.search(content.get("url") or ""))


def _width(content: Any) -> int:
    raw = content.get("width") or ""
    return int(raw[:6]) if raw.isascii() and raw[:6].isdigit() else 0


def _make_item(element: Any, item: Any, url: str) -> MediaItem:
    """What is said of a picture stands in it, or in its group, or, for all pictures of the item, beside them."""
    scopes = [element]
    while scopes[-1] is not item and scopes[-1].getparent() is not None:
        scopes.append(scopes[-1].getparent())
    return MediaItem(
        url=url,
        caption=next(_texts(scopes, "description"), None) or next(_texts(scopes, "text"), None),
        credit="; ".join(_credits(scopes)) or None,
        title=next(_texts(scopes, "title"), None),
    )


def _texts(scopes: list[Any], name: str) -> Iterator[str]:
    for scope in scopes:
        for child in scope:
            if media_name(child) == name and (text := make_plain("".join(child.itertext()))):
                yield text


def _credits(scopes: list[Any]) -> list[str]:
    """The nearest scope's credits, each once."""
    for scope in scopes:
        if found := list(dict.fromkeys(_texts([scope], "credit"))):
            return found
    return []
