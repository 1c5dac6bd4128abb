"""Bytes into a readable page: type, guards, charset, tree. Not what the page means, not how it was fetched."""

import codecs
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from transforms.charsets import decode_html
from transforms.errors import PageUnreadable
from transforms.records import Download, Page
from transforms.text import find_places
from transforms.urls import settle_redirect

#: Decoded pages above this cost tens of seconds and a gigabyte to extract; news pages stay below 2 MB.
MAX_BYTES = 5 * 1024 * 1024
#: Elements; a million empty tags cost 19 s, and no real page came near a tenth of this.
MAX_ELEMENTS = 100_000
#: Attributes on one tag are quadratic in libxml2: 100,000 take 16 s, 2,000 some milliseconds.
MAX_ATTRIBUTES = 2_000
#: Whether a page has elements on a level that hardly any has; asked in C, before its depth is counted in Python.
_IS_DEEP = etree.XPath("boolean(" + "/*" * 64 + ")")
#: Levels of nesting; copying a tree is recursive in C, where too deep a page would crash the process.
MAX_DEPTH = 2_000


_HTML_TYPES = {"text/html", "application/xhtml+xml", "application/xml", "text/xml"}
#: Types that servers give to anything they do not know; the bytes decide.
_VAGUE_TYPES = {"", "text/plain", "application/octet-stream", "application/x-httpd-php", "content/unknown"}
_MAGIC = (
    b"\x89PNG",
    b"%PDF",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"{",
    b"[",
    b"wOF2",
    b"BM",
)

_LOOKS_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|article|div|p|h1)\b", re.I)
_LOOKS_FEED = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,400}-->\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b"
)
#: Control characters that no XML may hold; the parser would end the text at some of them.
_UNWANTED = bytes((*range(9), 11, 12, *range(14, 32)))
#: A reference to one of them: the parser would take it, and whoever copies the text would fail.
_UNWANTED_REFERENCE = re.compile(
    rb"&#(?:0*(?:[1-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9])|x0*(?:[1-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?", re.I
)
#: U+FFFE and U+FFFF, in UTF-8.
_NONCHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_ENDS = re.compile(r"</(?:html|body)\s*>", re.I)
_END = 1000  #: characters among which most pages have theirs
_OPEN_END = re.compile(r"<(?:[a-zA-Z/!][^<>]{0,2000})?\Z")
_ATTRIBUTE_RUN = re.compile(
    r"""
    [a-zA-Z][^\s/>]*+                                   # the tag's name, after its "<"
    (?>[\s/]++[^\s=>/]++                                # an attribute ...
       (?>\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s>]++))?+    # ... and its value, if it has one
    ){MAX}
    """.replace("MAX", str(MAX_ATTRIBUTES)),
    re.VERBOSE,
)
#: Two characters are the least an attribute takes, so tags with less behind their "<" cannot hold that many.
_LONG = 2 * MAX_ATTRIBUTES
_PARSER = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
# lxml asks Python for the class of each element it hands out; one class for all is found in C
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))


def make_page(download: Download) -> Page:
    """A response's bytes as HTML text, decoded as browsers do, or PageUnreadable.

    Reasons: empty-body, too-large (5 MiB), not-html, absurd-markup, cut-short (only when it is certain).
    """
    body = download.body
    if not body.strip():
        raise PageUnreadable("empty-body")
    if len(body) > MAX_BYTES:
        raise PageUnreadable("too-large", f"{len(body)} bytes, the limit is {MAX_BYTES}")
    content_type = _header(download, "content-type")
    _refuse_other_types(body, content_type)
    html, encoding = decode_html(body, content_type)
    _refuse_absurd(html)
    _refuse_cut(html, download)
    return Page(
        url=download.url,
        final_url=settle_redirect(download.url, download.final_url),
        html=html,
        encoding=encoding,
        fetched_at=download.fetched_at,
    )


