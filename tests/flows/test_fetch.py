"""The client against a real loopback server: what comes, what is refused, what is recorded."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

import brotli
import pytest

from flows.fetch import Archived, Client, FetchFailure, NotModified, fetch_all
from flows.fetch.body import BodyError, read_body
from flows.fetch.guard import is_public
from flows.fetch.pacing import HostPacer
from flows.fetch.request import parse_retry_after
from flows.settings import Settings
from tests.flows.wire import PAGE, Reply, Wire, squeeze
from transforms.records import Download, Fetch, PageRef


@pytest.fixture
def wire() -> Iterator[Any]:
    with Wire() as server:
        yield server


class Desk:
    """A client's surroundings: an archive in memory, settings for a loopback host, the rows it recorded."""

    def __init__(self, host: str | None, **settings: Any) -> None:
        allowed = (host,) if host else ()
        given = {"host_delay_seconds": 0, "allow_private_hosts": allowed, "retries": 1, **settings}
        self.settings = Settings(**given)
        self.archived: list[Download] = []
        self.fetches: tuple[Fetch, ...] = ()

    def archive(self, download: Download) -> PageRef:
        self.archived.append(download)
        return PageRef(warc_file="x.warc.gz", warc_offset=len(self.archived), sha256="00")

    def run(self, work: Callable[[Client], Awaitable[Any]], **options: Any) -> Any:
        async def run() -> Any:
            async with Client(self.settings, self.archive, "run", lambda: datetime.now(UTC), **options) as client:
                try:
                    return await work(client)
                finally:
                    self.fetches = client.fetches

        return asyncio.run(run())

    def page(self, url: str, **options: Any) -> Any:
        return self.run(lambda client: client.fetch_page(url), **options)


def reason_of(result: Any) -> str:
    assert isinstance(result, FetchFailure), result
    return result.reason


def test_a_page_is_archived_before_it_is_returned_and_its_request_is_a_row(wire):
    wire.serves("/a", etag='"v1"')
    desk = Desk(wire.host)
    got = desk.page(wire.url("/a"))
    assert isinstance(got, Archived)
    assert (got.body, got.status, got.header("etag")) == (PAGE, 200, '"v1"')
    assert got.ref == PageRef(warc_file="x.warc.gz", warc_offset=2, sha256="00")
    rows = [(row.final_url, row.status, row.bytes, row.warc_offset) for row in desk.fetches]
    assert rows == [(wire.url("/robots.txt"), 404, 8, 1), (wire.url("/a"), 200, len(PAGE), 2)]
    assert len({row.fetch_id for row in desk.fetches}) == 2


def test_headers_are_kept_as_received(wire):
    wire.serves("/a", x_note="Grüße".encode().decode("latin-1"))
    got = Desk(wire.host).page(wire.url("/a"))
    assert ("X-Note", "Grüße") in [(k, v.encode("latin-1").decode()) for k, v in got.headers]


def test_a_feed_that_did_not_change_is_not_sent_again(wire):
    wire.serves("/feed", b"<rss/>", etag='W/"7-gz"', last_modified="Sun, 01 Mar 2026 10:00:00 GMT")
    desk = Desk(wire.host)
    got = desk.run(lambda client: client.fetch_feed(wire.url("/feed"), etag='W/"7-gz"'))
    assert isinstance(got, NotModified)
    assert (got.etag, got.last_modified) == ('W/"7-gz"', "Sun, 01 Mar 2026 10:00:00 GMT")
    assert desk.fetches[-1].from_cache and desk.fetches[-1].error is None
    assert all("robots" in download.url for download in desk.archived)


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_codings_are_undone(wire, coding):
    body = squeeze() if coding == "gzip" else brotli.compress(PAGE)
    wire.serves("/a", body, content_encoding=coding)
    assert Desk(wire.host).page(wire.url("/a")).body == PAGE


