"""The older pages of a feed: which one comes next, and when there is nothing more to look for. Pure.

RFC 5005 names them (prev-archive, next), JSON Feed has next_url, WordPress answers ?paged=N to whoever knows.
"""

import json
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree

from flows.origins.candidate import Candidate
from flows.origins.spans import Span
from transforms.urls import normalize_url

#: Links to what is older, the surest first; "next" leads through pages, "prev-archive" through closed archives.
_RELATIONS = ("prev-archive", "next")
_WORDPRESS = re.compile(rb"<generator[^>]*>\s*(?:https?://(?:www\.)?wordpress\.(?:org|com)|WordPress)", re.IGNORECASE)
_ATOM = "http://www.w3.org/2005/Atom"
#: So many bytes hold the head of any feed.
_HEAD = 20_000


def find_next_page(body: bytes, url: str) -> str | None:
    """The address of the next older page of a feed, None when there is no way to know one.

    >>> head = b'<feed xmlns="http://www.w3.org/2005/Atom">'
    >>> find_next_page(head + b'<link rel="next" href="?p=2"/></feed>', "https://n.example/f")
    'https://n.example/f?p=2'
    """
    link = _find_json(body) if body.lstrip()[:1] == b"{" else _find_link(body)
    if link:
        found = urljoin(url, link)
        return found if normalize_url(found) else None
    if _WORDPRESS.search(body[:_HEAD]) or "paged" in dict(parse_qsl(urlsplit(url).query)):
        return _count_up(url)
    return None


def is_exhausted(page: tuple[Candidate, ...], seen: set[str], asked: Span) -> bool:
    """Whether to stop here: the page repeats what others showed, or all of it is older than the days asked for."""
    if not page or all(normalize_url(candidate.said.url) in seen for candidate in page):
        return True
    spans = [candidate.span for candidate in page]
    return all(span is not None and span.last < asked.first for span in spans)


def _find_link(body: bytes) -> str | None:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(body.lstrip(), parser) if body.strip() else None
    if root is None:
        return None
    found: dict[str, str] = {}
    # the links of the feed itself; those of its entries lie deeper
    heads = [
        root,
        *(child for child in root if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == "channel"),
    ]
    for head in heads:
        for link in head.findall(f"{{{_ATOM}}}link"):
            found.setdefault((link.get("rel") or "").lower(), link.get("href") or "")
    return next((found[name] for name in _RELATIONS if found.get(name)), None)


def _find_json(body: bytes) -> str | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    link = data.get("next_url") if isinstance(data, dict) else None
    return link if isinstance(link, str) else None


def _count_up(url: str) -> str:
    """The next of WordPress's pages.

    >>> _count_up("https://news.example/feed/"), _count_up("https://news.example/feed/?paged=2")
    ('https://news.example/feed/?paged=2', 'https://news.example/feed/?paged=3')
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    page = query.get("paged", "1")
    query["paged"] = str(int(page) + 1 if page.isascii() and page.isdigit() else 2)
    return urlunsplit(parts._replace(query=urlencode(query)))
