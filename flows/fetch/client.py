"""The client: jobs in, results out. Robots, turns, redirects, retries; what one request does is in request.py."""

import asyncio
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from aiohttp.abc import AbstractResolver

from flows.fetch.ends import Hop, conclude, make_failure
from flows.fetch.health import HostHealth
from flows.fetch.hops import PERMANENT, REDIRECTS, is_header_value, is_worth_retrying, join_location
from flows.fetch.pacing import SIT_OUT_S, HostPacer
from flows.fetch.request import Answer, Limits, Requester, Trouble
from flows.fetch.results import NOT_TRIED, Archived, FetchFailure, FetchResult, NotModified
from flows.fetch.rows import make_download, make_fetch
from flows.robots import ROBOTS_MAX_BYTES, RobotsAnswer, RobotsCache
from flows.settings import Settings
from transforms.records import Download, Fetch, PageRef, RobotsFile
from transforms.text import make_id
from transforms.urls import parse_host

#: By these a host says that it is asked too much.
_TOO_MUCH = frozenset({429, 503})
#: What keeps us from a robots.txt and from all else of its host.
_OF_THE_HOST = frozenset({"private-address", "bad-scheme", "dns", "connect", "tls", "timeout"}) | NOT_TRIED
#: A Retry-After up to this is waited for and the page asked for again; a longer one is reported.
_PATIENCE_S = 3
_FEED_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_PAGE_ACCEPT = "text/html, application/xhtml+xml, */*;q=0.5"


