"""The demo newsroom over its own loopback port: true HTTP, sound feeds, no dead link."""

import gzip
import http.client
import tomllib
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest
from lxml import etree, html
from protego import Protego

from flows.demo.desk import read_sites, read_stories
from flows.demo.edition import make_edition
from flows.demo.server import Newsroom
from transforms.structured import article_nodes, read_structured

FERRY = "/courier/2026/03/05/ferry-runs-aground-off-gull-holm"
FEEDS = {"/fairlead/rss.xml": ("rss20", 5), "/courier/atom.xml": ("atom10", 7), "/anzeiger/rss": ("rss20", 3)}
FORBIDDEN = "/courier/private/letters-to-the-editor-preview"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as opened:
        yield opened


def ask(newsroom: Newsroom, path: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body, on a connection of its own; `If_None_Match=...` sends If-None-Match."""
    with closing(http.client.HTTPConnection("127.0.0.1", newsroom.port, timeout=10)) as connection:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, response.headers, response.read()


def read_feed(newsroom: Newsroom, path: str) -> feedparser.FeedParserDict:
    return feedparser.parse(ask(newsroom, path)[2])


@pytest.mark.parametrize("path", [*FEEDS, FERRY, "/media/quill.png", "/robots.txt"])
def test_a_second_poll_with_the_tag_gets_304_and_no_body(newsroom: Newsroom, path: str) -> None:
    status, headers, body = ask(newsroom, path)
    assert (status, bool(body)) == (200, True)
    status, again, body = ask(newsroom, path, If_None_Match=headers["ETag"])
    assert (status, body, again["ETag"]) == (304, b"", headers["ETag"])


def test_a_second_poll_with_the_date_gets_304(newsroom: Newsroom) -> None:
    modified = ask(newsroom, FERRY)[1]["Last-Modified"]
    assert modified == "Thu, 05 Mar 2026 10:15:00 GMT"
    assert ask(newsroom, FERRY, If_Modified_Since=modified)[0] == 304
    assert ask(newsroom, FERRY, If_Modified_Since="Thu, 05 Mar 2026 10:14:59 GMT")[0] == 200


@pytest.mark.parametrize("since", ["yesterday", "", "Thu, 05 Mar 2099", "Fri, 06 Mar 2026 10:15:00 -0000"])
def test_a_date_that_cannot_be_compared_counts_as_none(newsroom: Newsroom, since: str) -> None:
    assert ask(newsroom, FERRY, If_Modified_Since=since)[0] == 200


def test_the_tag_decides_when_both_are_sent(newsroom: Newsroom) -> None:
    headers = ask(newsroom, FERRY)[1]
    status, _, _ = ask(newsroom, FERRY, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])
    assert status == 200


def test_a_weak_tag_in_a_list_still_matches(newsroom: Newsroom) -> None:
    tag = ask(newsroom, FERRY)[1]["ETag"]
    assert ask(newsroom, FERRY, If_None_Match=f'"other", W/{tag}')[0] == 304


def test_gzip_is_another_representation_of_the_same_bytes(newsroom: Newsroom) -> None:
    _, plain, body = ask(newsroom, FERRY)
    _, packed, bytes_sent = ask(newsroom, FERRY, Accept_Encoding="br, gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(bytes_sent) == body
    assert packed["ETag"] != plain["ETag"]
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert ask(newsroom, FERRY, Accept_Encoding="gzip", If_None_Match=packed["ETag"])[0] == 304


@pytest.mark.parametrize("offer", ["", "identity", "gzip;q=0", "gzip; q=0.0", "br"])
def test_gzip_is_not_sent_to_who_cannot_read_it(newsroom: Newsroom, offer: str) -> None:
    assert ask(newsroom, FERRY, Accept_Encoding=offer)[1]["Content-Encoding"] is None


def test_head_tells_the_length_and_sends_nothing(newsroom: Newsroom) -> None:
    status, headers, body = ask(newsroom, FERRY, "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) == len(ask(newsroom, FERRY)[2])


def test_an_unknown_path_is_404(newsroom: Newsroom) -> None:
    assert ask(newsroom, "/courier/2026/03/05/no-such-story")[0] == 404


def test_one_connection_carries_many_requests(newsroom: Newsroom) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", newsroom.port, timeout=10)) as connection:
        for path, status in ((FERRY, 200), ("/nowhere", 404), ("/robots.txt", 200)):
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            assert (response.status, response.version) == (status, 11)
            assert connection.sock is not None, "the server hung up"


def test_a_stopped_newsroom_answers_nobody() -> None:
    newsroom = Newsroom()
    newsroom.start()
    with closing(http.client.HTTPConnection("127.0.0.1", newsroom.port, timeout=10)) as connection:
        connection.request("GET", "/robots.txt")
        connection.getresponse().read()
        connection.auto_open = 0
        newsroom.stop()
        newsroom.stop()
        with pytest.raises((http.client.HTTPException, OSError)):
            connection.request("GET", "/robots.txt")
            connection.getresponse()
    with pytest.raises(RuntimeError, match="with block"):
        _ = newsroom.port


def test_a_taken_port_is_an_error_with_a_remedy(newsroom: Newsroom) -> None:
    with pytest.raises(OSError, match="another port"):
        Newsroom(port=newsroom.port).start()


def test_every_request_is_in_the_log(newsroom: Newsroom) -> None:
    ask(newsroom, "/robots.txt?x=1", User_Agent="Copydesk/test")
    ask(newsroom, "/nowhere", "HEAD")
    first, second = newsroom.requests
    assert (first.method, first.path, first.status) == ("GET", "/robots.txt?x=1", 200)
    assert ("User-Agent", "Copydesk/test") in first.headers
    assert (second.method, second.status) == ("HEAD", 404)
    assert second.at >= first.at


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_parses_with_all_its_entries(newsroom: Newsroom, path: str) -> None:
    feed = read_feed(newsroom, path)
    assert (feed.version, len(feed.entries)) == FEEDS[path]
    assert not feed.bozo
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    assert all(entry.title and entry.published_parsed for entry in feed.entries)


def test_every_linked_page_and_picture_exists(newsroom: Newsroom) -> None:
    waiting = {urlsplit(entry.link).path for path in FEEDS for entry in read_feed(newsroom, path).entries}
    assert len(waiting) == sum(count for _, count in FEEDS.values())
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        status, headers, body = ask(newsroom, path)
        assert status == 200, path
        if headers["Content-Type"].startswith("text/html"):
            waiting |= _find_own_links(newsroom.url, path, body) - seen
    assert set(FEEDS) < seen


def _find_own_links(base: str, path: str, body: bytes) -> set[str]:
    tree = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    links = [urljoin(base + path, link) for _, _, link, _ in tree.iterlinks() if not link.startswith("#")]
    assert all(link.startswith(base + "/") for link in links), "a link leads out of the newsroom"
    return {urlsplit(link).path for link in links}


def test_the_query_that_a_feed_appends_changes_nothing(newsroom: Newsroom) -> None:
    link = read_feed(newsroom, "/anzeiger/rss").entries[0].link
    assert "utm_source=rss" in link
    assert ask(newsroom, link.removeprefix(newsroom.url))[0] == 200


def test_robots_keeps_machines_from_exactly_one_page_of_the_feeds(newsroom: Newsroom) -> None:
    robots = Protego.parse(ask(newsroom, "/robots.txt")[2].decode())
    links = [entry.link for path in FEEDS for entry in read_feed(newsroom, path).entries]
    assert [link for link in links if not robots.can_fetch(link, "Copydesk")] == [newsroom.url + FORBIDDEN]
    assert list(robots.sitemaps) == [f"{newsroom.url}/sitemap.xml"]


def test_the_sitemap_lists_the_twelve_stories(newsroom: Newsroom) -> None:
    tree = etree.fromstring(ask(newsroom, "/sitemap.xml")[2])
    found = tree.findall(".//{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    assert len(found) == 12
    assert newsroom.url + FORBIDDEN not in [loc.text for loc in found]


def test_the_second_edition_changes_one_story_and_its_entry(newsroom: Newsroom) -> None:
    tag = ask(newsroom, "/courier/atom.xml")[1]["ETag"]
    before = {entry.id: entry for entry in read_feed(newsroom, "/courier/atom.xml").entries}
    newsroom.turn_to(2)
    assert ask(newsroom, "/courier/atom.xml", If_None_Match=tag)[0] == 200
    after = {entry.id: entry for entry in read_feed(newsroom, "/courier/atom.xml").entries}
    assert before.keys() == after.keys()
    (changed,) = [key for key in after if after[key].updated != before[key].updated]
    assert after[changed].updated > before[changed].updated
    assert after[changed].published == before[changed].published
    assert after[changed].link == newsroom.url + FERRY
    assert before[changed].title != after[changed].title
    page = ask(newsroom, FERRY)[2].decode()
    assert after[changed].title in page
    assert "Correction, March 9" in page


def test_the_second_edition_touches_no_other_story_and_no_other_feed() -> None:
    first, second = (make_edition(edition, "http://127.0.0.1:1") for edition in (1, 2))
    changed = {path for path in second if first[path] != second[path]}
    assert changed == {FERRY, "/courier/atom.xml", "/courier/", "/courier/harbour/", "/sitemap.xml"}
    assert all(second[path].modified > first[path].modified for path in changed)


def test_an_edition_beyond_the_last_equals_the_last() -> None:
    assert make_edition(7, "http://127.0.0.1:1") == make_edition(2, "http://127.0.0.1:1")


def test_feeds_toml_says_what_sources_say(newsroom: Newsroom) -> None:
    rows = tomllib.loads(newsroom.feeds_toml())["feeds"]
    assert [(row["url"], row["publisher"], row.get("language")) for row in rows] == [
        (source.url, source.publisher, source.language) for source in newsroom.sources
    ]
    assert {urlsplit(source.url).path for source in newsroom.sources} == set(FEEDS)


@pytest.mark.parametrize(("markup", "has_data", "has_meta"), [("json-ld", 1, 1), ("meta", 0, 1), ("visible", 0, 0)])
def test_pages_tell_machines_as_much_as_their_markup_says(markup: str, has_data: bool, has_meta: bool) -> None:
    served = make_edition(1, "http://127.0.0.1:1")
    stories = [story for story in read_stories(1) if story.kind == "story" and story.markup == markup]
    assert stories
    for story in stories:
        structured = read_structured(html.document_fromstring(served[story.path].body))
        assert bool(article_nodes(structured)) == has_data, story.path
        assert bool(structured.meta_values("og:title")) == has_meta, story.path


def test_one_photo_is_captioned_twice_with_a_commas_difference() -> None:
    page = make_edition(1, "http://127.0.0.1:1")["/fairlead/2026/03/03/northern-ministers-open-cod-talks-in-oslo"]
    captions = [node.text_content() for node in html.document_fromstring(page.body.decode()).iter("figcaption")]
    assert len(set(captions)) == 2
    assert len({caption.replace(",", "") for caption in captions}) == 1


def test_a_paper_runs_the_agencys_copy_with_cuts() -> None:
    bodies = {story.path.rsplit("/", 1)[-1]: set(story.body) for story in read_stories(1)}
    wire, cut = bodies["northern-ministers-open-cod-talks-in-oslo"], bodies["northern-ministers-meet-in-oslo-on-cod"]
    assert len(wire & cut) == 5
    assert wire - cut
    assert cut - wire


def test_every_section_a_story_names_is_on_its_sites_menu() -> None:
    sites = read_sites()
    assert [story.path for story in read_stories(2) if story.section not in sites[story.site].sections] == []
