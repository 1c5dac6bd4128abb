"""The address of a picture, from src, srcset and what lazy loaders use. Fetches nothing."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-image", "data-url", "data-hi-res-src")
_SRCSETS = ("srcset", "data-srcset", "data-lazy-srcset")
_BETWEEN = re.compile(r",\s+|(?<=\d[wx]),")
_PLACEHOLDERS = ("placeholder", "blank.", "spacer", "transparent", "loading.", "1x1", "pixel.gif", "/lazy")
_SMALL = 96
_SIZE = re.compile(r"[-_](?:\d{2,4}x\d{2,4}|\d{3,4}w|scaled|large|medium|small|thumb)$")
_DIGITS = re.compile(r"\d{1,5}")


def find_image_url(image: HtmlElement, base_url: str) -> str | None:
    """The absolute address an <img> or its <picture> offers: its own before the largest of a srcset."""
    for url in _offers(image):
        if url and not _is_placeholder(url[:300].lower()):
            return make_absolute(url, base_url)
    return None


def _offers(image: HtmlElement) -> Iterator[str | None]:
    """The addresses of an image, those of a srcset and its <picture> last: they are read only where they are needed."""
    yield from map(image.get, ("src", *_LAZY))
    yield from (_largest(image.get(name)) for name in _SRCSETS)
    parent = image.getparent()
    if parent is not None and parent.tag == "picture":
        yield from (_largest(source.get(name)) for source in parent.iter("source") for name in _SRCSETS)


def _is_placeholder(url: str) -> bool:
    return url.startswith("data:") or any(word in url for word in _PLACEHOLDERS)


def make_absolute(url: str, base_url: str) -> str | None:
    """An absolute http(s) address, or None."""
    try:
        absolute = urljoin(base_url, url.strip())
        return absolute if urlsplit(absolute).scheme in ("http", "https") else None
    except ValueError:
        return None


def make_image_key(url: str | None) -> str | None:
    """A key under which two sizes of one picture are equal: the file's name without size marks.

    >>> make_image_key("https://a.example/i/storm-800x450.jpg?w=3") == make_image_key("https://a.example/b/storm.jpg")
    True
    >>> make_image_key("https://a.example/image.jpg") is None
    True
    """
    try:
        path = unquote(urlsplit(url or "").path)
    except ValueError:
        return None
    name = path.rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()
    name = _SIZE.sub("", name)
    # a name such as "image" or "1200" is shared by unlike pictures
    return name if len(name) >= 6 or (len(name) >= 5 and any(c.isdigit() for c in name)) else None


def is_small(image: HtmlElement) -> bool:
    """Whether attributes say that an image is an icon, a portrait or a tracking pixel."""
    sizes = [_DIGITS.match(image.get(name) or "") for name in ("width", "height")]
    known = [int(size[0]) for size in sizes if size]
    return any(0 < size <= _SMALL for size in known) and not any(size > 2 * _SMALL for size in known)


def is_photo(image: HtmlElement) -> bool:
    """Whether an image is likely a photograph: offered in several sizes, or declared large; drawings (SVG) are not."""
    if ".svg" in (image.get("src") or ""):
        return False
    parent = image.getparent()
    if any(image.get(name) for name in _SRCSETS) or (parent is not None and parent.tag == "picture"):
        return True
    width = _DIGITS.match(image.get("width") or "")
    return bool(width) and int(width[0]) >= 3 * _SMALL if width else False


def _largest(srcset: str | None) -> str | None:
    best: tuple[float, str] | None = None
    for offer in _BETWEEN.split((srcset or "")[:20000]):
        url, _, size = offer.strip().partition(" ")
        number = size.strip()[:-1]
        weight = float(number) if number.replace(".", "", 1).isdecimal() else 0.0
        if url and (best is None or weight > best[0]):
            best = (weight, url)
    return best[1] if best else None
