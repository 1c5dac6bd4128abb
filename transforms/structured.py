"""What a page says in machine-readable form: JSON-LD and meta tags. Reads them as they are; chooses nothing."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

#: schema.org's own article types; any other type ending in "Article" or "Posting" counts too.
_ARTICLE_TYPES = ("Article", "Posting", "Report", "Review", "NewsStory")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_MAX_DEPTH = 12
_MAX_VALUES = 20
#: Not strict, since many publishers leave raw line breaks inside strings.
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """A page's machine-readable data."""

    nodes: tuple[Mapping[str, Any], ...]  #: every JSON-LD object, outer before inner, in page order
    by_id: Mapping[str, Mapping[str, Any]]  #: "@id" -> the fullest object that bears it
    meta: tuple[tuple[str, str], ...]  #: (name, property or itemprop in lower case, content), in page order
    articles: tuple[Mapping[str, Any], ...]  #: those of the nodes that describe an article, as `article_nodes`
    canonical: tuple[str, ...]  #: the addresses of <link rel=canonical>, as they stand there
    by_name: Mapping[str, tuple[str, ...]]  #: the contents of `meta`, by name

    def meta_values(self, *names: str) -> tuple[tuple[str, str], ...]:
        """(name, content) of the named tags: by the order of `names`, then of the page."""
        return tuple((name, value) for name in names for value in self.by_name.get(name, ()))

    def resolve(self, node: Any) -> Any:
        """The object an {"@id": ...} reference points to, else the node itself."""
        if isinstance(node, Mapping) and set(node) <= {"@id", "@type"}:
            return self.by_id.get(str(node.get("@id")), node)
        return node


def read_structured(tree: HtmlElement) -> Structured:
    """JSON-LD objects and meta tags of a page; broken JSON is repaired where that is safe, else passed over."""
    nodes: list[Mapping[str, Any]] = []
    meta: list[tuple[str, str]] = []
    canonical: list[str] = []
    for element in tree.iter("meta", "script", "link"):
        if element.tag == "meta":
            meta += _read_meta(element)
        elif element.tag == "link":
            canonical += [element.get("href") or ""] if "canonical" in _words(element.get("rel")) else []
        elif "ld+json" in (element.get("type") or "").lower():
            nodes += _walk(_parse_json(element.text or ""))
    by_name: dict[str, list[str]] = {}
    for name, value in meta:
        by_name.setdefault(name, []).append(value)
    return Structured(
        nodes=tuple(nodes),
        by_id=_fullest_by_id(nodes),
        meta=tuple(meta),
        articles=_find_articles(nodes, by_name.get("og:url", [])),
        canonical=tuple(canonical),
        by_name={name: tuple(values) for name, values in by_name.items()},
    )


def _fullest_by_id(nodes: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    by_id: dict[str, Mapping[str, Any]] = {}
    for node in nodes:
        key = node.get("@id")
        if isinstance(key, str) and len(node) > len(by_id.get(key, ())):
            by_id[key] = node
    return by_id


def node_types(node: Mapping[str, Any]) -> tuple[str, ...]:
    """The types of a node, without their vocabulary: ("NewsArticle",)."""
    return tuple(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in _raw_types(node))


def _raw_types(node: Mapping[str, Any]) -> list[str]:
    raw = node.get("@type") or ()
    return [raw] if isinstance(raw, str) else list(map(str, raw)) if isinstance(raw, list) else []


def article_nodes(structured: Structured) -> tuple[Mapping[str, Any], ...]:
    """The nodes that describe an article, the page's own (by og:url) first, then those with headline, date, body."""
    return structured.articles


def _find_articles(nodes: list[Mapping[str, Any]], own_urls: list[str]) -> tuple[Mapping[str, Any], ...]:
    found = [node for node in nodes if any(name.endswith(_ARTICLE_TYPES) for name in _raw_types(node))]
    # a reader's review of a product or recipe has neither headline nor page of its own
    found = [node for node in found if node_types(node) != ("Review",) or "headline" in node or node_urls(node)]
    if len(found) < 2:
        return tuple(found)
    weight = ("headline", "datePublished", "author", "articleBody")
    own = {_same_url(value) for value in own_urls}

    def rank(node: Mapping[str, Any]) -> tuple[bool, int]:
        # teasers of other stories are NewsArticle nodes too, some of them fuller than the page's own
        return (not own & node_urls(node), -sum(key in node for key in weight))

    return tuple(sorted(found, key=rank))


def node_urls(node: Mapping[str, Any]) -> set[str]:
    """The addresses a node says it describes, comparable: without scheme, query, fragment and trailing slash."""
    page = node.get("mainEntityOfPage")
    values = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, Mapping) else page]
    return {_same_url(value) for value in values if isinstance(value, str) and "/" in value}


def _same_url(url: str) -> str:
    address = url.strip().partition("://")[2] or url.strip()
    return address.partition("#")[0].partition("?")[0].rstrip("/").lower()


def as_list(value: Any) -> list[Any]:
    """JSON-LD lets one value stand for a list of one."""
    return [] if value is None else value if isinstance(value, list) else [value]


def as_text(value: Any) -> str | None:
    """The text of a JSON-LD value: a string, or the @value or name of an object."""
    if isinstance(value, Mapping):
        value = value.get("@value") or value.get("name") or value.get("text")
    if isinstance(value, list):
        value = next((item for item in value if item), None)
        return as_text(value)
    # "R&uuml;ckbau": many publishers escape for HTML what is JSON
    return (html.unescape(value).strip() or None) if isinstance(value, str) else None


def _parse_json(raw: str) -> Any:
    """The value of a script; a list of several where objects just follow each other; None where nothing can be read."""
    text = raw.strip()
    # the end of a wrapping is slow to look for in a long text
    text = text if text[:1] in "{[" and text[-1:] in "}]" else _WRAPPING.sub("", raw).strip().lstrip("\ufeff")
    if not text:
        return None
    if values := _decode_all(text) or _decode_all(_repair(text)) or _decode_all(_repair(html.unescape(text))):
        return values[0] if len(values) == 1 else values
    return None


def _repair(text: str) -> str:
    """Some templates leave a comma behind; others escape for HTML what is JSON, which is undone before."""
    return _TRAILING_COMMA.sub(r"\1", text)


def _decode_all(text: str) -> list[Any]:
    """The values that follow each other in a text, up to what breaks; [] when it breaks at once."""
    values: list[Any] = []
    at = 0
    while at < len(text) and len(values) < _MAX_VALUES:
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,;"))
    return values


def _walk(value: Any, depth: int = 0) -> list[Mapping[str, Any]]:
    """The objects of a JSON value, outer before inner."""
    is_object = isinstance(value, dict)
    found = [value] if is_object and ("@type" in value or "@id" in value) else []
    if depth < _MAX_DEPTH:
        for child in value.values() if is_object else value if isinstance(value, list) else ():
            if isinstance(child, (dict, list)):
                found += _walk(child, depth + 1)
    return found


def _read_meta(tag: HtmlElement) -> Iterator[tuple[str, str]]:
    content = (tag.get("content") or "").strip()
    for attribute in ("property", "name", "itemprop") if content else ():
        if name := (tag.get(attribute) or "").strip().lower():
            yield name, content


def _words(attribute: str | None) -> list[str]:
    return attribute.lower().split() if attribute else []
