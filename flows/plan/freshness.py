"""What HTTP's caching headers ask of a feed's next poll: Cache-Control, Expires, Retry-After. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)
_MINUTE = timedelta(minutes=1)


def parse_freshness(headers: Iterable[tuple[str, str]], now: datetime) -> float | None:
    """Minutes for which the answer stays fresh; None: it does not say, or wants to be asked each time.

    max-age goes before Expires, as the standard has it; what the answer has spent in caches (Age) is taken off. Expires
    is measured against the server's own Date, for its clock may be wrong.

    >>> parse_freshness([("Cache-Control", "public, max-age=1800"), ("Age", "600")], datetime(2026, 3, 1, tzinfo=UTC))
    20.0
    """
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found and key == "cache-control" else found.get(key, value)
    control = found.get("cache-control", "")
    if _UNCACHED.search(control):
        return None
    if match := _MAX_AGE.search(control):
        seconds = int(match[1]) - _parse_seconds(found.get("age"))
        return seconds / 60 if seconds > 0 else None
    until = _parse_date(found.get("expires"))
    if until is None:
        return None
    minutes = (until - (_parse_date(found.get("date")) or now)) / _MINUTE
    return minutes if minutes > 0 else None


def parse_wait(headers: Iterable[tuple[str, str]], now: datetime) -> float | None:
    """Minutes of a Retry-After, in either of its forms: seconds or a date."""
    raw = next((value.strip() for name, value in headers if name.lower() == "retry-after"), None)
    if raw is None:
        return None
    if raw.isascii() and raw.isdigit():
        return _parse_seconds(raw) / 60
    until = _parse_date(raw)
    return max(0.0, (until - now) / _MINUTE) if until else None


def _parse_seconds(raw: str | None) -> int:
    raw = (raw or "").strip()
    return int(raw[:9]) if raw.isascii() and raw.isdigit() else 0


def _parse_date(raw: str | None) -> datetime | None:
    """ "0" and "-1" are what many servers send for: already stale."""
    try:
        found = parsedate_to_datetime(raw or "")
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
