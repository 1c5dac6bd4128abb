"""Feeds of every kind, whole and broken; all of them invented."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.odd_feeds import OddFeeds
from transforms.errors import FeedUnreadable
from transforms.feed import parse_feed
from transforms.feed.values import make_link, make_plain
from transforms.records import FeedEntry, MediaItem

URL = "https://news.example.org/rss/all.xml"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)


def rss(*items: str, head: str = "<title>Coastline Wire</title>") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {SPACES}><channel>{head}{body}</channel></rss>'.encode()


def only(raw: bytes, content_type: str | None = None) -> FeedEntry:
    (entry,) = parse_feed(raw, URL, content_type).entries
    return entry


def test_an_rss_item_is_read_whole():
    entry = only(
        rss(
            "<title>Ferry link &amp;amp; port &lt;b&gt;reopen&lt;/b&gt;</title><link>https://news.example.org/a</link>"
            '<guid isPermaLink="false">a-1</guid><description>&lt;p&gt;Crossings resumed.&lt;/p&gt;</description>'
            "<pubDate>Mon, 02 Mar 2026 10:00:00 CET</pubDate><category>Ports</category>"
            "<author>desk@example.org (Ada Lindqvist)</author><dc:creator>Ada Lindqvist</dc:creator>"
            "<dc:creator>Tomas Halvorsen</dc:creator>"
        )
    )
    assert entry == FeedEntry(
        guid="a-1",
        url="https://news.example.org/a",
        title="Ferry link & port reopen",
        byline_raw="Ada Lindqvist; Tomas Halvorsen",
        description="Crossings resumed.",
        published_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        keywords=("Ports",),
    )


def test_an_atom_entry_is_read_whole():
    feed = parse_feed(
        b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>K&#xFC;stenblatt</title>
        <link href="https://example.org/"/><entry><id>tag:example.org,2026:1</id><title type="text">1 &lt; 2</title>
        <link rel="self" href="https://example.org/self"/><link href="/a"/><author><name>Jane Roe</name>
        <email>roe@example.org</email></author><published>2026-03-02T10:00:00+01:00</published>
        <updated>2026-03-02T12:00:00Z</updated><summary type="html">&lt;i&gt;Kurz&lt;/i&gt;</summary></entry></feed>""",
        URL,
    )
    (entry,) = feed.entries
    assert (feed.title, feed.kind, feed.language, feed.site_url) == (
        "Küstenblatt",
        "atom10",
        "de",
        "https://example.org/",
    )
    assert (entry.guid, entry.url, entry.title) == ("tag:example.org,2026:1", "https://news.example.org/a", "1 < 2")
    assert (entry.byline_raw, entry.description) == ("Jane Roe", "Kurz")
    assert (entry.published_at, entry.updated_at) == (
        datetime(2026, 3, 2, 9, tzinfo=UTC),
        datetime(2026, 3, 2, 12, tzinfo=UTC),
    )


