"""The few questions code asks of the tables. Reads only; analysts have views."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from duckdb import DuckDBPyConnection

from transforms.records import Entry, FeedEntry, FeedState, Fetch, MediaItem, PageRef, RobotsFile, Run
from warehouse.frames import CHILDREN
from warehouse.rows import Row, ask, fetch_rows, read_rows

_SAID = ("guid", "url", "title", "byline_raw", "description", "published_at", "updated_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFetch:
    """An article page in the archive, and the entry that led to it."""

    fetch_id: int
    url: str  #: as asked
    final_url: str
    fetched_at: datetime
    page: PageRef
    entry: Entry | None  #: None: no feed showed it


@dataclass(frozen=True, slots=True, kw_only=True)
class HostHistory:
    """What the requests of the last day tell of hosts."""

    last_asked: Mapping[str, datetime]  #: the last request, of the last hour
    held_until: Mapping[str, datetime]  #: the end of a Retry-After that still runs
    strikes: Mapping[str, int]  #: how often, in the last hour, a host said that we ask too much


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRows:
    """A story as the tables hold it, for people to look at; sketches left out."""

    article: Row
    bylines: tuple[Row, ...]
    captions: tuple[Row, ...]
    mentions: tuple[Row, ...]
    quotes: tuple[Row, ...]
    evidence: tuple[Row, ...]
    revisions: tuple[Row, ...]


def read_feeds(con: DuckDBPyConnection) -> tuple[FeedState, ...]:
    """Every feed, by URL."""
    rows = read_rows(con, "select * from feeds order by url")
    return tuple(FeedState(**(row | {"tags": tuple(row["tags"] or ())})) for row in rows)


def read_entries(con: DuckDBPyConnection, entry_ids: Iterable[int]) -> tuple[Entry, ...]:
    """The entries of these ids that are known, by id."""
    return tuple(map(_entry, ask(con, "entries_by_id", ids=list(entry_ids))))


def read_known_entries(con: DuckDBPyConnection, feed_ids: Iterable[int]) -> tuple[Entry, ...]:
    """Every entry that these feeds have shown, by id."""
    return tuple(map(_entry, ask(con, "entries_by_feed", ids=list(feed_ids))))


def read_waiting(
    con: DuckDBPyConnection, now: datetime, limit: int, *, ignore_backoff: bool = False
) -> tuple[Entry, ...]:
    """Entries that wait and are due, the longest due first; with `ignore_backoff` those not due yet too."""
    return tuple(map(_entry, ask(con, "waiting", now=now, limit=limit, ignore_backoff=ignore_backoff)))


def read_looks(
    con: DuckDBPyConnection, now: datetime, limit: int, *, since: datetime | None = None
) -> tuple[Entry, ...]:
    """Stored stories whose page is to be looked at again, the longest due first; with `since` younger ones now too."""
    return tuple(map(_entry, ask(con, "looks", now=now, limit=limit, since=since)))


def read_page_fetches(con: DuckDBPyConnection, since: datetime, until: datetime) -> tuple[PageFetch, ...]:
    """Every article page fetched well (2xx) from `since` to before `until`, by time of fetching."""
    return make_page_fetches(con, ask(con, "page_fetches", since=since, until=until))


def make_page_fetches(con: DuckDBPyConnection, rows: Sequence[Row]) -> tuple[PageFetch, ...]:
    """Rows of archived pages, each with the entry that it was fetched for, if there is one."""
    entries = {item.entry_id: item for item in read_entries(con, {r["entry_id"] for r in rows if r["entry_id"]})}
    return tuple(
        PageFetch(
            fetch_id=row["fetch_id"],
            url=row["url"],
            final_url=row["final_url"],
            fetched_at=row["fetched_at"],
            page=PageRef(warc_file=row["warc_file"], warc_offset=row["warc_offset"], sha256=row["sha256"]),
            entry=entries.get(row["entry_id"]),
        )
        for row in rows
    )


def read_host_rests(con: DuckDBPyConnection, now: datetime) -> HostHistory:
    """What hosts were asked of late, and asked of us."""
    rows = ask(con, "host_rests", now=now)
    return HostHistory(
        last_asked={row["host"]: row["last_asked_at"] for row in rows if row["last_asked_at"]},
        held_until={row["host"]: row["held_until"] for row in rows if row["held_until"]},
        strikes={row["host"]: row["strikes"] for row in rows if row["strikes"]},
    )


def read_robots(con: DuckDBPyConnection, now: datetime) -> tuple[RobotsFile, ...]:
    """The robots.txt files that are still good, by origin."""
    return tuple(RobotsFile(**row) for row in ask(con, "robots", now=now))


def read_requests(con: DuckDBPyConnection, run_id: str) -> tuple[Fetch, ...]:
    """The requests that a run has made so far, in their order."""
    rows = read_rows(
        con, "select * from fetches where run_id = $run_id order by fetched_at, fetch_id", {"run_id": run_id}
    )
    return tuple(Fetch(**row) for row in rows)


def read_running(con: DuckDBPyConnection, flow: str) -> tuple[Run, ...]:
    """The runs of a flow that have begun and not ended, oldest first."""
    return tuple(run for run in read_cut_short(con, flow) if run.state == "running")


def read_cut_short(con: DuckDBPyConnection, flow: str) -> tuple[Run, ...]:
    """The runs of a flow that may have archived what no table tells: killed ones, and the last if they were stopped."""
    rows = ask(con, "cut_short_runs", flow=flow)
    return tuple(Run(**(row | {"counts": dict(row["counts"] or {})})) for row in rows)


def read_story(con: DuckDBPyConnection, url: str) -> tuple[StoryRows, ...]:
    """The stories at an address (their own, canonical, or as a feed gave it), nearly always one or none."""
    return tuple(_story(con, row["article_id"]) for row in ask(con, "story_ids", url=url))


def read_status(con: DuckDBPyConnection, now: datetime) -> Row:
    """How the warehouse stands: counts of feeds, articles, waiting entries, open rejects; the last run."""
    return ask(con, "status", now=now)[0]


def _story(con: DuckDBPyConnection, article_id: int) -> StoryRows:
    def part(table: str) -> tuple[Row, ...]:
        found = con.table(table).filter(f"article_id = {int(article_id)}")
        ordered = sorted(
            fetch_rows(found), key=lambda row: tuple(row.get(key) or 0 for key in ("position", "revision"))
        )
        return tuple(ordered)

    parts = {table: part(table) for table in (*CHILDREN, "revisions") if table != "sketches"}
    return StoryRows(article=part("articles")[0], **parts)


def _entry(row: Row) -> Entry:
    said = FeedEntry(
        **{name: row[name] for name in _SAID},
        keywords=tuple(row["keywords"] or ()),
        media=tuple(MediaItem(**item) for item in row["media"] or ()),
    )
    page = row["page_warc_file"] and PageRef(
        warc_file=row["page_warc_file"], warc_offset=row["page_warc_offset"], sha256=row["page_sha256"]
    )
    return Entry(
        entry_id=row["entry_id"],
        feed_id=row["feed_id"],
        said=said,
        first_seen_at=row["first_seen_at"],
        last_seen_at=row["last_seen_at"],
        state=row["state"],
        attempts=row["attempts"],
        next_attempt_at=row["next_attempt_at"],
        article_id=row["article_id"],
        page=page,
        page_url=row["page_url"],
        page_fetched_at=row["page_fetched_at"],
        page_etag=row["page_etag"],
        page_last_modified=row["page_last_modified"],
        looks=row["looks"] or 0,
    )