def test_a_cut_gzip_stream_is_cut_short_though_its_length_is_right(wire):
    wire.serves("/a", squeeze()[:-20], content_encoding="gzip")
    assert reason_of(Desk(wire.host).page(wire.url("/a"))) == "cut-short"


def test_a_body_shorter_than_its_content_length_is_cut_short(wire):
    wire.replies_with("/a", Reply(body=PAGE, cut=900))
    desk = Desk(wire.host)
    assert reason_of(desk.page(wire.url("/a"))) == "cut-short"
    assert all("robots" in download.url for download in desk.archived)


def test_plain_bytes_under_a_gzip_header_are_bad_encoding(wire):
    wire.serves("/a", content_encoding="gzip")
    assert reason_of(Desk(wire.host).page(wire.url("/a"))) == "bad-encoding"


def test_a_bomb_stops_at_the_cap(wire):
    wire.serves("/a", squeeze(bytes(50_000_000)), content_encoding="gzip")
    assert reason_of(Desk(wire.host, page_max_bytes=100_000).page(wire.url("/a"))) == "too-large"


def test_a_slow_drip_ends_with_the_total_deadline(wire):
    wire.replies_with("/a", Reply(body=PAGE, drip_s=5))
    assert reason_of(Desk(wire.host, page_timeout=0.3, retries=0).page(wire.url("/a"))) == "timeout"


def test_an_answer_without_a_body_is_a_failure(wire):
    wire.serves("/a", b"")
    assert reason_of(Desk(wire.host).page(wire.url("/a"))) == "empty-body"


def test_a_server_error_that_passes_is_tried_again(wire):
    wire.fails_then_serves("/a", 503)
    desk = Desk(wire.host)
    assert desk.page(wire.url("/a")).body == PAGE
    assert [row.status for row in desk.fetches] == [404, 503, 200]


def test_a_reset_connection_is_tried_again(wire):
    wire.replies_with("/a", Reply(is_reset=True), Reply(is_reset=True), Reply(body=PAGE))
    assert Desk(wire.host, retries=2).page(wire.url("/a")).body == PAGE


def test_a_missing_page_is_asked_for_once(wire):
    desk = Desk(wire.host)
    got = desk.page(wire.url("/gone"))
    assert (got.reason, got.status, got.is_transient) == ("http-404", 404, False)
    assert wire.paths().count("/gone") == 1
    assert desk.fetches[-1].error == "http-404"


def test_a_long_retry_after_is_reported_and_closes_the_host(wire):
    wire.fails("/a", 429, retry_after="120").serves("/b")
    desk = Desk(wire.host)

    async def both(client: Client) -> Any:
        return await client.fetch_page(wire.url("/a")), await client.fetch_page(wire.url("/b"))

    first, second = desk.run(both)
    assert (first.reason, first.retry_after_s, first.is_transient) == ("http-429", 120, True)
    assert second.reason == "retry-later" and 100 < second.retry_after_s <= 120
    assert wire.paths() == ["/robots.txt", "/a"]


def test_a_retry_after_of_another_age_still_fits_its_column():
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now) == 999_999_999
    assert parse_retry_after("9" * 40, now) == 999_999_999


def test_jobs_that_stand_in_the_queue_hear_of_a_retry_after_too(wire):
    wire.fails("/0", 429, retry_after="120")
    urls = [wire.url(f"/{n}") for n in range(5)]
    for n in range(1, 5):
        wire.serves(f"/{n}")
    got = Desk(wire.host).run(lambda client: fetch_all(urls, client.fetch_page))
    assert [one.reason for one in got] == ["http-429", *["retry-later"] * 4]
    assert wire.paths() == ["/robots.txt", "/0"]


def test_a_short_hold_is_sat_out_by_all(wire):
    wire.replies_with("/0", Reply(status=429, headers={"Retry-After": "1"}), Reply(body=PAGE)).serves("/1")
    urls = [wire.url("/0"), wire.url("/1")]
    got = Desk(wire.host).run(lambda client: fetch_all(urls, client.fetch_page))
    assert [one.body for one in got] == [PAGE, PAGE]
    times = [at for at, path, _ in wire.seen if path != "/robots.txt"]
    assert times[1] - times[0] >= 0.99