def parse_tree(page: Page) -> HtmlElement:
    """The page's one tree, comments removed. `huge_tree`, since nesting of 256 else gives silently empty text.

    Raises PageUnreadable: empty-body when there is no element at all, absurd-markup when it is nested beyond sense.
    """
    try:
        tree = document_fromstring(_encode(page.html), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError) as exc:
        raise PageUnreadable("empty-body", "no element in it") from exc
    if _IS_DEEP(tree) and (depth := find_depth(tree)) > MAX_DEPTH:
        raise PageUnreadable("absurd-markup", f"nested {depth} deep")
    return tree


def _encode(html: str) -> bytes:
    """UTF-8 without what XML may not hold: bytes are cleaned ten times faster than text."""
    data = html.encode("utf-8", "ignore")
    # hardly any page has such letters: to look for each of them costs a fourth of cleaning
    if any(letter in data for letter in _UNWANTED):
        data = data.translate(None, _UNWANTED)
    if any(_UNWANTED_REFERENCE.match(data, at) for at in find_places(b"&#", data)):
        data = _UNWANTED_REFERENCE.sub(b"", data)
    return _NONCHARACTER.sub(b"", data) if "\ufffe" in html or "\uffff" in html else data


def find_depth(tree: HtmlElement) -> int:
    """Levels of elements below and including the root."""
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _header(download: Download, name: str) -> str | None:
    return next((value for key, value in download.headers if key.lower() == name), None)


def _refuse_other_types(body: bytes, content_type: str | None) -> None:
    kind = (content_type or "").partition(";")[0].strip().lower()
    start = body.removeprefix(codecs.BOM_UTF8).lstrip()[:2048]
    if start.startswith(_MAGIC) or _LOOKS_FEED.match(start):
        raise PageUnreadable("not-html", f"{kind or 'no content type'}, starts with {start[:8]!r}")
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not wide and start.count(0) > len(start) // 20:
        raise PageUnreadable("not-html", f"{kind or 'no content type'}, binary bytes")
    if kind in _HTML_TYPES or (kind in _VAGUE_TYPES and (wide or _LOOKS_HTML.search(body, 0, 20_000))):
        return
    raise PageUnreadable("not-html", kind or "no content type and no markup")


def _refuse_absurd(html: str) -> None:
    elements = html.count("<")
    if elements > MAX_ELEMENTS and (elements := elements - html.count("</")) > MAX_ELEMENTS:
        raise PageUnreadable("absurd-markup", f"{elements} elements, the limit is {MAX_ELEMENTS}")
    if any(_ATTRIBUTE_RUN.match(html, start + 1, end) for start, end in _long_stretches(html)):
        raise PageUnreadable("absurd-markup", f"more than {MAX_ATTRIBUTES} attributes on one tag")


def _long_stretches(html: str) -> Iterator[tuple[int, int]]:
    """Where much stands between one "<" and the next: found by leaps, as nearly all lie close together."""
    at = html.find("<")
    while at >= 0:
        later = html.rfind("<", at + 1, at + 1 + _LONG)
        if later < 0:
            later = html.find("<", at + 1)
            yield at, later if later >= 0 else len(html)
        at = later


def _refuse_cut(html: str, download: Download) -> None:
    length = _header(download, "content-length")
    plain = (_header(download, "content-encoding") or "identity").strip().lower() == "identity"
    if plain and length and length.strip().isdecimal() and len(length) < 12 and int(length) > len(download.body):
        raise PageUnreadable("cut-short", f"{len(download.body)} of {int(length)} bytes")
    # Minified pages omit </body> and </html> lawfully, but never a </div> or </script>, nor the end of a tag.
    if _ENDS.search(html, len(html) - _END) or _ENDS.search(html):
        return
    lower = html.lower()
    if _OPEN_END.search(html[-2100:]) or lower.count("<script") > lower.count("</script"):
        raise PageUnreadable("cut-short", "ends inside a tag or script")
    if lower.count("<body") and lower.count("<div") - lower.count("</div") > 2:
        raise PageUnreadable("cut-short", "ends with open elements")
