"""RSS, RDF and Atom. The one module that knows feedparser; bylines, dates and pictures come from the tree beside it.

feedparser repairs and unifies, yet: it reads zones such as CET as UTC, splits "desk@example.org (Jane Roe)" in the
middle of the address, and lets a picture's description take the place of the item's. So those are read from lxml's
tree of the same text, item by item.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import feedparser
from lxml import etree

from transforms.errors import FeedUnreadable
from transforms.feed.media import extract_media, local_name, media_name
from transforms.feed.repair import has_absurd_tag, is_well_formed
from transforms.feed.values import make_base_language, make_instant, make_link, make_plain
from transforms.records import Feed, FeedEntry
from transforms.text import clean_text, fold_text

_DC = "http://purl.org/dc/elements/1.1/"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_PUBLISHED = ("pubDate", "published", "issued", "date", "created")
_UPDATED = ("updated", "modified")
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
#: RSS 2.0 asks for "desk@example.org (Jane Roe)"; Atom and others write "Jane Roe <desk@example.org>".
_MAIL_AND_NAME = re.compile(
    r"""
    ^\s* [^\s@()<>]{1,100} @ [^\s@()<>]{1,100} \s* (?: \( (?P<name>[^()]{1,200}) \) )? \s*$
    """,
    re.VERBOSE,
)
#: A feed of a hundred items in sound XML has some thousand.
_MAX_LOOSE_TAGS = 5000
#: lxml's repair is quadratic in its errors: half a second for 40,000, forty for half a million.
_MAX_BROKEN_TAGS = 100_000
#: feedparser takes 0.16 ms an item; whole archives stay below this.
_MAX_ITEMS = 20_000
_ITEM = re.compile(rb"<(?:\w{1,30}:)?(?:item|entry)[\s>]")
#: Elements in whose text feedparser looks for a mail address, in time that grows with the square of its length.
_NAMES = frozenset({"author", "contributor", "creator", "managingEditor", "name", "owner", "publisher", "webMaster"})
_MAX_NAME = 500
#: And those that it reads into structures which may not be there yet: places, chapters, search boxes.
_RISKY = _NAMES | {
    "chapter", "chapters", "exterior", "lat", "LineString", "long", "Point", "point", "Polygon", "pos", "posList",
    "textInput", "textinput", "where",
}  # fmt: skip
_MAIL = re.compile(r"\s*<[^\s@<>]{1,100}@[^\s@<>]{1,100}>")


def read_xml_feed(text: str, url: str) -> Feed:
    """The feed in repaired XML, FeedUnreadable("not-a-feed") when feedparser finds none in it."""
    root, data = _parse_tree(f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode("utf-8", "replace"))
    parsed = _parse_feed(root, data)
    kind = str(parsed.get("version") or "")
    if not kind:
        raise FeedUnreadable("not-a-feed", f"begins with {clean_text(text[:60])!r}")
    head: Mapping[str, Any] = parsed.get("feed") or {}
    language = _str(head, "language")
    trees = _items(root, len(parsed.entries))
    make = _entry_maker(url, kind, make_base_language(language))
    entries = [make(entry, tree) for entry, tree in zip(parsed.entries, trees, strict=True)]
    read = tuple(entry for entry in entries if entry)
    return Feed(
        title=_title(head, kind),
        language=language,
        site_url=make_link(_str(head, "link"), url),
        ttl_minutes=_ttl(head),
        kind=kind,
        entries=read,
        skipped=len(entries) - len(read),
    )


def _parse_feed(root: Any, data: bytes) -> Any:
    """What feedparser reads: all of it, or all but what it cannot bear, which we read from the tree or not at all."""
    is_bearable = root is None or not any(_is_long_name(element) for element in root.iter())
    try:
        return _ask_feedparser(data if is_bearable else _without_risks(root))
    except Exception as exc:  # a foreign parser's fault, of any kind: KeyError, AttributeError, ValueError ...
        if root is None:
            raise FeedUnreadable("not-readable", f"{type(exc).__name__}: {exc}") from exc
    try:
        return _ask_feedparser(_without_risks(root))
    except Exception as exc:
        raise FeedUnreadable("not-readable", f"{type(exc).__name__}: {exc}") from exc


def _ask_feedparser(data: bytes) -> Any:
    return feedparser.parse(
        io.BytesIO(data),  # never a str: feedparser may take it for an address and fetch it
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _is_long_name(element: Any) -> bool:
    return local_name(element) in _NAMES and sum(map(len, element.itertext())) > _MAX_NAME


def _without_risks(root: Any) -> bytes:
    """The feed without elements that feedparser stumbles over or takes minutes for."""
    pruned = deepcopy(root)
    risky = [element for element in pruned.iter() if media_name(element) or local_name(element) in _RISKY]
    for element in risky:
        if element.getparent() is not None:
            element.getparent().remove(element)
    return bytes(etree.tostring(pruned, encoding="utf-8"))


def _parse_tree(data: bytes) -> tuple[Any, bytes]:
    """The tree that lxml makes of XML however broken, and the bytes to hand to feedparser.

    feedparser reads what expat refuses with a parser of its own, which is good at odd feeds and takes seconds for ten
    thousand tags: a broken feed with more than that goes to it as lxml has mended it.
    """
    tags = data.count(b"<")
    is_loose = tags > _MAX_LOOSE_TAGS and not is_well_formed(data)
    if (is_loose and tags > _MAX_BROKEN_TAGS) or has_absurd_tag(data) or len(_ITEM.findall(data)) > _MAX_ITEMS:
        raise FeedUnreadable("absurd-markup", f"{len(data)} bytes with {tags} tags")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser)
    if not is_loose or root is None:
        return root, data
    data = etree.tostring(root, encoding="utf-8")
    if not is_well_formed(data):
        raise FeedUnreadable("absurd-markup", f"broken, with {tags} tags")
    return root, data


def _items(root: Any, count: int) -> list[Any]:
    """The item elements in order, or an empty one each when the two parsers do not count alike."""
    found = [] if root is None else list(root.iter("{*}item", "{*}entry"))
    return found if len(found) == count else [etree.Element("item") for _ in range(count)]


def _entry_maker(base: str, kind: str, language: str | None) -> Callable[[Any, Any], FeedEntry | None]:
    def make(entry: Mapping[str, Any], tree: Any) -> FeedEntry | None:
        at = _base_of(tree, base)
        guid = _str(entry, "id")
        url = _link(entry, guid, at)
        if url is None:
            return None
        published, updated = _first_of(tree, _PUBLISHED), _first_of(tree, _UPDATED)
        return FeedEntry(
            guid=guid,
            url=url,
            title=_title(entry, kind),
            byline_raw="; ".join(_names(entry, tree)) or None,
            description=_description(entry, tree),
            published_at=make_instant(published or _raw(entry, "published"), language),
            updated_at=make_instant(updated, language),
            keywords=_keywords(entry),
            media=extract_media(tree, at),
        )

    return make


def _link(entry: Mapping[str, Any], guid: str | None, base: str) -> str | None:
    """The article's address: behind FeedBurner's own, else the alternate link, else a guid that is an address."""
    links = [link for link in entry.get("links") or () if link.get("rel", "alternate") == "alternate"]
    links.sort(key=lambda link: link.get("type", "text/html") != "text/html")
    raws = [_raw(entry, "feedburner_origlink"), *(link.get("href") for link in links), _raw(entry, "link")]
    raws += [guid] if guid and guid.startswith(("http://", "https://")) else []
    return next((link for raw in raws if (link := make_link(raw, base))), None)


def _title(said: Mapping[str, Any], kind: str) -> str | None:
    """Atom says whether a title is HTML; RSS does not, and then whatever looks like markup is."""
    is_text = kind.startswith("atom") and (said.get("title_detail") or {}).get("type") == "text/plain"
    return make_plain(_raw(said, "title"), is_html=not is_text)


def _description(entry: Mapping[str, Any], tree: Any) -> str | None:
    """The item's own words; where pictures are described, feedparser confuses the two, so the tree tells."""
    if any(media_name(element) for element in tree):
        own = next((child for child in tree if _local(child) in {"description", "summary"}), None)
        return make_plain("".join(own.itertext())) if own is not None else None
    return make_plain(_raw(entry, "summary"))


