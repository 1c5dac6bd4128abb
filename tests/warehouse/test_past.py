"""What backfills ask the tables, and WARC files of others, whole and damaged."""

import gzip
import io
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from transforms.records import Backfill, Import, KnownPage, Listing
from warehouse.foreign import Fault, ForeignPage, iter_foreign
from warehouse.past import read_gaps, read_known, read_listed_days, read_window_entries
from warehouse.read import read_page_fetches, read_waiting

DAY = date(2026, 11, 18)


def known(entry, day=DAY, **more):
    values = {"backfill_id": "b", "feed_id": entry.feed_id, "source": "sitemap", "url": entry.said.url}
    return KnownPage(**(values | {"entry_id": entry.entry_id, "day": day, "listed_at": entry.last_seen_at} | more))


def test_what_a_backfill_knows_is_loaded_once_and_replaced_by_its_key(dump, load, make_entry, noon):
    entry = make_entry()
    row = Backfill(backfill_id="b", origin="sitemap", asked="{}", state="running", asked_at=noon)
    listing = Listing(url="https://n.example/map", kind="sitemap", feed_id=1, shown=3, chosen=2, read_at=noon)
    page = Import(
        import_id=1, backfill_id="b", url="https://n.example/1", final_url="https://n.example/1", fetched_at=noon,
        day=DAY, warc_file="a.warc.gz", warc_offset=0, sha256="00", from_file="x.warc.gz", from_offset=9,
    )  # fmt: skip
    batch = {"backfills": (row,), "known_pages": (known(entry),), "listings": (listing,), "imports": (page,)}
    load(entries=(entry,), **batch)
    before = dump()
    load(entries=(entry,), **batch)
    assert dump() == before
    counts = load(backfills=(replace(row, state="completed"),), imports=(replace(page, warc_offset=7),))
    assert (counts.tables["backfills"].changed, counts.tables["imports"].unchanged) == (1, 1)


def test_what_a_backfill_has_listed_is_left_to_it_until_a_feed_shows_it_again(con, load, make_entry, noon):
    entry = make_entry()
    load(entries=(entry,), known_pages=(known(entry),))
    assert read_waiting(con, noon, 9) == ()
    assert read_window_entries(con, "b", DAY) == (entry,)
    assert read_window_entries(con, "b", None) == ()
    shown = replace(entry, last_seen_at=entry.last_seen_at + timedelta(minutes=1))
    load(entries=(shown,))
    assert read_waiting(con, noon, 9) == (shown,)


def test_a_page_that_failed_once_is_tried_again_by_any_run(con, load, make_entry, noon):
    entry = make_entry(attempts=1)
    load(entries=(entry,), known_pages=(known(entry),))
    assert read_waiting(con, noon, 9) == (entry,)


def test_an_address_is_known_by_any_spelling_that_stands_for_it(con, load, make_entry, make_story):
    story = make_story()
    entry = make_entry(state="stored", article_id=story.article_id)
    entry = replace(entry, page_url="https://news.example/final")
    load(stories=(story,), entries=(entry,))
    for urls, keys in (([entry.said.url], []), (["https://news.example/final"], []), ([], [story.article_id])):
        assert entry.entry_id in {item.entry_id for item in read_known(con, urls, keys)}
    assert read_known(con, ["https://news.example/other"], [5]) == ()


def test_days_are_counted_and_gaps_found(con, load, make_entry, make_feed, noon):
    feed, entry = make_feed(), make_entry()
    load(feeds=(feed,), entries=(entry,), known_pages=(known(entry),))
    (day,) = read_listed_days(con, "b", DAY, DAY)
    assert (day.pages, day.waiting) == (1, 1)
    assert read_listed_days(con, "b", date(2026, 1, 1), date(2026, 1, 2)) == ()
    (gap,) = read_gaps(con, noon)
    assert (gap["day"], gap["known"], gap["missing"], gap["share"]) == (DAY, 1, 1, 0.0)


