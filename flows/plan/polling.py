"""When a feed is polled next: a pure decision from its row, what the poll came to, and the time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flows.fetch.results import NOT_TRIED, Archived, FetchFailure, NotModified
from flows.plan.freshness import parse_freshness, parse_wait
from transforms.records import Download, Feed, FeedState
from transforms.text import make_id
from transforms.urls import normalize_url

MIN_MINUTES = 10
MAX_MINUTES = 24 * 60
#: Before a feed's own history says anything.
FIRST_MINUTES = 60
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: After so many weighted failures a feed is asked once in 30 days: many come back, so none is given up.
_LONG_DEAD = 30
#: Media Cloud's bounds: two thirds known means that we ask too often, under a third that we nearly miss something.
_TOO_OFTEN, _TOO_SELDOM = 2 / 3, 1 / 3
#: A name that cannot be looked up is oftenest a resolver's hiccup, the rest of what passes by itself half a failure.
_WEIGHTS = {"dns": 0.25}
#: The new address may be the wrong one: after so many failures the one that was asked for gets its turn.
_MOVED_FOR_NOTHING = 3


def make_feed_id(url: str) -> int:
    """The id of a feed, equal for two spellings of its URL."""
    return make_id("feed", normalize_url(url) or url)


def choose_due_feeds(feeds: Iterable[FeedState], now: datetime, *, due_only: bool) -> tuple[FeedState, ...]:
    """The feeds to poll, the longest overdue first; without `due_only` all but the muted."""
    chosen = [feed for feed in feeds if not feed.is_muted]
    if due_only:
        chosen = [feed for feed in chosen if feed.next_due_at is None or feed.next_due_at <= now]
    first = datetime.min.replace(tzinfo=now.tzinfo)
    return tuple(sorted(chosen, key=lambda feed: (feed.next_due_at or first, feed.feed_id)))


def decide_next_poll(
    feed: FeedState,
    outcome: Download | NotModified | FetchFailure,
    now: datetime,
    *,
    read: Feed | None = None,
    body_hash: str | None = None,
    overlap: float | None = None,
    error: str | None = None,
) -> FeedState:
    """The feed's row after a poll.

    `read`: what the body said, None when it is the one we had. `overlap`: the share of its entries that were known
    (`measure_overlap`), None when it cannot tell. `error`: why a body that came could not be read; a hard failure.
    """
    if isinstance(outcome, FetchFailure):
        if outcome.reason in NOT_TRIED:
            return _put_off(feed, outcome, now)
        return _after_failure(feed, outcome, now)
    if error is not None:
        return _push_back(feed, now, weight=1.0, status=outcome.status, error=error)
    is_new = isinstance(outcome, Download) and (body_hash is None or body_hash != feed.body_hash)
    overlap = overlap if is_new else 1.0
    ttl = read.ttl_minutes if read else feed.ttl_minutes
    learnt = _learn(feed, overlap)
    least = _least_minutes(outcome, ttl, now, is_gap=overlap == 0)
    etag, last_modified = _validators(outcome)
    moved_to, moving_to = _move(feed, outcome)
    return replace(
        feed,
        title=(read.title if read else None) or feed.title,
        language=feed.language or _base_language(read),
        etag=etag if etag or is_new else feed.etag,
        last_modified=last_modified if last_modified or is_new else feed.last_modified,
        body_hash=body_hash or feed.body_hash,
        next_due_at=_find_moment(feed.feed_id, now, feed.interval_minutes or learnt, least),
        failures=0.0,
        last_status=outcome.status,
        last_error=None,
        last_polled_at=now,
        last_changed_at=now if is_new else feed.last_changed_at,
        moved_to=moved_to,
        moving_to=moving_to,
        ttl_minutes=ttl,
        learnt_minutes=learnt,
    )


def postpone(feed: FeedState, now: datetime) -> FeedState:
    """The feed when our own network is down: nothing is held against it, and it is asked again soon."""
    return replace(feed, next_due_at=now + MIN_MINUTES * _MINUTE)


def _learn(feed: FeedState, overlap: float | None) -> float:
    """Minutes between polls: less often when nearly all was known, more often when little was."""
    minutes = feed.learnt_minutes or FIRST_MINUTES
    if feed.last_polled_at is None or overlap is None or feed.failures:
        return minutes
    if overlap >= _TOO_OFTEN:
        minutes *= 1.25
    elif overlap < _TOO_SELDOM:
        minutes /= 2
    return min(max(minutes, MIN_MINUTES), MAX_MINUTES)


def _least_minutes(outcome: Download | NotModified, ttl: int | None, now: datetime, *, is_gap: bool) -> float:
    """What the publisher asks to be left alone for, up to a day.

    How long an answer keeps is not believed where nothing of the poll before was left: it has not kept.
    """
    asked = [parse_wait(outcome.headers, now) or 0]
    if not is_gap:
        asked += [ttl or 0, parse_freshness(outcome.headers, now) or 0]
    return min(max(asked), MAX_MINUTES)


def _find_moment(feed_id: int, now: datetime, minutes: float, least: float = 0) -> datetime:
    """A moment about `minutes` from now, and at least `least`, that is the feed's own in the hour.

    Feeds keep to moments that are spread evenly over the hour, or over the interval where that is shorter, however
    often and however late they are polled: so they never come to ask all at once.
    """
    minutes = min(max(minutes, least, MIN_MINUTES), MAX_MINUTES)
    period = min(minutes, 60.0)
    phase = feed_id % 7919 / 7919 * period
    since = (now - _EPOCH) / _MINUTE
    turn = round((since + minutes - phase) / period)
    while turn * period + phase - since < max(least, MIN_MINUTES):
        turn += 1
    return min(_EPOCH + (turn * period + phase) * _MINUTE, now + _DAY)


def _move(feed: FeedState, outcome: Download | NotModified) -> tuple[str | None, str | None]:
    """Where the feed is polled from now on, and where it may move: two polls must have been led there for good."""
    led = outcome.moved_to if isinstance(outcome, Archived | NotModified) else None
    if led is None or led == (feed.moved_to or feed.url):
        return feed.moved_to, None
    if led != feed.moving_to:
        return feed.moved_to, led
    return (None if led == feed.url else led), None


def _after_failure(feed: FeedState, failure: FetchFailure, now: datetime) -> FeedState:
    error = f"{failure.reason}: {failure.detail}" if failure.detail else failure.reason
    if failure.status == 410:  # Gone: the publisher asks us to stop
        return replace(feed, is_muted=True, last_status=410, last_error=error, last_polled_at=now, next_due_at=None)
    # a feed that 404s today is often back tomorrow: soft, as all that passes by itself
    is_soft = failure.is_transient or failure.status == 404
    weight = _WEIGHTS.get(failure.reason, 0.5) if is_soft else 1.0
    return _push_back(feed, now, weight=weight, status=failure.status, error=error, wait_s=failure.retry_after_s)


def _push_back(
    feed: FeedState, now: datetime, *, weight: float, status: int | None, error: str, wait_s: int | None = None
) -> FeedState:
    """Backoff grows by one interval a failure, up to a day; after thirty, a month."""
    failures = feed.failures + weight
    minutes = (feed.interval_minutes or FIRST_MINUTES) * (1 + failures)
    due = _find_moment(feed.feed_id, now, minutes, min((wait_s or 0) / 60, MAX_MINUTES))
    return replace(
        feed,
        failures=failures,
        next_due_at=due if failures < _LONG_DEAD else due + timedelta(days=29),
        last_status=status,
        last_error=error,
        last_polled_at=now,
        moved_to=feed.moved_to if failures < _MOVED_FOR_NOTHING else None,
        moving_to=None,
    )


def _put_off(feed: FeedState, failure: FetchFailure, now: datetime) -> FeedState:
    """Not asked this time: the host's Retry-After still runs, it fails at everything, or the run's time was up."""
    if not failure.retry_after_s:
        return feed
    return replace(feed, next_due_at=now + min(timedelta(seconds=failure.retry_after_s), _DAY))


def _validators(outcome: Download | NotModified) -> tuple[str | None, str | None]:
    if isinstance(outcome, NotModified):
        return outcome.etag, outcome.last_modified
    found = {name.lower(): value for name, value in reversed(outcome.headers)}
    return found.get("etag"), found.get("last-modified")


def _base_language(read: Feed | None) -> str | None:
    tag = (read.language or "").replace("_", "-").split("-")[0].lower() if read else ""
    return tag if len(tag) == 2 and tag.isalpha() else None