def _names(entry: Mapping[str, Any], tree: Any) -> list[str]:
    """Who the item says wrote it, each once; an address without a name names nobody."""
    raws = list(_author_texts(tree)) or [str(a.get("name") or "") for a in entry.get("authors") or () if a]
    names: dict[str, str] = {}
    for raw in raws:
        text = make_plain(raw) or ""
        mail = _MAIL_AND_NAME.match(text)
        name = clean_text((mail["name"] or "") if mail else _MAIL.sub("", text))
        if name:
            names.setdefault(fold_text(name), name)
    return list(names.values())


def _author_texts(tree: Any) -> Iterator[str]:
    for child in tree:
        name = _local(child)
        if name == "creator" or (name == "author" and not len(child)):
            yield "".join(child.itertext())
        elif name == "author":  # Atom: a person's name and address are elements of their own
            yield from ("".join(sub.itertext()) for sub in child if _local(sub) == "name")


def _local(element: Any) -> str | None:
    """The local name of an element that is not Media RSS's; None for comments."""
    return None if media_name(element) else local_name(element)


def _first_of(tree: Any, names: tuple[str, ...]) -> str | None:
    for name in names:
        for child in tree:
            if _local(child) == name and (text := clean_text("".join(child.itertext()))):
                return text
    return None


def _base_of(tree: Any, base: str) -> str:
    """The xml:base in force, the nearest last."""
    bases = [element.get(_XML_BASE) for element in (*reversed(list(tree.iterancestors())), tree)]
    for declared in bases:
        base = make_link(declared, base) or base
    return base


def _keywords(entry: Mapping[str, Any]) -> tuple[str, ...]:
    terms = [tag.get("label") or tag.get("term") for tag in entry.get("tags") or ()]
    return tuple(dict.fromkeys(word for term in terms if term and (word := make_plain(str(term)))))


def _ttl(head: Mapping[str, Any]) -> int | None:
    raw = _raw(head, "ttl") or ""
    if raw.isascii() and raw[:6].isdigit() and int(raw[:6]) > 0:
        return int(raw[:6])
    period = _PERIODS.get((_raw(head, "sy_updateperiod") or "").strip().lower())
    frequency = (_raw(head, "sy_updatefrequency") or "1").strip()[:4]
    if period is None or not (frequency.isascii() and frequency.isdigit()):
        return None
    return max(1, period // max(1, int(frequency)))


def _raw(said: Mapping[str, Any], key: str) -> str | None:
    """A value as it stands; `dict.get` keeps feedparser from answering with another key's."""
    value = dict.get(said, key) if isinstance(said, dict) else None
    return value if isinstance(value, str) else None


def _str(said: Mapping[str, Any], key: str) -> str | None:
    return clean_text(_raw(said, key) or "")
