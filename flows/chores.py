"""What an owner does by hand between runs, as plain functions: try rejects again, forget a story, export."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from duckdb import DuckDBPyConnection

from flows.errors import UsageError
from flows.line import utc_now
from flows.lock import hold_run_lock, hold_warehouse
from flows.plan import make_feed_id
from flows.settings import Settings
from warehouse.connection import WarehousePaths, open_private
from warehouse.errors import WarehouseMissing
from warehouse.forget import Forgotten, NothingToForget, forget_story
from warehouse.load import discard_staged
from warehouse.merges import NoSuchEntity, find_entity, merge_entities, unmerge_entity
from warehouse.muting import read_muted, unmute_feed
from warehouse.publish import publish
from warehouse.read import read_feeds
from warehouse.rejects import retry_rejects
from warehouse.remakes import Remake, drop_remakes, find_remake
from warehouse.undo import Survey, survey_remake, undo_remake

_FLOWS = ("ingest", "backfill")


def retry(settings: Settings, *, url: str | None, reason: str | None) -> int:
    """Let open rejects be taken up by the next run; how many."""
    paths = _find_paths(settings)
    with _no_run(settings):
        with open_private(paths, wait_seconds=settings.lock_wait_seconds) as con:
            count = retry_rejects(con, url=url, reason=reason, now=utc_now())
        _publish(settings)
    return count


def unmute(settings: Settings, url: str) -> None:
    """Poll a muted feed again, from the next run on. Raises UsageError when no muted feed has that address."""
    paths, feed_id = _find_paths(settings), make_feed_id(url)
    with _no_run(settings):
        with open_private(paths, wait_seconds=settings.lock_wait_seconds) as con:
            muted = read_muted(con)
            if feed_id not in muted:
                some = ", ".join(sorted(feed.url for feed in read_feeds(con) if feed.is_muted))
                raise UsageError(f"no muted feed has the address {url}; muted are: {some or 'none'}")
            unmute_feed(con, feed_id)
        _publish(settings)


def merge(settings: Settings, entity: str, into: str, why: str) -> None:
    """Record that one entity is another, each by name or id. Raises UsageError when they cannot be one."""
    with _refusing_names(), open_in_turn(settings) as con:
        merge_entities(con, find_entity(con, entity), find_entity(con, into), why=why, now=utc_now())
    _publish(settings)


def unmerge(settings: Settings, entity: str) -> int:
    """Take back the merges of an entity; how many. Raises UsageError when there is none."""
    with _refusing_names(), open_in_turn(settings) as con:
        count = unmerge_entity(con, find_entity(con, entity), now=utc_now())
    if not count:
        raise UsageError(f"{entity} was not merged into another; list merges: copydesk sql 'from entity_merges'")
    _publish(settings)
    return count


def look_at_remake(settings: Settings) -> tuple[Remake, Survey] | None:
    """The last remake, and what taking it back would do; None when there is nothing to take back."""
    remake = find_remake(settings.paths)
    if remake is None:
        return None
    with open_in_turn(settings) as con:
        return remake, survey_remake(con, remake)


def undo(settings: Settings) -> None:
    """Take back the last remake; killed on the way, it goes on when asked again."""
    paths = _find_paths(settings)
    with _no_run(settings):
        if remake := find_remake(paths):
            undo_remake(paths, remake, wait_seconds=settings.lock_wait_seconds)
            _publish(settings)
            drop_remakes(paths)


def give_up_remake(settings: Settings) -> int:
    """Leave the last remake as it is for good; how many bytes that frees."""
    with _no_run(settings):
        return drop_remakes(settings.paths)


def forget(settings: Settings, url: str) -> Forgotten:
    """Remove a story from tables, snapshots and archive, and what dead runs left staged."""
    paths = _find_paths(settings)
    with _no_run(settings):
        for flow in _FLOWS:
            discard_staged(paths.staged / flow)
        try:
            return forget_story(
                paths,
                url,
                now=utc_now(),
                wait_seconds=settings.lock_wait_seconds,
            )
        except NothingToForget as error:
            raise UsageError(str(error)) from error


@contextmanager
def open_in_turn(settings: Settings) -> Iterator[DuckDBPyConnection]:
    """The private file, between what runs store. Raises WarehouseMissing where no run has made it."""
    paths = _find_paths(settings)
    with hold_warehouse(settings.home), open_private(paths, wait_seconds=settings.lock_wait_seconds) as con:
        yield con


def _publish(settings: Settings) -> None:
    with hold_warehouse(settings.home):
        publish(
            settings.paths,
            keep=settings.snapshots_kept,
            wait_seconds=settings.lock_wait_seconds,
        )


def _find_paths(settings: Settings) -> WarehousePaths:
    paths = settings.paths
    if not paths.is_made:
        raise WarehouseMissing(f"{paths.private} does not exist yet; make it with: copydesk run")
    return paths


@contextmanager
def _refusing_names() -> Iterator[None]:
    """A name that nobody bears, or that does not fit the other, is the user's to mend."""
    try:
        yield
    except NoSuchEntity as error:
        raise UsageError(str(error)) from error


@contextmanager
def _no_run(settings: Settings) -> Iterator[None]:
    """While the block lasts no run of any flow is at work: what it holds in memory would come back."""
    with ExitStack() as locks:
        for flow in _FLOWS:
            locks.enter_context(hold_run_lock(settings.home, flow, settings.lock_wait_seconds))
        yield
