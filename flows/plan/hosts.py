"""Work by host: shards that hold whole hosts, and whether it is our own network that is down. Pure."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from transforms.records import Fetch
from transforms.urls import parse_host

T = TypeVar("T")

#: So many hosts do not fall silent at once.
_OUTAGE_HOSTS = 3
_SILENCES = ("dns", "connect", "timeout")


def shard_by_host(items: Iterable[T], key: Callable[[T], str], size: int) -> tuple[tuple[T, ...], ...]:
    """Items in shards of about `size`, whole hosts together, the biggest first. `key` gives an item's URL or host.

    >>> shard_by_host(["http://a/1", "http://b/1", "http://a/2", "http://c/1"], lambda url: url, 2)
    (('http://a/1', 'http://a/2'), ('http://b/1', 'http://c/1'))
    """
    hosts: dict[str, list[T]] = {}
    for item in items:
        hosts.setdefault(parse_host(key(item)) or key(item), []).append(item)
    shards: list[list[T]] = []
    for _, group in sorted(hosts.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        if not shards or len(shards[-1]) + len(group) > size:
            shards.append([])
        shards[-1].extend(group)
    return tuple(tuple(shard) for shard in shards)


def is_own_outage(fetches: Iterable[Fetch]) -> bool:
    """Whether nobody at all answered, of several hosts: then our own network is down, and no feed is to blame."""
    silent: set[str] = set()
    for fetch in fetches:
        if fetch.status is not None:
            return False
        if (fetch.error or "").partition(":")[0] in _SILENCES:
            silent.add(fetch.host)
    return len(silent) >= _OUTAGE_HOSTS
