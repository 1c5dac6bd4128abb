"""Pages that hang parsers, through a whole run: each is a reject with its reason, the pages beside them are stored."""

from collections.abc import Iterator

import pytest

from tests.desk import Desk
from tests.flows.hanging import HOSTILE, page
from tests.flows.wire import Wire

#: What the wire takes, so that even the largest reaches a worker.
_TWENTY_MB = str(20 * 2**20)


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """A feed of hanging pages, a good one before and after each."""
    with Wire() as wire:
        paths = []
        for number, (body, _) in enumerate(HOSTILE.values()):
            paths += [f"/good-{number}", f"/bad-{number}"]
            wire.serves(paths[-2], page(f"<p>Vote number {number}.</p>"), content_type="text/html")
            wire.serves(paths[-1], body, content_type="text/html")
        paths.append("/good-last")
        wire.serves("/good-last", page(""), content_type="text/html")
        items = "".join(f"<item><title>Choir {path}</title><link>{wire.url(path)}</link></item>" for path in paths)
        feed = f"<rss version='2.0'><channel><title>Vadsand Post</title>{items}</channel></rss>"
        wire.serves("/feed.xml", feed.encode(), content_type="application/rss+xml")
        yield wire


@pytest.mark.slow
def test_hanging_pages_are_rejected_and_those_beside_them_stored(desk: Desk, wire: Wire) -> None:
    desk.environment |= {"COPYDESK_PAGE_CPU_SECONDS": "2", "COPYDESK_PAGE_MAX_BYTES": _TWENTY_MB}
    feeds = desk.home.parent / "feeds.toml"
    feeds.write_text(f'[[feeds]]\nurl = "{wire.url("/feed.xml")}"\n', encoding="utf-8")
    said = desk.run("run", "--feeds", str(feeds))
    assert f"Stored {len(HOSTILE) + 1} new articles" in said
    rejects = {row["url"]: row["reason"] for row in desk.ask("select url, reason from rejects")}
    assert rejects == {wire.url(f"/bad-{n}"): reason for n, (_, reason) in enumerate(HOSTILE.values())}
    stored = {row["url"] for row in desk.ask("select url from articles")}
    assert stored == {wire.url(path) for path in ["/good-last", *(f"/good-{n}" for n in range(len(HOSTILE)))]}