def test_a_short_retry_after_is_waited_for(wire):
    wire.fails_then_serves("/a", 429, retry_after="1")
    assert Desk(wire.host).page(wire.url("/a")).body == PAGE


def test_a_host_on_hold_is_not_asked(wire):
    until = datetime.now(UTC) + timedelta(minutes=5)
    got = Desk(wire.host).page(wire.url("/a"), holds={wire.host: until})
    assert got.reason == "retry-later" and wire.paths() == []


def test_redirects_are_followed_and_each_hop_is_a_row(wire):
    wire.redirects("/old", "/new?x=1#top", 301).serves("/new?x=1")
    desk = Desk(wire.host)
    got = desk.page(wire.url("/old"))
    assert (got.url, got.final_url, got.moved_to) == (wire.url("/old"), wire.url("/new?x=1"), wire.url("/new?x=1"))
    assert [(row.url, row.final_url, row.status) for row in desk.fetches[1:]] == [
        (wire.url("/old"), wire.url("/old"), 301),
        (wire.url("/old"), wire.url("/new?x=1"), 200),
    ]


def test_a_temporary_redirect_moves_nothing_for_good(wire):
    wire.redirects("/old", "/mid", 302).redirects("/mid", "/new", 301).serves("/new")
    assert Desk(wire.host).page(wire.url("/old")).moved_to is None


def test_a_redirect_loop_ends(wire):
    wire.redirects("/a", "/a")
    assert reason_of(Desk(wire.host).page(wire.url("/a"))) == "too-many-redirects"
    assert wire.paths().count("/a") == 6


@pytest.mark.parametrize("target", ["http://127.0.0.1:1/x", "http://169.254.169.254/meta", "http://[::1]/"])
def test_a_redirect_to_a_private_address_is_refused(wire, target):
    wire.redirects("/a", target)
    assert reason_of(Desk(wire.host).page(wire.url("/a"))) == "private-address"


def test_an_address_spelled_oddly_is_refused(wire):
    wire.redirects("/a", "http://2130706433/")  # 127.0.0.1 as one number
    assert reason_of(Desk(wire.host).page(wire.url("/a"))) == "private-address"


def test_a_name_that_resolves_to_loopback_is_refused(wire):
    desk = Desk(None)
    got = desk.page(f"http://localhost:{wire.port}/a")
    assert got.reason == "private-address" and "127.0.0.1" in got.detail
    assert wire.paths() == []


def test_a_private_literal_is_refused_before_anything_is_sent(wire):
    desk = Desk(None)
    assert reason_of(desk.page(wire.url("/a"))) == "private-address"
    assert wire.paths() == [] and desk.fetches[0].status is None


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://example.org/x", "javascript:alert(1)", "nonsense", ""])
def test_other_schemes_are_refused(url):
    assert reason_of(Desk(None).page(url)) == "bad-scheme"


def test_a_redirect_to_another_scheme_is_refused(wire):
    wire.redirects("/a", "file:///etc/hostname")
    assert reason_of(Desk(wire.host).page(wire.url("/a"))) == "bad-scheme"


def test_what_robots_forbids_is_not_asked_for_and_that_is_a_row(wire):
    wire.forbids("/private/").serves("/private/a").serves("/b")
    desk = Desk(wire.host)
    got = desk.page(wire.url("/private/a"))
    assert (got.reason, got.is_transient) == ("robots", False)
    assert wire.paths() == ["/robots.txt"]
    assert [row.robots_allowed for row in desk.fetches] == [True, False]


def test_a_redirect_into_what_robots_forbids_stops_there(wire):
    wire.forbids("/private/").redirects("/a", "/private/a").serves("/private/a")
    assert reason_of(Desk(wire.host).page(wire.url("/a"))) == "robots"


