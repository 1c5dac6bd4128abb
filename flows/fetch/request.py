"""One request: out through the guard, back as an Answer or a Trouble. No retries, redirects, robots or pacing."""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from flows.fetch.body import ACCEPT_ENCODING, BodyError, parse_codings, read_body
from flows.fetch.guard import Hop, PrivateAddressError, open_guarded_socket
from flows.settings import Settings

#: Some sites send 20 KiB of policies in one header; aiohttp's own limit is 8 KiB.
_MAX_HEADER_BYTES = 64 * 1024
_MAX_HEADERS = 256
#: Of an error page or a redirect's note no more is wanted.
_MAX_NOTE_BYTES = 256 * 1024
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one response may cost us."""

    max_bytes: int  #: decoded
    total_s: float  #: from the look-up of the name to the last byte
    is_cut_allowed: bool = False  #: a body over the limit counts with its beginning (robots.txt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response, whatever its status."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]  #: as received
    body: bytes
    is_whole: bool  #: False: an error page or a redirect's note that was cut or too long
    started_at: datetime
    ms: int
    retry_after_s: int | None = None

    def header(self, name: str) -> str | None:
        """The first value of a header, by its name in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """No usable response, and why."""

    reason: str
    detail: str | None = None
    started_at: datetime
    ms: int | None = None
    status: int | None = None  #: when a head came but its body did not
    retry_after_s: int | None = None


class Requester:
    """One connection pool without cookies or proxies; every socket is made by the guard."""

    def __init__(
        self, settings: Settings, now: Callable[[], datetime], resolver: AbstractResolver | None = None
    ) -> None:
        self._settings = settings
        self._now = now
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        connector = aiohttp.TCPConnector(
            limit=self._settings.concurrency,
            limit_per_host=1,
            ttl_dns_cache=300,
            resolver=self._resolver,
            socket_factory=open_guarded_socket,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # body.py undoes codings under a cap, and tells a cut stream from a whole one
            headers={"User-Agent": self._settings.user_agent, "Accept-Encoding": ACCEPT_ENCODING},
            max_line_size=_MAX_HEADER_BYTES,
            max_field_size=_MAX_HEADER_BYTES,
            max_headers=_MAX_HEADERS,
            trust_env=False,
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def check_literal(self, url: str) -> Trouble | None:
        """The trouble of a URL that itself names a private address, found before anything is sent."""
        try:
            Hop(url, self._settings.allow_private_hosts).check_literal()
        except PrivateAddressError as exc:
            return Trouble(reason="private-address", detail=str(exc), started_at=self._now())
        return None

    async def ask(self, url: str, headers: Mapping[str, str], limits: Limits) -> Answer | Trouble:
        """A GET, once. Every trouble of the network or of the server is a value."""
        started_at, began = self._now(), time.monotonic()
        hop = Hop(url, self._settings.allow_private_hosts)
        status: list[int] = []
        try:
            with hop:
                return await self._get(url, headers, limits, started_at, began, status)
        except BodyError as exc:
            reason, detail = exc.reason, exc.detail
        except (aiohttp.ClientError, OSError, ValueError) as exc:  # TimeoutError is an OSError
            reason, detail = _name_trouble(exc, hop)
        return Trouble(
            reason=reason,
            detail=detail,
            started_at=started_at,
            ms=_ms_since(began),
            status=status[0] if status else None,
        )

    async def _get(
        self,
        url: str,
        headers: Mapping[str, str],
        limits: Limits,
        started_at: datetime,
        began: float,
        status: list[int],
    ) -> Answer:
        assert self._session is not None, "use the client as an async context manager"
        timeout = aiohttp.ClientTimeout(total=limits.total_s, sock_connect=self._settings.connect_timeout)
        request = self._session.get(_make_url(url), headers=headers, allow_redirects=False, timeout=timeout)
        async with request as response:
            status.append(response.status)
            body, is_whole = await _read(response, limits)
            raw = tuple((key.decode("latin-1"), value.decode("latin-1")) for key, value in response.raw_headers)
            return Answer(
                status=response.status,
                reason=response.reason or "",
                headers=raw,
                body=body,
                is_whole=is_whole,
                started_at=started_at,
                ms=_ms_since(began),
                retry_after_s=_wait_of(response, self._now()),
            )


def parse_retry_after(raw: str, now: datetime) -> int | None:
    """Seconds to wait, from either form of Retry-After; None for what is neither.

    >>> parse_retry_after("120", datetime(2026, 3, 1, tzinfo=UTC))
    120
    >>> parse_retry_after("Sun, 01 Mar 2026 00:01:00 GMT", datetime(2026, 3, 1, tzinfo=UTC))
    60
    """
    raw = raw.strip()
    if raw.isascii() and raw.isdigit():
        return int(raw[:9])
    try:
        until = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0, -((now - until) // timedelta(seconds=1))), 999_999_999)


async def _read(response: aiohttp.ClientResponse, limits: Limits) -> tuple[bytes, bool]:
    """The decoded body and whether it is whole; only a 2xx answer must be."""
    if response.status in {204, 304}:
        return b"", True
    is_wanted = 200 <= response.status < 300
    codings = parse_codings(response.headers.get("Content-Encoding"))
    if is_wanted and not codings and not limits.is_cut_allowed and (response.content_length or 0) > limits.max_bytes:
        raise BodyError("too-large", f"{response.content_length} bytes announced, the limit is {limits.max_bytes}")
    chunks = response.content.iter_chunked(_CHUNK)
    try:
        limit = limits.max_bytes if is_wanted else min(limits.max_bytes, _MAX_NOTE_BYTES)
        return await read_body(chunks, codings, limit), True
    except BodyError as exc:
        if is_wanted and not (limits.is_cut_allowed and exc.reason == "too-large"):
            raise
        return exc.got, False
    except (aiohttp.ClientPayloadError, TimeoutError):
        if is_wanted:
            raise
        return b"", False


def _make_url(url: str) -> URL:
    """The URL as it was written when that can be sent, for servers compare it letter by letter; else encoded."""
    is_plain = url.isascii() and url.isprintable() and not any(letter in url for letter in ' "<>\\^`{|}')
    return URL(url, encoded=is_plain)


def _name_trouble(exc: Exception, hop: Hop) -> tuple[str, str]:
    """The reason slug and its detail; the most telling exception class comes first."""
    detail = (str(exc) or type(exc).__name__)[:300]
    if hop.refused:
        return "private-address", f"{hop.host} is {hop.refused[0]}"
    if isinstance(exc, TimeoutError):
        return "timeout", "no complete answer in time"
    if isinstance(exc, aiohttp.ClientConnectorDNSError):
        return "dns", detail
    if isinstance(exc, aiohttp.ClientSSLError | ssl.SSLError):
        return "tls", detail
    if isinstance(exc, aiohttp.ClientPayloadError):
        return "cut-short", detail
    if isinstance(exc, aiohttp.InvalidURL):
        return "bad-scheme", detail
    if isinstance(exc, aiohttp.ClientResponseError | HttpProcessingError):
        return "bad-response", detail
    return "connect", detail


def _wait_of(response: aiohttp.ClientResponse, now: datetime) -> int | None:
    raw = response.headers.get("Retry-After")
    return parse_retry_after(raw, now) if raw and response.status >= 400 else None


def _ms_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
