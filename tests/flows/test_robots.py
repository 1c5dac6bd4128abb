"""robots.txt: what an answer means, and how often it is asked for."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from flows.robots import Decision, RobotsAnswer, RobotsCache, Rules

AGENT = "Copydesk/1 (+https://example.org)"


def decide(body: str | bytes, path: str, status: int | None = 200) -> Decision:
    raw = body.encode() if isinstance(body, str) else body
    return Rules(RobotsAnswer(status=status, body=raw)).decide(f"https://example.org{path}", AGENT)


@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/public", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: copydesk\nDisallow:", "/x", True),
        ("User-agent: copydesk\nDisallow: /\n\nUser-agent: *\nAllow: /", "/x", False),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", "/x", False),
        ("<html>Not found</html>", "/x", True),
        ("", "/x", True),
        (bytes(range(256)) * 20, "/x", True),
    ],
)
def test_rules_are_read_as_the_standard_says(body, path, allowed):
    assert decide(body, path).is_allowed is allowed


@pytest.mark.parametrize(
    ("status", "allowed", "reachable"),
    [
        (404, True, True),
        (410, True, True),
        (400, True, True),
        (401, False, True),
        (403, False, True),
        (500, False, False),
        (503, False, False),
        (429, False, False),
        (None, False, False),
    ],
)
def test_a_status_alone_decides_when_there_is_no_file(status, allowed, reachable):
    got = decide("User-agent: *\nAllow: /", "/x", status)
    assert (got.is_allowed, got.is_reachable) == (allowed, reachable)


def test_crawl_delay_is_told_and_capped():
    assert decide("User-agent: *\nCrawl-delay: 2.5", "/x").crawl_delay_s == 2.5
    assert decide("User-agent: *\nCrawl-delay: 86400", "/x").crawl_delay_s == 300


def test_a_file_is_asked_for_once_a_day_and_origin():
    asked: list[str] = []
    clock = [datetime(2026, 3, 1, tzinfo=UTC)]

    async def fetch(url: str) -> RobotsAnswer:
        asked.append(url)
        return RobotsAnswer(status=404)

    async def run() -> None:
        cache = RobotsCache(fetch, AGENT, lambda: clock[0])
        await asyncio.gather(*(cache.decide(f"https://example.org/{n}") for n in range(5)))
        await cache.decide("http://example.org/")
        assert asked == ["https://example.org/robots.txt", "http://example.org/robots.txt"]
        clock[0] += timedelta(days=1, seconds=1)
        await cache.decide("https://example.org/")
        assert len(asked) == 3

    asyncio.run(run())
