"""Pages that change after they were stored: exactly the right revisions, whatever the feed says of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.line import utc_now
from flows.settings import Settings
from tests.flows.line import run_line
from tests.flows.wire import Reply, Wire
from warehouse.connection import make_paths, open_published

pytestmark = pytest.mark.usefixtures("standing_workers")

SLUGS = ("ferry", "mill", "tram", "choir", "quay")
PAGE = """<!doctype html><html lang="en"><head><title>{headline}</title>
<meta property="og:title" content="{headline}"></head><body><article><h1>{headline}</h1>
<figure><img src="/{slug}.jpg" width="640" height="480"><figcaption>{caption}</figcaption></figure>
<p>The {slug} committee met on Monday to hear what {quote}three engineers{quote} had found under the old pier.</p>
<p>{second}</p>
<p>Nobody was hurt, and the works are to be finished by the end of the coming winter, the council says.</p>
</article></body></html>"""
WORDS = {"caption": "Engineers look at the pier on Monday.", "quote": '"', "second": "A second report is due in June."}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as server:
        yield server


@pytest.fixture
def desk(wire: Wire, tmp_path: Path) -> "Desk":
    return Desk(wire, tmp_path)


class Desk:
    """A publisher of five stories, and a warehouse that reads it."""

    def __init__(self, wire: Wire, folder: Path) -> None:
        self.wire = wire
        given = {"host_delay_seconds": 0, "allow_private_hosts": (wire.host,), "ner": "rules"}
        self.settings = Settings(home=folder / "data", **given)
        self.feeds = folder / "feeds.toml"
        self.feeds.write_text(f'[[feeds]]\nurl = "{wire.url("/rss.xml")}"\n')
        items = "".join(
            f"<item><title>{slug.title()} closes</title><link>{wire.url('/' + slug)}</link></item>" for slug in SLUGS
        )
        rss = f'<rss version="2.0"><channel><title>Elm</title>{items}</channel></rss>'
        wire.serves("/rss.xml", rss.encode(), etag='"rss"')
        for slug in SLUGS:
            self.shows(slug)

    def shows(self, slug: str, **words: str) -> None:
        values = WORDS | {"headline": f"{slug.title()} closes for repairs", "slug": slug} | words
        body = PAGE.format(**values).encode()
        self.wire.serves(f"/{slug}", body, etag=f'"{hash(body)}"')

    def run(self, **options: Any) -> Any:
        self.wire.seen.clear()
        return run_line(self.settings, self.feeds, **options)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with open_published(make_paths(self.settings.home)) as con:
            return con.execute(sql, list(values)).fetchall()

    def revisions(self) -> list[tuple[Any, ...]]:
        sql = """
            select url, revisions.revision, revisions.changes
            from revisions
            join articles using (article_id)
            where revisions.revision > 1
        """
        return sorted((url.rsplit("/", 1)[1], number, kinds) for url, number, kinds in self.ask(sql))


def test_each_edit_is_exactly_the_right_revision(desk: Desk) -> None:
    assert desk.run().counts["articles_new"] == 5
    before = utc_now()
    desk.shows("ferry", headline="Ferry stays closed for repairs")
    desk.shows("mill", second="A third report is due in July, and Correction is its name.")
    desk.shows("tram", quote=" \u00ab\u200b ")
    desk.shows("choir", caption="Engineers look at the pier on Tuesday.")
    desk.wire.fails("/quay", 410)
    report = desk.run()
    assert report.counts["articles_unpublished"] == 1
    want = [
        ("choir", 2, ["caption"]),
        ("ferry", 2, ["headline"]),
        ("mill", 2, ["body"]),
        ("quay", 2, ["unpublished"]),
    ]
    assert desk.revisions() == want
    assert desk.ask("select count(*), count(distinct url), count(unpublished_at) from articles") == [(5, 5, 1)]
    desk.run()
    assert desk.revisions() == want
    then = dict(desk.ask("select url, headline from articles_as_of(?)", before))
    now = dict(desk.ask("select url, headline from articles_as_of(?)", utc_now()))
    assert then[desk.wire.url("/ferry")] == "Ferry closes for repairs"
    assert now[desk.wire.url("/ferry")] == "Ferry stays closed for repairs"
    assert set(then) - set(now) == {desk.wire.url("/quay")}
    assert desk.ask("select count(*) from articles_as_of('2020-01-01')") == [(0,)]


def test_what_comes_back_is_republished_with_what_changed_meanwhile(desk: Desk) -> None:
    desk.run()
    desk.wire.fails("/quay", 404)
    desk.wire.fails("/tram", 404)
    desk.run()
    desk.shows("quay")
    desk.shows("tram", second="Correction: a first report spoke of two engineers.")
    desk.run()
    assert desk.revisions() == [
        ("quay", 2, ["unpublished"]),
        ("quay", 3, ["republished"]),
        ("tram", 2, ["unpublished"]),
        ("tram", 3, ["body", "correction", "republished"]),
    ]
    assert desk.ask("select count(*) from articles where unpublished_at is not null") == [(0,)]


def test_pages_that_did_not_change_cost_a_304_and_change_no_row(desk: Desk) -> None:
    desk.run()
    before = desk.ask("select * exclude (last_seen_at) from entries order by entry_id")
    report = desk.run()
    assert not report.is_news
    pages = [row for row in desk.ask("select url, status from fetches where from_cache") if "rss" not in row[0]]
    assert len(pages) == 5 and {status for _, status in pages} == {304}
    assert desk.ask("select * exclude (last_seen_at) from entries order by entry_id") == before


def test_a_scheduled_run_looks_again_only_when_it_is_time(desk: Desk) -> None:
    desk.run()
    desk.run(is_due_only=True)
    assert not [path for path in desk.wire.paths() if path[1:] in SLUGS]
    due = desk.ask("select min(next_attempt_at), max(looks) from entries")[0]
    assert timedelta() < due[0] - utc_now() <= timedelta(hours=1)
    assert due[1] == 1


def test_a_page_that_cannot_be_read_today_leaves_the_story_as_it_stands(desk: Desk) -> None:
    desk.run()
    desk.wire.fails("/mill", 503)
    desk.wire.replies_with("/ferry", Reply(body=b"<html><body>Please wait</body></html>"))
    desk.run()
    assert desk.revisions() == []
    assert desk.ask("select state, count(*) from entries group by all") == [("stored", 5)]
