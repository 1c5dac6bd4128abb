"""Publishers with faults: nothing is stored from what came broken, and once they are well the rows are as if always."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.desk import SAME
from tests.flows.lines import LineDesk, make_feed, make_page
from tests.flows.wire import Reply, Wire, squeeze

pytestmark = pytest.mark.usefixtures("standing_workers")

PAGE_TYPE = {"Content-Type": "text/html; charset=utf-8"}
#: What they must agree in with a run without faults: all but what the faults left in rejects, and clusters, which hang
#: on who was seen first.
ALIKE = {name: columns for name, columns in SAME.items() if name != "rejects"} | {
    "articles": "* exclude (first_seen_at, fetched_at, cluster_id)",
    "entries": "entry_id, feed_id, guid, url, title, published_at, state, article_id",
}


def status(code: int, **headers: str) -> Callable[[bytes], Reply]:
    return lambda page: Reply(status=code, body=b"sorry", headers=headers)


#: Instead of a page; nothing of it may be stored.
BROKEN: dict[str, Callable[[bytes], Reply]] = {
    **{str(code): status(code) for code in (500, 502, 503, 404, 410, 403)},
    "429": status(429, **{"Retry-After": "1"}),
    "stall": lambda page: Reply(body=page, headers=PAGE_TYPE, drip_s=30),
    "cut": lambda page: Reply(body=page, headers=PAGE_TYPE, cut=len(page) // 2),
    "reset": lambda page: Reply(is_reset=True),
    "truncgzip": lambda page: Reply(
        body=squeeze(page)[: len(squeeze(page)) // 2], headers=PAGE_TYPE | {"Content-Encoding": "gzip"}
    ),
    "badgzip": lambda page: Reply(body=page, headers=PAGE_TYPE | {"Content-Encoding": "gzip"}),
    "loop": lambda page: Reply(status=302, headers={"Location": "?"}),
    "empty": lambda page: Reply(headers=PAGE_TYPE),
    "binary": lambda page: Reply(body=b"\x89PNG\r\n\x1a\n" + bytes(range(256)), headers={"Content-Type": "image/png"}),
}
#: A page in an odd way; it is the page all the same.
ODD: dict[str, Callable[[bytes], Reply]] = {
    "slow": lambda page: Reply(body=page, headers=PAGE_TYPE, drip_s=0.3),
    "charset": lambda page: Reply(body=page, headers={"Content-Type": "text/html; charset=iso-8859-1"}),
    "recode": lambda page: Reply(body=page.decode().encode("cp1252"), headers={"Content-Type": "text/html"}),
    "redirect": lambda page: Reply(status=301, headers={"Location": "?hop=1"}),
}
FEEDS: dict[str, Callable[[bytes], bytes]] = {
    "feedcut": lambda feed: feed[: len(feed) * 4 // 10],
    "feedhtml": lambda feed: b"<!doctype html><html><body><h1>We'll be right back</h1></body></html>",
    "feedent": lambda feed: feed.replace(b"<title>Ferry", b"<title>R&D &nbsp;&bogus; Ferry"),
    "feeddup": lambda feed: feed.replace(b"</channel></rss>", feed[feed.index(b"<item>") :]),
    "noguid": lambda feed: feed.replace(b"<guid>", b"<x>").replace(b"</guid>", b"</x>"),
    "nodate": lambda feed: feed.replace(b"pubDate>", b"x>"),
    "baddate": lambda feed: feed.replace(b"Mon, 02 Mar 2026 10:00:00 GMT", b"yesterday-ish"),
}
KINDS = [*BROKEN, *ODD, *FEEDS]


@pytest.fixture(scope="module")
def wires() -> Iterator[dict[str, Wire]]:
    """A publisher for each kind of fault, with one page."""
    with ExitStack() as stack:
        yield {kind: stack.enter_context(Wire()) for kind in KINDS}


def path_of(kind: str) -> str:
    return f"/{kind}.html"


def story_of(kind: str) -> bytes:
    return make_page(f"Café {kind}")


def heal(wires: dict[str, Wire]) -> None:
    for kind, wire in wires.items():
        wire.serves("/f.xml", make_feed(kind))
        for path in (path_of(kind), path_of(kind) + "?hop=1"):
            wire.replies_with(path, Reply(body=story_of(kind), headers=PAGE_TYPE))


def harm(wires: dict[str, Wire], *, times: int | None) -> None:
    """Every publisher fails in its way, so many times or for good."""
    for kind, wire in wires.items():
        path = "/f.xml" if kind in FEEDS else path_of(kind)
        (well,) = wire.replies[path]
        fault = Reply(body=FEEDS[kind](well.body)) if kind in FEEDS else (BROKEN | ODD)[kind](story_of(kind))
        wire.replies[path] = [fault] if times is None else [*[fault] * times, well]


def desk_at(home: Path, wires: dict[str, Wire]) -> LineDesk:
    return LineDesk(home, [wire.url("/f.xml") for wire in wires.values()], page_timeout=1, feed_timeout=1)


def rows_of(desk: LineDesk) -> dict[str, list[tuple[object, ...]]]:
    return {table: desk.ask(f"select {columns} from {table} order by all") for table, columns in ALIKE.items()}


@pytest.fixture(scope="module")
def calm(wires: dict[str, Wire], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a run without faults."""
    heal(wires)
    desk = desk_at(tmp_path_factory.mktemp("calm"), wires)
    desk.run()
    rows = rows_of(desk)
    assert len(rows["articles"]) == len(KINDS)
    return rows


@pytest.mark.parametrize("times", [None, 2])
def test_what_was_broken_is_not_stored_and_once_it_is_well_the_rows_are_as_if_always(wires, calm, tmp_path, times):
    heal(wires)
    harm(wires, times=times)
    desk = desk_at(tmp_path, wires)
    desk.run()
    stored = {url.rsplit("/", 1)[1].removesuffix(".html") for (url,) in desk.ask("select url from articles")}
    if times is None:
        assert stored == {*ODD, *FEEDS} - {"feedcut", "feedhtml"}
        heal(wires)
    for _ in range(3):  # a person asks, whatever the backoff: two times for two faults, and once more for the rest
        desk.run()
    got = rows_of(desk)
    for table in ALIKE:
        assert [row for row in got[table] if row not in calm[table]] == [], table
        assert len(got[table]) == len(calm[table]), table
