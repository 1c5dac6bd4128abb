"""A backfill's windows as plain functions: a range of days, each remade from the archive and kept in the ledger."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from flows.errors import UsageError
from flows.line import Line, utc_now
from flows.make import MadeShard, PageJob, make_job
from flows.report import StageReport
from flows.settings import Settings
from flows.stages import PAGES_A_SHARD, begin_run, chunk, load_all, open_warehouse, report_made
from transforms.records import Batch, Window
from transforms.story import StoryContext
from warehouse.connection import make_paths, open_private
from warehouse.load import stage_batch
from warehouse.read import read_feeds, read_page_days, read_page_fetches

_DAY = timedelta(days=1)


def check_days(since: date | None, until: date | None, today: date) -> None:
    """Raises UsageError for a range that holds no day."""
    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}; exchange them")
    if since and since > today:
        raise UsageError(f"--since {since} lies in the future; the archive ends today, {today}")


def check_archive(settings: Settings, since: date | None, until: date | None) -> None:
    """Raises UsageError when no story page of the range is archived; it names the days that are."""
    paths = make_paths(settings.home)
    if not paths.private.exists():
        raise UsageError(f"nothing is archived in {settings.home} yet; a backfill needs pages: copydesk run")
    with open_private(paths, wait_seconds=settings.lock_wait_seconds) as con:
        days = read_page_days(con)
    if any(_choose_days(days, since, until)):
        return
    held = f"it holds {len(days)}, from {min(days)} to {max(days)}" if days else "it holds none at all"
    raise UsageError(f"the archive has no day with story pages {_say_range(since, until)}; {held}")


def plan_windows(line: Line, since: date | None, until: date | None) -> tuple[Window, ...]:
    """A window for each day in the range on which story pages were archived, oldest first. Begins the run."""
    begin_run(line)
    with open_warehouse(line) as con:
        days = read_page_days(con)
    return tuple(_make_window(line, day) for day in _choose_days(days, since, until))


def plan_window(line: Line, window: Window) -> tuple[tuple[PageJob, ...], ...]:
    """The archived pages of a window, oldest first, in shards."""
    with open_warehouse(line) as con:
        feeds = {feed.feed_id: feed for feed in read_feeds(con)}
        fetched = read_page_fetches(con, window.window_start, window.window_end)
    jobs = []
    for page in fetched:
        if page.entry:
            job = make_job(page.entry, page.page, feeds.get(page.entry.feed_id))
            jobs.append(job if page.entry.state == "rejected" else replace(job, entry=None))
        else:
            jobs.append(PageJob(url=page.url, page=page.page, context=StoryContext(first_seen_at=page.fetched_at)))
    return chunk(jobs, PAGES_A_SHARD)


def store_window(line: Line, window: Window, shards: Sequence[MadeShard], is_broken: bool) -> StageReport:
    """A window's stories and its row in the ledger, in one transaction."""
    rejects = sum(len(shard.rejects) for shard in shards)
    counts = {"pages": sum(shard.pages for shard in shards), "rejects": rejects}
    row = replace(window, state="failed" if is_broken else "completed", counts=counts)
    name = f"{line.run_id}-window-{window.window_start:%Y%m%d}"
    ledger = stage_batch(Batch(run_id=line.run_id, windows=(row,)), line.staged, name)
    return report_made(shards, load_all(line, [*(shard.staged for shard in shards), ledger]))


def today() -> date:
    """This day in UTC."""
    return utc_now().date()


def _choose_days(days: Sequence[date], since: date | None, until: date | None) -> tuple[date, ...]:
    return tuple(day for day in days if (since is None or day >= since) and (until is None or day <= until))


def _say_range(since: date | None, until: date | None) -> str:
    ends = (f"since {since}" if since else "", f"until {until}" if until else "")
    return " ".join(filter(None, ends)) or "of any kind"


def _make_window(line: Line, day: date) -> Window:
    start = datetime.combine(day, time(), UTC)
    return Window(
        backfill_id=line.run_id, window_start=start, window_end=start + _DAY, source="archive", state="running"
    )
