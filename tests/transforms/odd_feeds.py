"""Feeds of every version and fault, made by chance from a seed: what a reader meets in years. All of it is invented."""

import random

_SPACES = " ".join(
    f'xmlns:{prefix}="{url}"'
    for prefix, url in {
        "dc": "http://purl.org/dc/elements/1.1/",
        "media": "http://search.yahoo.com/mrss/",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "gml": "http://www.opengis.net/gml",
        "georss": "http://www.georss.org/georss",
        "psc": "http://podlove.org/simple-chapters",
        "xhtml": "http://www.w3.org/1999/xhtml",
    }.items()
)
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
_ROOTS = [
    *(
        f'<rss version="{v}" {{ns}}><channel>{{head}}{{items}}</channel></rss>'
        for v in ("0.91", "0.92", "2.0", "", "x")
    ),
    f'<rdf:RDF {_RDF} xmlns="http://purl.org/rss/1.0/" {{ns}}><channel>{{head}}</channel>{{items}}</rdf:RDF>',
    f'<rdf:RDF {_RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/" {{ns}}>{{head}}{{items}}</rdf:RDF>',
    '<feed xmlns="http://www.w3.org/2005/Atom" {ns}>{head}{items}</feed>',
    '<feed version="0.3" xmlns="http://purl.org/atom/ns#" {ns}>{head}{items}</feed>',
    '<a:feed xmlns:a="http://www.w3.org/2005/Atom" {ns}>{head}{items}</a:feed>',
    '<CHANNEL HREF="http://example.org/">{head}{items}</CHANNEL>',
    "<channel>{head}{items}</channel>",
    "<rss><item/></rss>{items}",
    "{items}",
    "<html><body>{items}</body></html>",
]
_DATES = [
    "Mon, 02 Mar 2026 10:00:00 GMT", "2026-03-02", "2026-03-02T10:00:00Z", "2026-W10-1", "20260302", "02/03/26",
    "Thu, 31 Jun 2004 19:48:21 GMT", "2004년 05월 28일  오후 01:31:15", "Кyp, 2 Мар 2026", "-2026-01-01", "9" * 30, "",
    "01 Jan 0001 00:00:00 +9999", "2003-12-31T10:14:55.1234567+99:99", "now", "1e400", "2026-13-45T99:99:99Z",
    "10000-01-01T00:00:00Z", "Mon, 02 Mar 2026 10:00:00 +99999999", "\u0661\u0662/03/2026",
]  # fmt: skip
_LINKS = [
    "http://example.org/a", "/a", "a?b=c&d=e", "javascript:alert(1)", "", "http://[bad", "http://example.org:999999/",
    "//x", "?", "#", "http://\x00", "data:text/html,x", "http://例え.テスト/ä", "http://a" + "b" * 3000, "mailto:a@b",
    "http:///a", "tag:x,2020:1", "http://[::1]:x/", "\\\\server\\x", "http://a..b/",
]  # fmt: skip
_TEXTS = [
    "A", "&lt;b&gt;bold&lt;/b&gt;", "<![CDATA[<p>x</p>]]>", "R&D", "&nbsp;&bogus;", "&#146;&#x80;&#0;&#xFFFF;",
    "<b>raw</b>", '<div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div>', "a" * 5000, "\u202e\ufeff", "<!-- c -->x",
    "<script>x</script>", "<![CDATA[ unclosed", "&#x1F600;", "PHA+eDwvcD4=", "<?pi x?>", "</title>", "<title>",
    '<a href="', "\x0b\x0c", "]]>", "<br><br>", "<p" * 50,
]  # fmt: skip
_TAGS = [
    "title", "link", "description", "guid", "pubDate", "author", "dc:creator", "dc:date", "category", "enclosure",
    "source", "comments", "content", "content:encoded", "summary", "id", "published", "updated", "issued",
    "modified", "media:content", "media:group", "media:description", "media:credit", "media:thumbnail",
    "itunes:author", "georss:point", "gml:pos", "psc:chapters", "ttl", "sy:updatePeriod", "cloud", "image",
    "textinput", "textInput", "skipHours", "language", "contributor", "name", "email", "uri", "xhtml:body",
    "ITEM", "base", "webMaster", "where",
]  # fmt: skip
_ATTRIBUTES = [
    "", 'type="html"', 'type="xhtml"', 'mode="escaped"', 'rel="self"', 'rel="alternate" href="/q"', "a=b", "href=",
    'rel="enclosure" href="/i.jpg" type="image/jpeg" length="x"', 'url="/i.jpg" medium="image" width="-1"', 'a="<"',
    'url="http://[x"', 'isPermaLink="maybe"', 'xml:base="http://[bad/"', 'xml:base="/rel/"', 'xml:lang="de"',
    'term="x" scheme="y" label="z"', 'xml:base="http://x/" xml:base="http://y/"', 'xmlns="http://purl.org/rss/1.0/"',
]  # fmt: skip
_CHARSETS = [
    "utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "koi8-r", "shift_jis", "gb18030", "big5", "euc-kr",
    "iso-2022-jp", "cp037", "utf-7", "hz", "iso-8859-16", "utf-8-sig",
]  # fmt: skip
_HEADS = [
    "", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="{}"?>', '<?xml version="1.1" encoding="bogus"?>',
    '\n\n<?xml version="1.0"?>', '<?php notice ?><?xml version="1.0"?>', '<?xml version="1.0" encoding="hex"?>',
    "<!DOCTYPE rss>", '<!DOCTYPE rss [<!ENTITY x "y">]>', "<!DOCTYPE rss [<!ELEMENT a (b",
]  # fmt: skip
CONTENT_TYPES = [
    None, "text/xml", "application/xml; charset=utf-16", "text/xml; charset=us-ascii", "text/html; charset=", "; ; =",
    "application/rss+xml; charset=bogus", "application/json", "image/png", 'text/xml; charset="koi8-r"', "\x00",
]  # fmt: skip