class Client:
    """One polite, guarded client for one run's shard; every request it makes is a row in `fetches`.

    `archive` is called with each complete response before anybody reads it. `now` is the clock. The rest is what
    earlier stages and runs know of hosts: `holds`, until when one asked by Retry-After to be left alone; `last_asked`,
    when it was asked; `strikes`, how often it said that this was too much; `robots`, its robots.txt.
    `is_over` says that no further request is to be made, though items are left; those under way are ended.
    `resolver` looks names up; None: as the system does. Nothing that an item does raises; only `archive` may.
    """

    def __init__(
        self,
        settings: Settings,
        archive: Callable[[Download], PageRef] | None,
        run_id: str,
        now: Callable[[], datetime],
        *,
        holds: Mapping[str, datetime] | None = None,
        last_asked: Mapping[str, datetime] | None = None,
        strikes: Mapping[str, int] | None = None,
        robots: Iterable[RobotsFile] = (),
        is_over: Callable[[], bool] = lambda: False,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._settings = settings
        self._archive = archive
        self._run_id = run_id
        self._now = now
        self._is_over = is_over
        self._count = itertools.count()
        self._fetches: list[Fetch] = []
        self._pacer = HostPacer(
            settings.host_delay_seconds,
            concurrency=settings.concurrency,
            holds=holds,
            last_asked=last_asked,
            strikes=strikes,
        )
        self._health = HostHealth()
        self._robots = RobotsCache(self._fetch_robots, settings.user_agent, now, robots)
        self._requester = Requester(settings, now, resolver)

    async def __aenter__(self) -> Self:
        await self._requester.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._requester.close()

    @property
    def fetches(self) -> tuple[Fetch, ...]:
        """A row for each request so far, and for each that robots.txt kept us from."""
        return tuple(self._fetches)

    @property
    def robots(self) -> tuple[RobotsFile, ...]:
        """The robots.txt files that were fetched, for the next client."""
        return tuple(self._robots.learnt.values())

    async def fetch_page(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Archived | NotModified | FetchFailure:
        """An article's page, with its redirects followed; with validators only if it changed."""
        headers = _make_headers(_PAGE_ACCEPT, etag, last_modified)
        limits = Limits(max_bytes=self._settings.page_max_bytes, total_s=self._settings.page_timeout)
        return await self._fetch(url, headers, limits)

    async def fetch_feed(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Archived | NotModified | FetchFailure:
        """A feed, if it changed; the validators go back exactly as they came."""
        headers = _make_headers(_FEED_ACCEPT, etag, last_modified)
        limits = Limits(max_bytes=self._settings.feed_max_bytes, total_s=self._settings.feed_timeout)
        return await self._fetch(url, headers, limits)

    async def _fetch(self, url: str, headers: Mapping[str, str], limits: Limits) -> FetchResult:
        result = await self._follow(url, headers, limits)
        self._health.note(result)
        return result

    async def _follow(self, url: str, headers: Mapping[str, str], limits: Limits) -> FetchResult:
        """Hop by hop to the end; each hop is guarded, asked of robots.txt and paced like the first."""
        at, moved_to, is_permanent = url, None, True
        for _ in range(self._settings.max_redirects + 1):
            if failure := await self._may_not(url, at):
                return failure
            hop = await self._ask_patiently(url, at, headers, limits)
            answer = hop.answer
            if isinstance(answer, Trouble):
                return make_failure(
                    url, at, self._now(), answer.reason, answer.detail, answer.status, answer.retry_after_s, hop
                )
            location = answer.header("location")
            if answer.status not in REDIRECTS or not location:
                return conclude(url, at, hop, answer, moved_to, self._now())
            is_permanent = is_permanent and answer.status in PERMANENT
            at = join_location(at, location)
            moved_to = at if is_permanent else None
        return make_failure(url, at, self._now(), "too-many-redirects", f"over {self._settings.max_redirects}")

    async def _may_not(self, url: str, at: str) -> FetchFailure | None:
        """Why `at` must not be asked, if so; robots.txt's own no is a row, since it is a request not made."""
        host = parse_host(at)
        if host is None:
            return make_failure(url, at, self._now(), "bad-scheme", "only http and https with a host can be fetched")
        if trouble := self._requester.check_literal(at):
            self._record(url, at, trouble)
            return make_failure(url, at, self._now(), trouble.reason, trouble.detail)
        if trouble := self._must_rest(host, SIT_OUT_S):
            return make_failure(
                url, at, self._now(), trouble.reason, trouble.detail, retry_after_s=trouble.retry_after_s
            )
        decision = await self._robots.decide(at)
        if decision.crawl_delay_s:
            self._pacer.slow_down(host, decision.crawl_delay_s)
        if decision.is_allowed:
            return None
        reason = "robots" if decision.is_reachable else "robots-unreachable"
        if decision.trouble in _OF_THE_HOST:
            reason = decision.trouble
        detail = decision.detail or "robots.txt forbids it"
        if reason not in NOT_TRIED:
            trouble = Trouble(reason=reason, detail=detail, started_at=self._now())
            self._record(url, at, trouble, robots_allowed=False)
        return make_failure(url, at, self._now(), reason, detail, retry_after_s=decision.retry_after_s)

    def _must_rest(self, host: str, patience_s: int = 0) -> Trouble | None:
        """Why the host is to be left alone for now: our time is up, it asked for it, or it fails at everything."""
        now = self._now()
        if self._is_over():
            return Trouble(reason="out-of-time", started_at=now)
        seconds = self._pacer.held_for(host, now)
        if seconds and seconds > patience_s:
            detail = f"{host} asked us to wait"
            return Trouble(reason="retry-later", detail=detail, started_at=now, retry_after_s=seconds)
        if self._health.is_unwell(host):
            return Trouble(reason="host-unwell", detail=f"{host} failed at everything of late", started_at=now)
        return None

    async def _ask_patiently(self, url: str, at: str, headers: Mapping[str, str], limits: Limits) -> Hop:
        """One hop, tried again after what may pass; a timeout only once, for it has cost its time already."""
        for attempt in itertools.count():
            hop = await self._ask(url, at, headers, limits)
            answer = hop.answer
            left = self._settings.retries - attempt
            if isinstance(answer, Trouble) and answer.reason == "timeout":
                left = min(left, 1 - attempt)
            if left <= 0 or not is_worth_retrying(answer) or (answer.retry_after_s or 0) > _PATIENCE_S:
                return hop
            await asyncio.sleep(max(0.5 * 2**attempt, answer.retry_after_s or 0))
        raise AssertionError("count() does not end")

    async def _ask(self, url: str, at: str, headers: Mapping[str, str], limits: Limits) -> Hop:
        host = parse_host(at) or ""
        # much may have happened since this job stood in the queue
        async with self._pacer.turn(host, lambda: not self._must_rest(host, SIT_OUT_S)) as pace:
            if trouble := self._must_rest(host):
                return Hop(answer=trouble)
            began_at = self._now()
            try:
                answer = await self._requester.ask(at, headers, limits)
            except asyncio.CancelledError:  # the run's time is up; the request was made all the same
                self._record(url, at, Trouble(reason="out-of-time", started_at=began_at), pace_s=pace)
                raise
            self._learn(host, answer)
        ref = self._keep(url, at, answer) if isinstance(answer, Answer) else None
        return Hop(answer=answer, ref=ref, fetch_id=self._record(url, at, answer, ref=ref, pace_s=pace))

    def _learn(self, host: str, answer: Answer | Trouble) -> None:
        """What an answer tells of its host."""
        if wait := answer.retry_after_s:
            self._pacer.hold(host, self._now() + timedelta(seconds=min(wait, 86400)))
        if answer.status in _TOO_MUCH:
            self._pacer.strike(host)

    def _keep(self, url: str, at: str, answer: Answer) -> PageRef | None:
        if self._archive is None or answer.status == 304 or not answer.is_whole:
            return None
        return self._archive(make_download(url, at, answer))

    async def _fetch_robots(self, url: str) -> RobotsAnswer:
        """robots.txt itself; its redirects are followed, and none of its troubles raise."""
        limits = Limits(max_bytes=ROBOTS_MAX_BYTES, total_s=self._settings.page_timeout, is_cut_allowed=True)
        at = url
        for _ in range(self._settings.max_redirects + 1):
            if parse_host(at) is None or self._requester.check_literal(at):
                return RobotsAnswer(status=None, detail=f"robots.txt leads to {at[:200]}")
            answer = (await self._ask_patiently(url, at, {"Accept": "text/plain, */*;q=0.5"}, limits)).answer
            if isinstance(answer, Trouble):
                detail = f"robots.txt: {answer.reason}: {answer.detail}"
                wait = answer.retry_after_s
                return RobotsAnswer(status=None, trouble=answer.reason, detail=detail, retry_after_s=wait)
            location = answer.header("location")
            if answer.status not in REDIRECTS or not location:
                return RobotsAnswer(status=answer.status, body=answer.body, retry_after_s=answer.retry_after_s)
            at = join_location(at, location)
        # RFC 9309, 2.3.1.2: after five redirects the file may be held for unavailable, which allows
        return RobotsAnswer(status=404, detail="robots.txt redirects for ever")

    def _record(
        self,
        url: str,
        at: str,
        answer: Answer | Trouble,
        *,
        ref: PageRef | None = None,
        pace_s: float | None = None,
        robots_allowed: bool = True,
    ) -> int:
        key = make_id("fetch", self._run_id, str(next(self._count)), at, answer.started_at.isoformat())
        row = make_fetch(key, self._run_id, url, at, answer)
        if ref:
            row = replace(row, warc_file=ref.warc_file, warc_offset=ref.warc_offset, sha256=ref.sha256)
        self._fetches.append(replace(row, robots_allowed=robots_allowed, pace_s=pace_s))
        return key


def _make_headers(accept: str, etag: str | None, last_modified: str | None) -> dict[str, str]:
    headers = {"Accept": accept}
    if etag and is_header_value(etag):
        headers["If-None-Match"] = etag
    if last_modified and is_header_value(last_modified):
        headers["If-Modified-Since"] = last_modified
    return headers
