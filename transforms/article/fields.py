"""A page's candidates for headline, description, section, keywords and kin. Reads the tree; chooses nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import urljoin

from lxml.etree import XPath
from lxml.html import HtmlElement

from transforms.layout import Regions, find_regions, find_texts
from transforms.records import Candidate, FeedEntry
from transforms.structured import Structured, article_nodes, as_list, as_text
from transforms.text import clean_text, find_places, fold_text
from transforms.urls import normalize_url

#: Elements whose h1 belongs to the site, not the story.
_FURNITURE = ("nav", "footer", "aside", "form", "dialog", "li")
_MAX_H1 = 8
_MAX_KEYWORDS = 60
_KEYWORD_SPLIT = re.compile(r"[,;|،、，]")
#: "app-" and "ia_" metas repeat these; the order is of trust.
_DESCRIPTION_META = ("og:description", "description", "dc.description", "dcterms.description", "twitter:description")
_SECTION_META = ("article:section", "section", "og:article:section", "dc.subject")
_KEYWORD_META = ("news_keywords", "article:tag", "og:article:tag", "keywords", "parsely-tags", "sailthru.tags")
_LANGUAGE_META = ("og:locale", "language", "dc.language", "dcterms.language", "content-language")
_COPYRIGHT_META = ("copyright", "dc.rights", "dcterms.rights", "dcterms.rightsholder", "rights")
_SITE_META = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher")

#: The source of an access that is only seen, not declared.
SEEN = "page (seen)"
_CLASSES = XPath("//body/descendant::*/@class", smart_strings=False)
#: What stands before "wall" in the name of one; to look for the whole words would take two searches.
_BEFORE_WALL = ("pay", "pay-")
_LONGEST_TAG = 2000  #: characters before a word in which the beginning of its tag is looked for
_PAYWALL = re.compile(r"(?:^|[\s_-])pay-?wall(?:ed)?(?:$|[\s_-])", re.IGNORECASE)

_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}\d{0,2}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")

_Found = Iterator[Candidate]


def extract_fields(
    tree: HtmlElement,
    structured: Structured,
    base_url: str,
    entry: FeedEntry | None = None,
    *,
    regions: Regions | None = None,
) -> dict[str, tuple[Candidate, ...]]:
    """Candidates by field of `articles`, best first; values cleaned of markup and white space, else verbatim.

    `regions` saves a second look for the article's head when the caller has it already.
    """
    nodes = article_nodes(structured)[:1]
    regions = regions or find_regions(tree, structured)
    return {
        "headline": _unique(_headlines(tree, structured, nodes, entry, regions)),
        "description": _unique(_descriptions(structured, nodes, entry)),
        "section": _unique((*_from_nodes(nodes, "articleSection"), *_from_meta(structured, _SECTION_META))),
        "keywords": _unique(_keywords(structured, nodes, entry), by_source=False),
        "language": _unique(_languages(tree, structured, nodes)),
        "canonical_url": _unique(_canonical_urls(structured, nodes, base_url)),
        "copyright_notice": _unique((*_from_nodes(nodes, "copyrightNotice"), *_from_meta(structured, _COPYRIGHT_META))),
        "publisher": _unique((*_from_nodes(nodes, "publisher"), *_from_meta(structured, _SITE_META))),
    }


def extract_access(tree: HtmlElement, structured: Structured, html: str) -> tuple[Candidate, ...]:
    """What the page says of whether it can be read for free, its own article's word before a meta tag's; then what is
    seen: an element that calls itself a paywall, which may be one for other readers or none at all. `html` is the
    source of the tree."""
    # a tree is slow to search, and most pages speak of paywalls only in their scripts
    return (*_declared_access(structured), *(_seen_paywall(tree) if _may_show_paywall(html) else ()))


def _may_show_paywall(html: str) -> bool:
    walls = (at for at in find_places("wall", html) if html.endswith(_BEFORE_WALL, 0, at))
    return any(_is_class_at(at, html) for at in walls)


def _is_class_at(at: int, html: str) -> bool:
    tag = html.rfind("<", max(0, at - _LONGEST_TAG), at)
    return tag >= 0 and "class" in html[tag:at].lower()


def _declared_access(structured: Structured) -> _Found:
    for node in article_nodes(structured)[:1]:
        said = str(node.get("isAccessibleForFree", "")).rsplit("/", 1)[-1].strip().lower()
        if said in ("true", "false"):
            yield Candidate(value="free" if said == "true" else "paywalled", source="json-ld:isAccessibleForFree")
    for name, value in structured.meta_values("article:content_tier", "og:article:content_tier", "content_tier"):
        if value.strip().lower() in ("free", "metered", "locked"):
            # "metered" promises a free article to a reader who has not read too many
            yield Candidate(value="paywalled" if value.strip().lower() == "locked" else "free", source=f"meta:{name}")


def _seen_paywall(tree: HtmlElement) -> _Found:
    if any(map(_PAYWALL.search, [name for name in find_texts(_CLASSES, tree) if "wall" in name])):
        yield Candidate(value="paywalled", source=SEEN)


def _headlines(
    tree: HtmlElement,
    structured: Structured,
    nodes: tuple[Mapping[str, Any], ...],
    entry: FeedEntry | None,
    regions: Regions,
) -> _Found:
    printed = tuple(_h1(regions))
    yield from printed
    # pages that keep their h1 for the logo or the breadcrumb print the headline in a lesser heading
    if regions.headline is not None and not printed:
        yield Candidate(value=" ".join(regions.headline.itertext()), source="heading")
    yield from _marked_headlines(regions)
    yield from _from_nodes(nodes, "headline")
    yield from (_from_nodes(nodes, "name") if nodes and "headline" not in nodes[0] else ())
    yield from _from_nodes(nodes, "alternativeHeadline")
    yield from _from_meta(structured, ("og:title", "twitter:title"))
    for title in tree.iterfind("head/title"):
        yield Candidate(value=title.text_content(), source="title")
    if entry and entry.title:
        yield Candidate(value=entry.title, source="feed:title")


def _marked_headlines(regions: Regions) -> _Found:
    """What microdata or RDFa call the headline: <h2 itemprop="headline">, <span property="schema:headline">."""
    for element in (e for e in regions.head if e in regions.marked):
        for attribute in ("itemprop", "property"):
            said = element.get(attribute)
            if said and any(name.rpartition(":")[2] == "headline" for name in said.lower().split()):
                yield Candidate(value=" ".join(element.itertext()), source="itemprop=headline")


def _h1(regions: Regions) -> _Found:
    found = 0
    for heading in regions.h1s:
        if found < _MAX_H1 and next(heading.iterancestors(*_FURNITURE), None) is None:
            found += 1
            yield Candidate(value=" ".join(heading.itertext()), source="h1")
            # a kicker set above the headline, inside its h1; what agrees with other sources is decided later
            for part in heading.iterchildren("span", "div", "strong", "p", "a", "em"):
                if len(heading) > 1:
                    yield Candidate(value=part.text_content(), source="h1:part")


def _descriptions(structured: Structured, nodes: tuple[Mapping[str, Any], ...], entry: FeedEntry | None) -> _Found:
    yield from _from_nodes(nodes, "description")
    yield from _from_meta(structured, _DESCRIPTION_META)
    if entry and entry.description:
        yield Candidate(value=entry.description, source="feed:description")


def _keywords(structured: Structured, nodes: tuple[Mapping[str, Any], ...], entry: FeedEntry | None) -> _Found:
    whole = [*_from_nodes(nodes, "keywords", every=True), *_from_meta(structured, _KEYWORD_META)]
    for candidate in whole:
        for word in _KEYWORD_SPLIT.split(candidate.value):
            yield Candidate(value=word.strip(), source=candidate.source)
    for word in entry.keywords if entry else ():
        yield Candidate(value=word, source="feed:category")


def _languages(tree: HtmlElement, structured: Structured, nodes: tuple[Mapping[str, Any], ...]) -> _Found:
    yield from _from_nodes(nodes, "inLanguage")
    if declared := tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang"):
        yield Candidate(value=declared, source="html:lang")
    yield from _from_meta(structured, _LANGUAGE_META)


def _canonical_urls(structured: Structured, nodes: tuple[Mapping[str, Any], ...], base_url: str) -> _Found:
    said = [Candidate(value=url, source="link:canonical") for url in structured.canonical]
    said += _from_meta(structured, ("og:url",))
    said += _from_nodes(nodes, "mainEntityOfPage", "url")
    urls: dict[str, str | None] = {}
    for candidate in said:
        raw = candidate.value.strip()
        if raw not in urls:
            urls[raw] = _absolute_url(base_url, raw)
        if url := urls[raw]:
            yield Candidate(value=url, source=candidate.source)


def _absolute_url(base_url: str, raw: str) -> str | None:
    try:
        # most are absolute, which `urljoin` would only take apart and put together
        url = raw if raw.startswith(("https://", "http://")) else urljoin(base_url, raw)
        return normalize_url(url) if raw else None
    except ValueError:  # "http://[": urljoin refuses what urlsplit does
        return None


def _from_nodes(nodes: Iterable[Mapping[str, Any]], *names: str, every: bool = False) -> _Found:
    for node in nodes:
        for name in names:
            values = as_list(node.get(name))
            for value in values if every else values[:1]:
                if isinstance(value, Mapping) and name in ("mainEntityOfPage", "url"):
                    value = value.get("@id") or value.get("url")
                if text := as_text(value):
                    yield Candidate(value=text, source=f"json-ld:{name}")


def _from_meta(structured: Structured, names: tuple[str, ...]) -> _Found:
    return (Candidate(value=value, source=f"meta:{name}") for name, value in structured.meta_values(*names))


def _unique(found: Iterable[Candidate], by_source: bool = True) -> tuple[Candidate, ...]:
    """Cleaned, empty ones dropped, each value once a source; or once at all, for lists such as keywords."""
    kept: dict[tuple[str, str], Candidate] = {}
    for candidate in found:
        # some systems encode twice: "K&amp;uuml;hlt&amp;uuml;rme"
        raw = candidate.value
        text = unescape(raw) if "&" in raw and _ENTITY.search(raw) else raw
        if value := clean_text(text):
            key = (value, candidate.source) if by_source else (fold_text(value), "")
            if key not in kept:
                kept[key] = candidate if value == raw else Candidate(value=value, source=candidate.source)
        if len(kept) >= _MAX_KEYWORDS:
            break
    return tuple(kept.values())
