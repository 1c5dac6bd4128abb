"""Every byline a page offers, as found: data first, then what is printed in the article's head and foot. No choice."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from transforms.bylines.credits import split_credits
from transforms.bylines.seen import mark_unseen
from transforms.bylines.words import is_organization, is_role, match_prefix
from transforms.dates import parse_date
from transforms.layout import Line, Regions, find_all, find_regions, marks_of, short_text
from transforms.names import has_given_name, is_person_like
from transforms.records import Candidate
from transforms.structured import Structured, article_nodes, as_list, as_text, node_types

#: Meta tags that name the writer, the most specific first.
_META = (
    "article:author", "article:author_name", "author", "byl", "byline", "article.author", "parsely-author",
    "sailthru.author",
    "cxenseparse:author", "dc.creator", "dcterms.creator", "dc.creator.personalname", "citation_author", "og:author",
    "og:article:author", "creator", "rnews:author", "authors", "article:authors", "shareaholic:article_author_name",
)  # fmt: skip
#: Yoast and its kin print label and value apart: twitter:label1 "Written by", twitter:data1 "Jane Roe".
_WRITTEN_BY = re.compile(
    r"written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|author|autor|par|yazan",
    re.IGNORECASE,
)
_MARKS = frozenset(("class", "id", "data-testid", "data-component", "data-test"))
_NAME_INSIDE = XPath("descendant::*/@itemprop[. = 'name']/..")
#: Words of class names and ids that call an element a byline.
_BYLINE_WORDS = frozenset(
    (
        "articleauthor", "articlebyline", "auteur", "author", "authorname", "authors", "autor", "autore", "autoren",
        "autores", "autorin", "byauthor", "byline", "bylines", "contributor", "contributors", "creator", "entryauthor",
        "firma", "forfatter", "journalist", "journaliste", "journalists", "muhabir", "penulis", "postauthor",
        "redakteur", "reporter", "signature", "skribent", "skrivent", "storybyline", "vcard", "verfasser", "writer",
        "yazar",
    )
)  # fmt: skip
#: Those that words hide: "articleAuthor", "by-line".
_HIDDEN_BYLINE = re.compile(r"[a-z](?:Author|Byline|Autor)|(?:^|[\s_-])by-line(?:$|[\s_-])")
_NOT_BYLINE = re.compile(
    r"bio|avatar|image|img|photo|foto|picture|caption|social|follow|count|link-list|desc|"
    r"about|related|comment|more|box-text|icon"
)
_BESIDE_DATE = re.compile(r"(?P<name>[^\W\d_][^\d|,·•/]{4,40}?)(?:\s?[|,·•/–—-]\s?|\s(?=\d))(?P<date>[^\s|].{5,60})")
#: What ends a name at the front of a line.
_AFTER_NAME = re.compile(r"[,|/•·–(\d]|\s(?:and|und|et|y|e|og|en|och)\s")
_DIGIT = re.compile(r"\d")
_MARKED_PREFIX = re.compile(r"[^\W\d_]")
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|in|es)?|auteurs?|redaktion|profil\w*|people|staff|writers?|by|journalist\w*)/", re.I
)


def extract_byline_candidates(
    tree: HtmlElement, structured: Structured, *, regions: Regions | None = None
) -> tuple[Candidate, ...]:
    """What a page offers as its story's byline, most trusted first, verbatim; one an author where data list them.

    `regions` saves a second look for the article's head when the caller has it already.
    """
    regions = regions or find_regions(tree, structured)
    found = (
        *_from_json_ld(structured),
        *_from_markup(regions),
        *_from_meta(structured),
        *_from_byline_elements(regions),
        *_from_printed(regions),
        *_from_foot(regions),
        *_from_beside_dates(regions),
    )
    return tuple(mark_unseen(list(dict.fromkeys(found)), tree, regions))


def _from_json_ld(structured: Structured) -> Iterator[Candidate]:
    """The authors of the fullest article node that has any; its creators when it has no author."""
    for key in ("author", "creator"):
        for node in article_nodes(structured)[:3]:
            # a newsroom signs its news; the owner of an "Article" or "BlogPosting" is but an account
            where = "json-ld" if any("News" in name for name in node_types(node)) else f"json-ld:{_type_of(node)}"
            found = [c for value in as_list(node.get(key)) for c in _from_node(structured, value, where)]
            if found:
                yield from found
                return


def _from_node(structured: Structured, value: Any, where: str, depth: int = 0) -> Iterator[Candidate]:
    value = structured.resolve(value)
    if isinstance(value, str):
        if name := as_text(value):
            yield Candidate(value=name, source=f"{where}:author")
    elif isinstance(value, Mapping):
        kind = _type_of(value)
        source = f"{where}:author:{kind}" if kind else f"{where}:author"
        for part in as_list(value.get("name")):
            if isinstance(part, str):
                if name := as_text(part):
                    yield Candidate(value=name, source=source)
            elif depth < 2:
                yield from _from_node(structured, part, where, depth + 1)


def _type_of(node: Mapping[str, Any]) -> str | None:
    return next(iter(node_types(node)), None)


def _from_meta(structured: Structured) -> Iterator[Candidate]:
    for name, value in structured.meta_values(*_META):
        if not value.startswith(("http://", "https://", "//", "/", "@")):
            yield Candidate(value=value, source=f"meta:{name}")
    labels = dict(structured.meta_values("twitter:label1", "twitter:label2"))
    for name, label in labels.items():
        if _WRITTEN_BY.fullmatch(label.strip(" :")):
            for _, value in structured.meta_values(name.replace("label", "data")):
                yield Candidate(value=value, source="meta:twitter:data")


def _from_markup(regions: Regions) -> Iterator[Candidate]:
    """rel=author and itemprop=author in the head or foot; of nested marks the innermost name."""
    for element in (e for e in (*regions.head, *regions.foot) if e in regions.marked):
        for name in ("rel", "itemprop"):
            said = element.get(name)
            if said and "author" in said.lower().split():
                inner = next(find_all(_NAME_INSIDE, element), None) if name == "itemprop" else None
                text = short_text(inner, 160) if inner is not None else regions.text_of(element, 160)
                text = text or element.get("content")
                if text:
                    yield Candidate(value=text, source=f"{name}=author")


def _from_byline_elements(regions: Regions) -> Iterator[Candidate]:
    """Elements that call themselves a byline: the links to profiles inside them, else their own short text."""
    for element in regions.head:
        if element.tag in ("h1", "html", "body", "main", "article") or not _is_byline(element):
            continue
        links = [
            text
            for link in element.iter("a")
            if _PROFILE.search(link.get("href") or "") and (text := short_text(link, 60))
        ]
        for text in links:
            if is_person_like(text):
                yield Candidate(value=text, source="author-link")
        text = regions.text_of(element, 160) if not _is_in_caption(element) else None
        if text and _MARKED_PREFIX.search(text):
            yield Candidate(value=text, source="byline-element")


def _is_in_caption(element: HtmlElement) -> bool:
    """Whether a name signs the picture: its caption holds it."""
    parent = element.getparent()
    return parent is not None and (parent.tag == "figcaption" or "caption" in marks_of(parent))


def _is_byline(element: HtmlElement) -> bool:
    marks = [value for name, value in element.items() if name in _MARKS]
    return bool(marks) and _is_byline_mark(" ".join(marks))


@lru_cache(maxsize=4096)
def _is_byline_mark(marks: str) -> bool:
    low = marks.lower()
    words = low.replace("_", " ").replace("-", " ").split()
    is_hidden = "uthor" in marks or "utor" in marks or "line" in marks
    is_named = not _BYLINE_WORDS.isdisjoint(words) or (is_hidden and _HIDDEN_BYLINE.search(marks) is not None)
    return is_named and _NOT_BYLINE.search(low) is None


def _from_printed(regions: Regions) -> Iterator[Candidate]:
    """Short text in the head that opens with a prefix and a full name: "Von Jane Roe"; links to profiles."""
    for line in regions.head_lines:
        if line.tag in ("h1", "h2", "h3", "li", "ul") or line.size > 6 or len(line.text) > 120:
            continue
        if _opens_with_name(line.text):
            yield Candidate(value=line.text, source="printed")
        elif line.tag == "a" and _PROFILE.search(line.element.get("href") or "") and is_person_like(line.text):
            yield Candidate(value=line.text, source="profile-link")


@lru_cache(maxsize=256)
def _opens_with_name(text: str) -> bool:
    prefix = match_prefix(text)
    if prefix is None:
        return False
    words = _AFTER_NAME.split(text[prefix.end() :], maxsplit=1)[0].split()
    if len(words) == 1 and (prefix["label"] or " " in prefix[0].strip()):
        # "Posted by Petra 26 June": a pen name needs a prefix that nothing else begins with
        return len(text) < 50 and words[0][:1].isupper() and len(words[0]) > 2
    return 2 <= len(words) <= 5 and is_person_like(" ".join(words[:4])) and (prefix[0][0].isupper() or len(text) < 60)


def _from_beside_dates(regions: Regions) -> Iterator[Candidate]:
    """A full name that shares its line with nothing but the date: "Jane Roe | 05.04.2025"."""
    for line in regions.head_lines:
        if line.tag in ("h1", "h2", "h3", "li", "ul", "a") or line.size > 4 or len(line.text) > 90:
            continue
        # few lines begin with a given name, and the pattern is slow
        match = _BESIDE_DATE.match(line.text) if has_given_name(line.text) and _DIGIT.search(line.text) else None
        if match and parse_date(match["date"]) is not None and _is_somebody(match["name"]):
            yield Candidate(value=match["name"], source="beside-date")


def _is_somebody(text: str) -> bool:
    return is_person_like(text) and has_given_name(text) and not is_organization(text) and not is_role(text)


def _from_foot(regions: Regions) -> Iterator[Candidate]:
    for line in regions.foot_lines:
        if line.size <= 6 and (_is_signed(line) or any(role for role, _ in split_credits(line.text))):
            yield Candidate(value=line.text, source="foot")


def _is_signed(line: Line) -> bool:
    text = line.text
    if len(text) > 100:
        return False
    return _opens_with_name(text) or (len(text) <= 60 and _is_byline(line.element) and is_person_like(text))
