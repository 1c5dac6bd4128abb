"""Where a site says its feeds are: link elements, links in the page, sitemaps, and where they often lie. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from transforms.feed.values import make_link, make_plain
from transforms.urls import is_same_site, normalize_url

#: Where the common publishing systems put their main feed, the commonest first.
COMMON_PATHS = (
    "/feed/",
    "/rss.xml",
    "/feed.xml",
    "/rss",
    "/atom.xml",
    "/index.xml",
    "/rss/all.xml",
    "/feeds/posts/default",
    "/feed.json",
)
_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "text/xml",
    }
)
#: What a feed's address looks like; an article named "feed-prices-rise" does not.
_FEED_PATH = re.compile(
    r"(?:/|\.)(?:rss|atom|rdf|feeds?)(?:\d+)?/?$|(?:rss|atom|feed)[\w-]*\.(?:xml|json|rdf)$|\.rss$", re.I
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed=(?:rss2?|atom|rdf)|format=(?:rss|atom|feed)|type=rss)(?:&|$)", re.I)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.I | re.M)
#: Feeds of comments are no news.
_COMMENTS = re.compile(r"\bcomments?\b|\bkommentare?\b|\bcommentaires\b|\bcomentarios\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """An address that may be a feed's."""

    url: str
    title: str | None = None
    source: str  #: "link element", "link", "sitemap", "common path"


def extract_feed_links(tree: HtmlElement, url: str) -> tuple[FeedLink, ...]:
    """The feeds a page declares, then those it links to, each once; feeds of comments last."""
    base = make_link(next(iter(tree.xpath("//base/@href")), None), url) or url
    found: dict[str, FeedLink] = {}
    for link in (*_declared(tree, base), *_linked(tree, base)):
        found.setdefault(normalize_url(link.url) or link.url, link)
    return tuple(sorted(found.values(), key=_is_of_comments))


def parse_sitemap_lines(robots: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names.

    >>> parse_sitemap_lines("User-agent: *\\nSitemap: https://example.org/news.xml")
    ('https://example.org/news.xml',)
    """
    return tuple(dict.fromkeys(link for raw in _SITEMAP_LINE.findall(robots) if (link := make_link(raw, ""))))


def parse_sitemap(body: bytes, url: str) -> tuple[tuple[str, ...], tuple[FeedLink, ...]]:
    """The sitemaps that a sitemap's index names, and the pages of a sitemap that look like feeds."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:  # nothing at all that could be recovered
        root = None
    if root is None:
        return (), ()
    maps = [link for loc in root.iterfind(".//{*}sitemap/{*}loc") if (link := make_link(loc.text, url))]
    pages = [link for loc in root.iterfind(".//{*}url/{*}loc") if (link := make_link(loc.text, url))]
    pages = [link for link in pages if looks_like_feed(link)]
    return tuple(dict.fromkeys(maps)), tuple(FeedLink(url=link, source="sitemap") for link in dict.fromkeys(pages))


def looks_like_feed(url: str) -> bool:
    """Whether an address is spelled as feeds' addresses are.

    >>> looks_like_feed("https://example.org/news/rss.xml"), looks_like_feed("https://example.org/feed-prices-rise")
    (True, False)
    """
    parts = urlsplit(url)
    return bool(_FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query))


def _declared(tree: HtmlElement, base: str) -> Iterator[FeedLink]:
    for link in tree.iter("link"):
        rels = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        is_feed = "feed" in rels or ("alternate" in rels and kind in _FEED_TYPES)
        if is_feed and (url := make_link(link.get("href"), base)):
            yield FeedLink(url=url, title=make_plain(link.get("title"), is_html=False), source="link element")


def _linked(tree: HtmlElement, base: str) -> Iterator[FeedLink]:
    """Links of the page's own site; others are services to follow it with."""
    for anchor in tree.iter("a"):
        url = make_link(anchor.get("href"), base)
        if url and looks_like_feed(url) and is_same_site(url, base):
            yield FeedLink(url=url, title=make_plain(anchor.text_content(), is_html=False), source="link")


def _is_of_comments(link: FeedLink) -> bool:
    return bool(_COMMENTS.search(f"{link.title or ''} {urlsplit(link.url).path}"))