class OddFeeds:
    """An endless supply of odd feeds, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def make(self) -> tuple[bytes, str | None]:
        """A body and its content type."""
        pick, count = self._chance.choice, self._chance.randint
        charset = pick(_CHARSETS)
        text = pick(_ROOTS).replace("{ns}", pick([_SPACES, _SPACES, ""]))
        text = text.replace("{head}", "".join(self._element() for _ in range(count(0, 6))))
        text = text.replace("{items}", "".join(self._item() for _ in range(pick([0, 1, 2, 5, 30]))))
        raw = (pick(_HEADS).replace("{}", charset) + text).encode(charset, "replace")
        return self._harm(raw), pick(CONTENT_TYPES)

    def _item(self) -> str:
        tag = self._chance.choice(["item", "entry", "item", "entry", "ITEM", "rss:item", "a:entry"])
        return f"<{tag}>{''.join(self._element() for _ in range(self._chance.randint(0, 12)))}</{tag}>"

    def _element(self, depth: int = 0) -> str:
        tag, attributes = self._chance.choice(_TAGS), self._chance.choice(_ATTRIBUTES)
        if self._chance.random() < 0.08:
            return f"<{tag} {attributes}/>"
        if depth < 3 and self._chance.random() < 0.2:
            inner = "".join(self._element(depth + 1) for _ in range(self._chance.randint(1, 3)))
        else:
            inner = self._chance.choice(self._chance.choice([_DATES, _LINKS, _TEXTS]))
        return f"<{tag} {attributes}>{inner}</{tag}>"

    def _harm(self, raw: bytes) -> bytes:
        way = self._chance.random()
        at = self._chance.randrange(len(raw) + 1)
        if way < 0.1:
            return raw[:at]
        if way < 0.2:
            harmed = bytearray(raw)
            for _ in range(self._chance.randint(1, 30) if raw else 0):
                harmed[self._chance.randrange(len(raw))] = self._chance.randrange(256)
            return bytes(harmed)
        return raw[:at] + raw[at // 2 : at] * 5 + raw[at:] if way < 0.25 else raw
