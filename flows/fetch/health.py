"""Hosts that fail at everything, within one client: after some failures in a row their other jobs wait for a later run.

So a host that hangs costs minutes and not hours, and is not asked two hundred times while it is down.
"""

from collections import Counter

from flows.fetch.results import NOT_TRIED, FetchFailure, FetchResult
from transforms.urls import parse_host

#: Jobs in a row, each tried as often as the settings say.
_FAILURES = 5
#: The host's troubles; all others are the page's own.
_TROUBLES = frozenset({"connect", "timeout", "dns", "tls", "http-429"})


class HostHealth:
    """How many jobs of a host have failed in a row."""

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()

    def note(self, result: FetchResult) -> None:
        """Counts what a job came to, for the host that answered, or did not."""
        host = parse_host(result.final_url or result.url)
        if host is None:
            return
        if not isinstance(result, FetchFailure):
            del self._failures[host]
        elif result.reason in _TROUBLES or (result.status or 0) >= 500:
            self._failures[host] += 1
        elif result.reason not in NOT_TRIED and result.fetch_id is not None:
            del self._failures[host]

    def is_unwell(self, host: str) -> bool:
        """Whether its other jobs had better wait."""
        return self._failures[host] >= _FAILURES
