"""Feeds: bytes in, a Feed out. RSS 0.9 to 2.0, RDF, Atom and JSON Feed; what can be read of a broken one is read.

decode.py makes text of bytes, repair.py well-formed XML of text, xml.py reads it (the one module that knows
feedparser), media.py its pictures, jsonfeed.py JSON, values.py single values. Pure: no network, no clock.
"""

from transforms.errors import FeedUnreadable
from transforms.feed.decode import decode_feed
from transforms.feed.jsonfeed import read_json_feed
from transforms.feed.repair import repair_xml
from transforms.feed.xml import read_xml_feed
from transforms.records import Feed

__all__ = ["parse_feed"]


def parse_feed(body: bytes, url: str, content_type: str | None = None) -> Feed:
    """The feed in a response's decoded body; `url` is the final one, against which relative links are resolved.

    A feed without entries is a feed. FeedUnreadable: "not-a-feed" for an HTML page or an empty body, "absurd-markup"
    for what would cost minutes to read, "hostile-dtd" for entities that unfold or come from elsewhere.

    >>> parse_feed(b"<rss version='2.0'><channel><title>Coastline</title></channel></rss>", "https://example.org/f").title
    'Coastline'
    """
    text = decode_feed(body, content_type).strip()
    if not text:
        raise FeedUnreadable("not-a-feed", "the body is empty")
    if text.startswith("{"):
        return read_json_feed(text, url)
    return read_xml_feed(repair_xml(text), url)