def test_lists_are_no_story_pages(con, load, make_fetch, noon):
    listing = Listing(url="https://n.example/map.xml", kind="sitemap", feed_id=1, shown=3, chosen=2, read_at=noon)
    load(listings=(listing,), fetches=(make_fetch(1, url=listing.url, warc_file="a.warc.gz", warc_offset=1),))
    assert read_page_fetches(con, noon - timedelta(days=1), noon + timedelta(days=1)) == ()


AT = datetime(2024, 5, 3, 10, tzinfo=UTC)


def record(number: int) -> bytes:
    """A response in a gzip member of its own."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    body = f"<p>Page {number}.</p>".encode() + bytes((number * 7 + n * n) % 251 for n in range(3000))
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    headers = {"WARC-Date": AT.strftime("%Y-%m-%dT%H:%M:%SZ")}
    found = writer.create_warc_record(
        f"https://n.example/{number}", "response", io.BytesIO(body), http_headers=http, warc_headers_dict=headers
    )
    writer.write_record(found)
    return out.getvalue()


def read_all(path: Path, data: bytes, max_bytes: int = 1 << 20) -> tuple[list[int], list[str]]:
    path.write_bytes(data)
    items = list(iter_foreign(path, lambda url, moment: moment == AT, max_bytes))
    pages = [int(item.download.url.rpartition("/")[2]) for item in items if isinstance(item, ForeignPage)]
    return pages, [item.reason for item in items if isinstance(item, Fault)]


PACKED = [record(number) for number in range(8)]
PLAIN = [gzip.decompress(member) for member in PACKED]
ALL = list(range(8))


@pytest.mark.parametrize(
    ("name", "data", "pages", "faults"),
    [
        ("whole.warc.gz", b"".join(PACKED), ALL, []),
        ("whole.warc", b"".join(PLAIN), ALL, []),
        ("packed-under-a-plain-name.warc", b"".join(PACKED), ALL, []),
        ("tail.warc.gz", b"".join(PACKED)[:-300], ALL[:-1], ["cut-short"]),
        ("tail.warc", b"".join(PLAIN)[:-300], ALL[:-1], ["cut-short"]),
        (
            "middle.warc.gz",
            b"".join((*PACKED[:3], PACKED[3][:300], *PACKED[4:])),
            [0, 1, 2, 4, 5, 6, 7],
            ["unreadable"],
        ),
        ("middle.warc", b"".join((*PLAIN[:3], PLAIN[3][:900], *PLAIN[4:])), [0, 1, 2, 4, 5, 6, 7], ["changed"]),
        ("zeros.warc.gz", b"".join((*PACKED[:3], bytes(900), *PACKED[4:])), [0, 1, 2, 4, 5, 6, 7], ["unreadable"]),
        ("text.warc.gz", b"no archive at all\n" * 100, [], ["not-warc"]),
        ("empty.warc.gz", b"", [], ["not-warc"]),
    ],
)
def test_a_damaged_record_costs_itself_only(tmp_path, name, data, pages, faults):
    assert read_all(tmp_path / name, data) == (pages, faults)


def test_a_record_that_is_too_large_is_told_and_passed_over(tmp_path):
    pages, faults = read_all(tmp_path / "a.warc.gz", b"".join(PACKED), max_bytes=1000)
    assert (pages, faults) == ([], ["too-large"] * 8)


def test_bodies_come_out_as_they_were_sent(tmp_path):
    path = tmp_path / "coded.warc.gz"
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        body = zlib.compress(b"<p>Packed by the server.</p>")
        names = [("Content-Type", "text/html"), ("Content-Encoding", "deflate"), ("Transfer-Encoding", "chunked")]
        chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
        http = StatusAndHeaders("200 OK", names, protocol="HTTP/1.1")
        found = writer.create_warc_record("https://n.example/1", "response", io.BytesIO(chunked), http_headers=http)
        writer.write_record(found)
    (page,) = iter_foreign(path, lambda *_: True, 1 << 20)
    assert isinstance(page, ForeignPage)
    assert page.download.body == b"<p>Packed by the server.</p>"