def test_rdf_is_a_feed():
    raw = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/"><title>T</title></channel>
        <item rdf:about="https://example.org/a"><title>A</title><link>https://example.org/a</link>
        <dc:date>2026-03-02T10:00:00Z</dc:date></item></rdf:RDF>"""
    entry = only(raw)
    assert (entry.url, entry.published_at) == ("https://example.org/a", datetime(2026, 3, 2, 10, tzinfo=UTC))


def test_json_feed_is_read():
    feed = parse_feed(
        b"""{"version": "https://jsonfeed.org/version/1.1", "title": "T", "language": "en", "items": [
        {"id": 7, "url": "/a", "title": "A & B", "content_html": "<p>Text</p>", "authors": [{"name": "Jane Roe"}],
         "date_published": "2026-03-02T10:00:00Z", "tags": ["x"], "image": "/i.jpg"}, {"id": "no-link"}]}""",
        URL,
    )
    (entry,) = feed.entries
    assert (feed.kind, feed.skipped, entry.guid, entry.url) == ("json1", 1, "7", "https://news.example.org/a")
    assert (entry.title, entry.byline_raw, entry.description) == ("A & B", "Jane Roe", "Text")
    assert entry.media == (MediaItem(url="https://news.example.org/i.jpg"),)


def test_a_picture_s_description_is_not_the_item_s():
    entry = only(
        rss(
            "<title>A</title><link>https://example.org/a</link><description>Own words</description><media:group>"
            '<media:content url="https://example.org/s.jpg" type="image/jpeg" width="100"/>'
            '<media:content url="https://example.org/l.jpg" type="image/jpeg" width="900"/>'
            "<media:description>The quay at dawn.</media:description><media:credit>Tomas Halvorsen</media:credit>"
            "</media:group>"
        )
    )
    assert entry.description == "Own words"
    assert entry.media == (
        MediaItem(url="https://example.org/l.jpg", caption="The quay at dawn.", credit="Tomas Halvorsen"),
    )


def test_each_picture_keeps_its_own_caption():
    one, two = (
        f'<media:content url="/{n}.jpg" medium="image"><media:description>Caption {n}</media:description>'
        "</media:content>"
        for n in (1, 2)
    )
    entry = only(rss(f"<link>/a</link>{one}{two}"))
    assert [(m.url[-5:], m.caption) for m in entry.media] == [("1.jpg", "Caption 1"), ("2.jpg", "Caption 2")]
    assert entry.description is None


def test_an_enclosed_sound_is_no_picture():
    entry = only(
        rss('<link>/a</link><enclosure url="/a.mp3" type="audio/mpeg"/><enclosure url="/a.jpg" type="image/jpeg"/>')
    )
    assert [m.url for m in entry.media] == ["https://news.example.org/a.jpg"]


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<guid>https://example.org/by-guid</guid>", "https://example.org/by-guid"),
        ("<link>/a b</link>", "https://news.example.org/a%20b"),
        ("<link>\n https://example.org/\n a </link>", "https://example.org/a"),
        ("<link><![CDATA[https://example.org/a?x=1&y=2]]></link>", "https://example.org/a?x=1&y=2"),
        ("<link>https://example.org/a?x=1&y=2</link>", "https://example.org/a?x=1&y=2"),
    ],
)
def test_links_degrade_sensibly(item, url):
    assert only(rss(item)).url == url


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@example.org", "http://[bad", "https://"])
def test_an_item_without_a_usable_link_is_skipped_and_counted(link):
    feed = parse_feed(rss(f"<title>A</title><link>{link}</link>"), URL)
    assert (feed.entries, feed.skipped) == ((), 1)


def test_a_cut_feed_keeps_its_whole_items_only():
    raw = rss(
        "<title>A</title><link>https://example.org/a</link>", "<title>B</title><link>https://example.org/b-long</link>"
    )
    feed = parse_feed(raw[: raw.index(b"-long")], URL)
    assert [entry.url for entry in feed.entries] == ["https://example.org/a"]


def test_undeclared_entities_and_bare_ampersands_are_mended():
    assert only(rss("<title>R&D &nbsp;&bogus; caf&eacute;</title><link>/a</link>")).title == "R&D &bogus; café"


def test_items_after_a_broken_one_are_read():
    raw = rss(
        "<title>A <br> B</title><link>/a</link>", "<title>C</title><link>/c</link>", "<title>D</title><link>/d</link>"
    )
    assert [entry.url[-2:] for entry in parse_feed(raw, URL).entries] == ["/a", "/c", "/d"]


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (rss("<title>Grüße – “é”</title><link>/a</link>"), "text/xml; charset=iso-8859-1"),
        (b"\xef\xbb\xbf" + rss("<title>Grüße – “é”</title><link>/a</link>"), None),
        (rss("<title>Grüße – “é”</title><link>/a</link>").decode().encode("utf-16"), None),
        (rss("<title>Grüße – “é”</title><link>/a</link>").decode().encode("cp1252"), "text/xml"),
        (rss("<title>Grüße – “é”</title><link>/a</link>").decode().encode("cp1252"), "text/xml; charset=utf-8"),
    ],
)
def test_a_wrong_charset_does_no_harm(raw, content_type):
    assert only(raw, content_type).title == "Grüße – “é”"


@pytest.mark.parametrize(
    "raw",
    [b"", b"  ", b"<!doctype html><html><h1>Be right back</h1></html>", b"{}", b"[1]", b"\x89PNG\r\n"],
)
def test_what_is_no_feed_says_so(raw):
    with pytest.raises(FeedUnreadable) as caught:
        parse_feed(raw, URL, "text/html")
    assert caught.value.reason == "not-a-feed"


def test_a_feed_without_entries_is_a_feed():
    assert parse_feed(rss(), URL).entries == ()


def with_dtd(dtd: str) -> bytes:
    return rss("<title>x&b;&f;</title><link>/a</link>").replace(b"<rss", f"<!DOCTYPE rss {dtd}>".encode() + b"<rss")


def test_an_internal_dtd_defines_nothing():
    assert only(with_dtd('[<!ENTITY b "ha"><!ENTITY f "&#233; &amp; more">]')).title == "x&b;&f;"
    netscape = 'PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://example.org/rss-0.91.dtd"'
    assert only(with_dtd(netscape)).title == "x&b;&f;"


@pytest.mark.parametrize(
    "dtd",
    [
        '[<!ENTITY a "ha"><!ENTITY b "&a;&a;">]',
        "[<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]",
        '[<!ENTITY f SYSTEM "file:///etc/hostname">]',
        '[<!ENTITY f PUBLIC "x" "http://example.org/x">]',
        '[<!ENTITY % p SYSTEM "http://example.org/x"> %p;]',
        '[<!ENTITY % p "ha"><!ENTITY b "%p;%p;">]',
    ],
)
def test_a_dtd_that_unfolds_or_reaches_out_is_refused(dtd):
    with pytest.raises(FeedUnreadable, match="hostile-dtd"):
        parse_feed(with_dtd(dtd), URL)


@pytest.mark.parametrize(
    ("head", "minutes"),
    [
        ("<ttl>30</ttl>", 30),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 30),
    ],
)
def test_how_long_a_feed_keeps_is_read(head, minutes):
    assert parse_feed(rss(head=head), URL).ttl_minutes == minutes


def test_a_date_nobody_can_read_is_none():
    assert only(rss("<link>/a</link><pubDate>yesterday-ish</pubDate>")).published_at is None


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(raw):
    for body in (raw, rss("<link>/a</link><title>").replace(b"<title>", b"<title>" + raw)):
        with suppress(FeedUnreadable):
            parse_feed(body, URL)


@given(st.text())
def test_plain_text_has_no_control_characters(raw):
    text = make_plain(raw)
    assert text is None or ((text == text.strip() and text != "" and text.isprintable()) or not text.isascii())


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<a '", "<!--", "<script>", "&", "<![CDATA[", "</item>", "<item>", "&#", "]]>"]
)
def test_long_hostile_texts_end(piece):
    hostile = piece * 20_000
    assert make_plain(hostile) != ""
    with suppress(FeedUnreadable):
        parse_feed(rss(f"<link>/a</link><description>{hostile}"), URL)


@pytest.mark.parametrize("count", [3_000, 200_000])
@pytest.mark.parametrize("piece", ["<a '", "<item><link>/a</link>", "<m:x>"])
def test_absurd_markup_is_refused_before_it_costs_minutes(piece, count):
    with suppress(FeedUnreadable):
        parse_feed(rss(f"<link>/a</link><description>{piece * count}"), URL)


def test_a_tag_with_a_hundred_thousand_attributes_is_refused():
    attributes = " ".join(f'a{n}="1"' for n in range(100_000))
    with pytest.raises(FeedUnreadable, match="absurd-markup"):
        parse_feed(rss(f"<link>/a</link><x {attributes}/>"), URL)


@pytest.mark.parametrize("seed", range(8))
def test_no_odd_feed_is_more_than_unreadable(seed):
    odd = OddFeeds(seed)
    for _ in range(40):
        body, content_type = odd.make()
        with suppress(FeedUnreadable):
            for entry in parse_feed(body, URL, content_type).entries:
                assert make_link(entry.url, URL) == entry.url


@pytest.mark.parametrize(
    "item",
    [
        "<georss:where xmlns:georss='http://www.georss.org/georss'/><gml:pos>1 2</gml:pos>",
        "<psc:chapters><psc:chapter/></psc:chapters><textinput><title>x</title></textinput>",
        "<gml:pos xmlns:gml='http://www.opengis.net/gml'>1 2</gml:pos>",
        "<textInput><link>/x</link>",
        "<media:thumbnail><media:credit>",
    ],
)
def test_what_feedparser_stumbles_over_costs_no_story(item):
    assert [entry.url[-2:] for entry in parse_feed(rss(f"<link>/a</link>{item}"), URL).entries] == ["/a"]


def test_a_long_author_is_no_trap():
    assert only(rss(f"<link>/a</link><title>T</title><author>{'a' * 200_000}</author>")).title == "T"


def test_a_feed_full_of_stray_bytes_is_windows_1252():
    body = rss("<link>/a</link><title>{}</title>").replace(b"{}", "é".encode("cp1252") * 1_000_000)
    assert (only(body).title or "").startswith("éé")


def test_ebcdic_is_read():
    raw = (
        '<?xml version="1.0" encoding="cp500"?><rss version="2.0"><channel><item><link>/a</link></item></channel></rss>'
    )
    assert only(raw.encode("cp500")).url == "https://news.example.org/a"
