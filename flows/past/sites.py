"""Whose pages are meant: publishers and feeds by name, and the feed that a page of the past belongs to. Pure."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flows.errors import UsageError
from flows.past.ask import Ask
from flows.plan import make_feed_id
from transforms.records import FeedSource, FeedState
from transforms.urls import is_same_site, normalize_url, parse_host


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A feed and the site its stories are on."""

    feed: FeedState
    url: str  #: scheme and host
    is_new: bool = False  #: not in `feeds` yet


def join_feeds(known: Iterable[FeedState], sources: Iterable[FeedSource], now: datetime) -> tuple[FeedState, ...]:
    """The feeds of the tables, and those that are only listed so far."""
    states = {feed.feed_id: feed for feed in known}
    for source in sources:
        feed_id = make_feed_id(source.url)
        fresh = FeedState(
            feed_id=feed_id,
            url=source.url,
            publisher=source.publisher,
            language=source.language,
            tags=source.tags,
            interval_minutes=source.interval_minutes,
            first_seen_at=now,
        )
        states.setdefault(feed_id, fresh)
    return tuple(states.values())


def choose_sites(
    feeds: Iterable[FeedState], homes: Mapping[int, str], known: frozenset[int], ask: Ask, now: datetime
) -> tuple[Site, ...]:
    """The sites a question is about, by feed id. `homes`: feed -> scheme and host of its stories. Raises UsageError."""
    sites = [make_site(feed, homes.get(feed.feed_id), known) for feed in feeds]
    chosen: dict[int, Site] = {}
    for name in ask.publishers:
        found = [site for site in sites if _is_called(site, name)] or _make_stranger(name, now)
        if not found:
            names = (site.feed.publisher or site.feed.title for site in sites)
            raise UsageError(f"--publisher {name}: no feed is of it; {_suggest(name, names)}")
        chosen |= {site.feed.feed_id: site for site in found}
    for url in ask.feeds:
        found = [site for site in sites if site.feed.feed_id == make_feed_id(url)]
        if not found:
            raise UsageError(f"--feed {url}: it is not among the feeds; {_suggest_feed(url, sites)}")
        chosen |= {site.feed.feed_id: site for site in found}
    if not ask.publishers and not ask.feeds:
        chosen = {site.feed.feed_id: site for site in sites if not _is_site_itself(site)}
    return tuple(sorted(chosen.values(), key=lambda site: site.feed.feed_id))


def make_site(feed: FeedState, home: str | None, known: frozenset[int]) -> Site:
    """A feed with the site its stories are on: `home`, where that is known, else the feed's own host."""
    parts = urlsplit(feed.url)
    return Site(feed=feed, url=home or f"{parts.scheme}://{parts.netloc}", is_new=feed.feed_id not in known)


def find_site(url: str, sites: Iterable[Site]) -> Site | None:
    """The site a page is on, the one with the smallest feed id of several; `sites` come in that order."""
    return next((site for site in sites if is_on_site(url, site.url)), None)


def is_on_site(url: str, site: str) -> bool:
    """Whether a page is on a site or on a host below it."""
    host, own = parse_host(url) or "", parse_host(site) or ""
    return is_same_site(url, site) or (bool(own) and host.endswith("." + own.removeprefix("www.")))


def make_home(url: str, now: datetime) -> Site:
    """A site that no feed is known of, under its front page."""
    parts = urlsplit(normalize_url(url) or url)
    home = f"{parts.scheme}://{parts.netloc}"
    feed = FeedState(feed_id=make_feed_id(f"{home}/"), url=f"{home}/", first_seen_at=now)
    return Site(feed=feed, url=home, is_new=True)


def _is_site_itself(site: Site) -> bool:
    return site.feed.url.rstrip("/") == site.url


def _is_called(site: Site, name: str) -> bool:
    names = (site.feed.publisher, site.feed.title)
    if any(name.casefold() == own.casefold() for own in names if own):
        return True
    host = parse_host(name if "://" in name else f"https://{name}")
    return host is not None and "." in name and is_same_site(f"https://{host}", site.url.replace("http:", "https:", 1))


def _make_stranger(name: str, now: datetime) -> list[Site]:
    """A site named by its host or address need not have a feed."""
    url = name if "://" in name else f"https://{name}"
    is_site = "." in name and " " not in name and normalize_url(url) is not None
    return [make_home(url, now)] if is_site else []


def _suggest_feed(url: str, sites: Iterable[Site]) -> str:
    # addresses of two publishers are half alike, so only a typo's distance counts
    near = difflib.get_close_matches(url, [site.feed.url for site in sites], n=1, cutoff=0.85)
    return f"did you mean {near[0]!r}?" if near else "see them: copydesk feeds list; add it: copydesk feeds add URL"


def _suggest(name: str, known: Iterable[str | None]) -> str:
    names = sorted({own for own in known if own})
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known are {', '.join(names[:20])}" if names else "poll some first: copydesk run"
