"""OPML: the list of feeds that every feed reader takes, in and out. Asks nothing."""

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from flows.errors import FeedsFileError
from transforms.records import FeedSource
from transforms.urls import normalize_url

#: A code of ISO 639, perhaps with a region or script behind it.
LANGUAGE = re.compile(r"(?P<base>[a-z]{2,3})(?:[-_][A-Za-z0-9]{2,8}){0,3}")
#: What libxml2 calls it when a document ends before its time.
_CUT_SHORT = frozenset({"ERR_GT_REQUIRED", "ERR_TAG_NOT_FINISHED", "ERR_ATTRIBUTE_NOT_FINISHED"})
_NO_LIST = "name a feeds.toml or OPML file; a feed, or a site's first one, is listed with: copydesk feeds add URL"


def write_opml(sources: Iterable[FeedSource]) -> str:
    """OPML 2.0 that any feed reader takes."""
    opml = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(opml, "head"), "title").text = "Copydesk feeds"
    body = etree.SubElement(opml, "body")
    for source in sources:
        title = source.publisher or source.url
        outline = etree.SubElement(body, "outline", type="rss", text=title, title=title, xmlUrl=source.url)
        if source.language:
            outline.set("language", source.language)
        if source.tags:
            outline.set("category", ",".join(source.tags))
    raw: bytes = etree.tostring(opml, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return raw.decode("utf-8")


def parse_opml(raw: bytes, name: str) -> tuple[FeedSource, ...]:
    """Outlines with an xmlUrl, however deep; one that several folders hold is one feed with all their tags."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError:  # nothing at all that could be recovered
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise FeedsFileError(name, 1, "this is no OPML", _NO_LIST)
    _refuse_cut_short(parser, name)
    found: dict[str, FeedSource] = {}
    for outline in root.iter("outline"):
        url = next((value for key, value in _attributes(outline) if key.lower() == "xmlurl" and value.strip()), None)
        if url is None:
            continue
        key = normalize_url(url)
        if key is None:
            problem = f"{url!r} is no address we can poll"
            raise FeedsFileError(name, _line_of(outline), problem, "write one that begins with http:// or https://")
        source = _make_opml_source(outline, url.strip())
        tags = dict.fromkeys((*(found[key].tags if key in found else ()), *source.tags))
        found[key] = FeedSource(url=source.url, publisher=source.publisher, language=source.language, tags=tuple(tags))
    return tuple(found.values())


def _refuse_cut_short(parser: etree.XMLParser, name: str) -> None:
    """A bare & in a title is read as it is meant; of a file that ends too early, feeds are missing."""
    for error in parser.error_log:
        if error.type_name in _CUT_SHORT:
            problem = f"this OPML ends in the midst of a tag or before its end: {error.message}"
            raise FeedsFileError(name, error.line, problem, "save it again, whole")


def _attributes(element: Any) -> list[tuple[str, str]]:
    return [(str(key), str(value)) for key, value in element.attrib.items()]


def _line_of(element: Any) -> int | None:
    return int(element.sourceline) if element.sourceline else None


def _make_opml_source(outline: Any, url: str) -> FeedSource:
    folders = [
        (folder.get("text") or folder.get("title") or "").strip()
        for folder in outline.iterancestors("outline")
        if not folder.get("xmlUrl")
    ]
    categories = [part.strip().strip("/") for part in (outline.get("category") or "").split(",")]
    language = LANGUAGE.fullmatch((outline.get("language") or "").strip().lower())
    return FeedSource(
        url=url,
        publisher=(outline.get("title") or outline.get("text") or "").strip() or None,
        # "unknown" is what OPML 2.0 itself suggests for a language nobody knows
        language=language["base"] if language else None,
        tags=tuple(dict.fromkeys(tag for tag in (*reversed(folders), *categories) if tag)),
    )
