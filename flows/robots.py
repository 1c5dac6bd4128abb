"""robots.txt: what a host lets us fetch, remembered for a day. Asks through a callable; knows no HTTP and no tables.

RFC 9309: 401 and 403 close the host (stricter than the RFC, as news sites mean it), other 4xx open it, a server error
or silence closes it for now. protego reads the rules, for the standard library's parser is wrong on most odd files.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from transforms.records import RobotsFile

#: RFC 9309 asks a crawler to read at least 500 KiB, and lets it stop there.
ROBOTS_MAX_BYTES = 512 * 1024
_FRESH = timedelta(days=1)
#: After a server error the host is asked again soon, for until then nothing of it can be fetched.
_FRESH_UNREACHABLE = timedelta(minutes=10)
#: A larger Crawl-delay would hold up a run for hours; the pages wait for later runs all the same.
_MAX_DELAY = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """What came when robots.txt was asked for; `status` None: nothing came."""

    status: int | None
    body: bytes = b""
    trouble: str | None = None  #: why nothing came, a reason slug
    detail: str | None = None
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether a URL may be fetched; `is_reachable` False means not now, rather than no."""

    is_allowed: bool
    is_reachable: bool = True
    crawl_delay_s: float | None = None
    trouble: str | None = None  #: why robots.txt itself could not be had
    detail: str | None = None
    retry_after_s: int | None = None


class Rules:
    """A host's robots.txt as read."""

    def __init__(self, answer: RobotsAnswer) -> None:
        self.answer = answer
        status = answer.status
        self.is_reachable = status is not None and status < 500 and status != 429
        self._is_closed = status in {401, 403}
        self.is_file = status is not None and 200 <= status < 300
        self._rules = Protego.parse(decode_robots(answer.body)) if self.is_file else None

    def decide(self, url: str, agent: str) -> Decision:
        """Pure; a robots.txt that cannot be read allows everything, as for the big crawlers."""
        if not self.is_reachable:
            detail = self.answer.detail or f"robots.txt answered {self.answer.status}"
            return Decision(
                is_allowed=False,
                is_reachable=False,
                trouble=self.answer.trouble,
                detail=detail,
                retry_after_s=self.answer.retry_after_s,
            )
        if self._is_closed:
            return Decision(is_allowed=False, detail=f"robots.txt answered {self.answer.status}")
        if self._rules is None:
            return Decision(is_allowed=True)
        delay = self._rules.crawl_delay(agent)
        return Decision(
            is_allowed=self._rules.can_fetch(url, agent),
            crawl_delay_s=min(float(delay), _MAX_DELAY) if delay else None,
        )


class RobotsCache:
    """robots.txt of each origin, fetched once however many pages of it are asked for at a time.

    `known` are files that an earlier stage or run has fetched. `learnt` are those that this cache fetched itself.
    """

    def __init__(
        self,
        fetch: Callable[[str], Awaitable[RobotsAnswer]],
        agent: str,
        now: Callable[[], datetime],
        known: Iterable[RobotsFile] = (),
    ) -> None:
        self._fetch = fetch
        self._agent = agent
        self._now = now
        self._known = {file.origin: file for file in known}
        self._rules: dict[str, tuple[Rules, datetime]] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self.learnt: dict[str, RobotsFile] = {}

    async def decide(self, url: str) -> Decision:
        """Asks the host first when what we know is over a day old."""
        origin = make_origin(url)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            rules, good_until = self._rules.get(origin) or self._recall(origin)
            if rules is None or good_until <= self._now():
                rules = Rules(await self._fetch(f"{origin}/robots.txt"))
                self._remember(origin, rules)
        return rules.decide(url, self._agent)

    def _recall(self, origin: str) -> tuple[Rules | None, datetime]:
        file = self._known.pop(origin, None)
        if file is None:
            return None, self._now()
        rules = Rules(RobotsAnswer(status=file.status, body=(file.body or "").encode(), detail=file.detail))
        self._rules[origin] = rules, file.good_until
        return self._rules[origin]

    def _remember(self, origin: str, rules: Rules) -> None:
        answer, now = rules.answer, self._now()
        if answer.trouble == "out-of-time":  # our own; it says nothing of the host
            return
        fresh = _FRESH if rules.is_reachable else _FRESH_UNREACHABLE
        if not rules.is_reachable and answer.retry_after_s:
            fresh = min(timedelta(seconds=answer.retry_after_s), _FRESH)
        self._rules[origin] = rules, now + fresh
        self.learnt[origin] = RobotsFile(
            origin=origin,
            status=answer.status,
            body=decode_robots(answer.body) if rules.is_file else None,
            trouble=answer.trouble,
            detail=answer.detail,
            fetched_at=now,
            good_until=now + fresh,
        )


def make_origin(url: str) -> str:
    """Scheme, host and port: what one robots.txt is for.

    >>> make_origin("https://Example.org/a?b")
    'https://example.org'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def decode_robots(body: bytes) -> str:
    """robots.txt as text; a byte order mark would hide the first line from the parser.

    >>> decode_robots(b"\\xef\\xbb\\xbfUser-agent: *")
    'User-agent: *'
    """
    return body[:ROBOTS_MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").replace("\x00", "")
