"""Feed text made fit for an XML parser: no DTD, undeclared entities, bare & or cut tail. Linear in its length."""

import re
from collections import deque
from collections.abc import Iterator
from html.entities import html5
from xml.parsers import expat

from transforms.errors import FeedUnreadable

#: Characters that XML 1.0 does not have at all.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"^<\?xml[^>]{0,300}\?>")
_AMPERSAND = re.compile(
    r"""
    & (?: \#(?P<dec>[0-9]{1,7});?        # &#8217; and the &#8217 of old systems
        | \#[xX](?P<hex>[0-9a-fA-F]{1,6});?
        | (?P<name>[A-Za-z][A-Za-z0-9]{0,31});
      )?                                 # or a bare &
    """,
    re.VERBOSE,
)
_SUBSET_END = re.compile(r"\]\s*>")
_ENTITY = re.compile(
    r"""
    <!ENTITY \s+ (?:%\s+)? (?P<name>[^\s"'>]{1,100}) \s+
    (?: (?P<outside>SYSTEM|PUBLIC) \b | "(?P<value>[^"]{0,10000}) | '(?P<single>[^']{0,10000}) )
    """,
    re.VERBOSE,
)
_NESTED = re.compile(r"[&%](?P<name>[A-Za-z_][\w.-]{0,100});")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{8000,}+")
_MAX_ATTRIBUTES = 1000
_ROOT = re.compile(r"<(?P<name>(?:[A-Za-z][\w.-]{0,30}:)?(?:rss|feed|RDF|rdf|channel))[\s>/]")
_ITEM_END = re.compile(r"</(?:\w{1,30}:)?(?:item|entry)\s*>")


def repair_xml(text: str) -> str:
    """XML that says the same; a DTD goes. FeedUnreadable("hostile-dtd") for one that bombs and thefts are made of.

    >>> repair_xml("<rss><title>R&D &nbsp;&bogus; &amp;</title></rss>")
    '<rss><title>R&amp;D &#160;&amp;bogus; &amp;</title></rss>'
    """
    text = _ILLEGAL.sub("", text)
    # whatever stands before the first tag: PHP notices, blank lines, a mark in the wrong place
    text = _DECLARATION.sub("", text[max(text.find("<"), 0) :])
    text = _drop_doctype(text)
    return _close_cut("".join(_repair_pieces(text)))


def is_well_formed(data: bytes) -> bool:
    """Whether expat, and so feedparser's fast path, reads it, prefixes included."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return False
    return True


def has_absurd_tag(data: bytes) -> bool:
    """Whether a tag bears hundreds of attributes, which libxml2 reads in quadratic time."""
    return any(match[0].count(b"=") > _MAX_ATTRIBUTES for match in _LONG_TAG.finditer(data))


def _repair_pieces(text: str) -> Iterator[str]:
    """Text between CDATA sections is repaired, the sections stay; one that never ends is closed at the end."""
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        yield _AMPERSAND.sub(_repair_reference, text[at:start])
        end = text.find("]]>", start)
        if end < 0:
            yield text[start:] + "]]>"
            return
        at = end + 3
        yield text[start:at]
    yield _AMPERSAND.sub(_repair_reference, text[at:])


def _repair_reference(match: re.Match[str]) -> str:
    if name := match["name"]:
        if name in _XML_NAMES:
            return match[0]
        letters = html5.get(f"{name};")
        return "".join(f"&#{ord(letter)};" for letter in letters) if letters else f"&amp;{name};"
    if match["dec"] or match["hex"]:
        code = int(match["dec"]) if match["dec"] else int(match["hex"], 16)
        is_legal = code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF
        # a number of Windows-1252's upper half is what old editors mean by it: &#146; is an apostrophe
        if 0x80 <= code < 0xA0:
            code = ord(bytes([code]).decode("cp1252", "replace"))
        return f"&#{code};" if is_legal and code not in {0xFFFE, 0xFFFF} else ""
    return "&amp;"


def _drop_doctype(text: str) -> str:
    start = text.find("<!DOCTYPE", 0, 4096)
    if start < 0:
        return text
    end = text.find(">", start)
    subset = text.find("[", start)
    if 0 <= subset < end:
        closing = _SUBSET_END.search(text, subset)
        _refuse_hostile(text[subset : closing.start() if closing else len(text)])
        end = closing.end() - 1 if closing else end
    return text[:start] + text[end + 1 :] if end >= 0 else text


def _refuse_hostile(subset: str) -> None:
    """An entity made of others unfolds to gigabytes, one from elsewhere reads files or asks hosts of the attacker's."""
    for entity in _ENTITY.finditer(subset):
        if entity["outside"]:
            raise FeedUnreadable("hostile-dtd", f"the entity {entity['name']} comes from elsewhere")
        nested = _NESTED.search(entity["value"] or entity["single"] or "")
        if nested and nested["name"] not in _XML_NAMES:
            raise FeedUnreadable("hostile-dtd", f"the entity {entity['name']} is made of {nested['name']}")


def _close_cut(text: str) -> str:
    """A document that stops in the middle ends with its last whole item, so that half a link is never taken for one."""
    root = _ROOT.search(text, 0, 20_000)
    if root is None or text.find(f"</{root['name']}", root.end()) >= 0:
        return text
    ends = deque(_ITEM_END.finditer(text), maxlen=1)
    if not ends:
        return text
    last = ends[0]
    # in RSS 2.0 the items lie in the channel; a parser that recovers does not mind one end tag too many
    has_channel = "<channel" in text[: last.start()] and "</channel" not in text[: last.end()]
    return text[: last.end()] + ("</channel>" if has_channel else "") + f"</{root['name']}>"