def test_a_robots_file_that_cannot_be_had_closes_the_host_for_now(wire):
    wire.fails("/robots.txt", 500).serves("/a")
    got = Desk(wire.host, retries=0).page(wire.url("/a"))
    assert (got.reason, got.is_transient) == ("robots-unreachable", True)


def test_robots_is_fetched_once_for_many_pages(wire):
    for n in range(8):
        wire.serves(f"/{n}")
    got = Desk(wire.host).run(lambda c: fetch_all([wire.url(f"/{n}") for n in range(8)], c.fetch_page))
    assert [isinstance(one, Archived) for one in got] == [True] * 8
    assert wire.paths().count("/robots.txt") == 1


def test_requests_to_a_host_keep_their_distance(wire):
    wire.serves("/a").serves("/b")
    desk = Desk(wire.host, host_delay_seconds=0.2)
    desk.run(lambda c: fetch_all([wire.url("/a"), wire.url("/b")], c.fetch_page))
    times = [at for at, _, _ in wire.seen]
    assert len(times) == 3
    assert all(later - sooner >= 0.19 for sooner, later in itertools.pairwise(times))


def test_a_crawl_delay_beats_a_shorter_delay_of_ours(wire):
    wire.serves("/robots.txt", b"User-agent: *\nCrawl-delay: 0.3\n").serves("/a").serves("/b")
    Desk(wire.host).run(lambda c: fetch_all([wire.url("/a"), wire.url("/b")], c.fetch_page))
    times = [at for at, _, _ in wire.seen]
    assert len(times) == 3
    assert all(later - sooner >= 0.29 for sooner, later in itertools.pairwise(times))


def test_the_time_for_fetching_ends_it_and_the_rest_is_left(wire):
    wire.replies_with("/slow", Reply(body=PAGE, drip_s=5))
    desk = Desk(wire.host)
    assert desk.run(lambda c: fetch_all([wire.url("/slow")], c.fetch_page, seconds=0.4)) == (None,)
    assert desk.fetches[-1].error == "out-of-time"


def test_a_host_that_sets_cookies_gets_none_back(wire):
    wire.serves("/a", set_cookie="id=1").serves("/b")
    Desk(wire.host).run(lambda c: fetch_all([wire.url("/a"), wire.url("/b")], c.fetch_page))
    assert all("Cookie" not in headers for _, _, headers in wire.seen)
    assert all(headers["User-Agent"].startswith("Copydesk/") for _, _, headers in wire.seen)


def test_a_large_header_is_no_fault(wire):
    wire.serves("/a", content_security_policy="x" * 30_000)
    assert Desk(wire.host).page(wire.url("/a")).body == PAGE


def test_nobody_listening_is_a_connect_failure():
    got = Desk("127.0.0.1:9", retries=0).page("http://127.0.0.1:9/a")
    assert (got.reason, got.is_transient) == ("connect", True) and "robots.txt" in got.detail


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fe80::1", False),
        ("fd00::1", False),
    ],
)
def test_only_public_addresses_are_public(address, public):
    assert is_public(ip_address(address)) is public


def test_gzip_members_are_read_to_the_last():
    async def pieces():
        data = squeeze(b"one ") + squeeze(b"") + squeeze(b"two")
        for at in range(0, len(data), 7):
            yield data[at : at + 7]

    assert asyncio.run(read_body(pieces(), ["gzip"], 100)) == b"one two"


def test_a_coding_nobody_knows_is_refused():
    async def pieces():
        yield b"x"

    with pytest.raises(BodyError, match="bad-encoding"):
        asyncio.run(read_body(pieces(), ["sdch"], 100))


def test_hosts_do_not_wait_for_each_other():
    async def run() -> list[str]:
        pacer, order = HostPacer(0.2), []

        async def go(host: str) -> None:
            async with pacer.turn(host):
                order.append(host)

        await asyncio.gather(go("a"), go("a"), go("b"))
        return order

    assert asyncio.run(run()) == ["a", "b", "a"]
