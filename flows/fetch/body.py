"""Response bodies as they stream in: content codings undone piece by piece, so that a bomb never unfolds in memory."""

import sys
import zlib
from collections.abc import AsyncIterable, Callable, Sequence
from typing import Protocol

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: What we ask for, and all we can undo.
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
#: RFC 8878 lets a decoder refuse windows over 8 MiB; without a limit one header asks for 2 GiB.
_ZSTD_WINDOW_LOG = 23
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
#: More than this many codings on one body is an attack, not a server.
_MAX_CODINGS = 2
#: bgzip writes a member every 64 KiB; a stream of thousands of tiny ones only burns time.
_MAX_MEMBERS = 256


class BodyError(Exception):
    """The body cannot be had; `reason` is "too-large", "cut-short" or "bad-encoding", `got` what came before that."""

    def __init__(self, reason: str, detail: str, got: bytes = b"") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.got = got


class Decoder(Protocol):
    """One content coding: `feed` gives at most about `limit` bytes, and all of the rest when called again with b""."""

    def feed(self, data: bytes, limit: int) -> bytes: ...

    @property
    def is_complete(self) -> bool: ...


class _Zlib:
    """gzip, with its members one after the other, and deflate in both of its spellings."""

    def __init__(self, coding: str) -> None:
        self._is_gzip = coding == "gzip"
        self._inflate: zlib._Decompress | None = zlib.decompressobj(31) if self._is_gzip else None
        self._pending = b""
        self._is_full = False  # the last piece stopped at its limit: more may come without more input
        self._members = 1

    def feed(self, data: bytes, limit: int) -> bytes:
        out = b""
        data, self._pending = self._pending + data, b""
        while not out and (
            data or self._is_full
        ):  # an empty member, or a header alone, gives nothing and does not end the stream
            out, data = self._step(data, limit)
        self._pending = data
        return out

    def _step(self, data: bytes, limit: int) -> tuple[bytes, bytes]:
        if self._inflate is None:
            # RFC 9110 means zlib's wrapping, many servers send bare deflate; the first byte tells them apart
            self._inflate = zlib.decompressobj(15 if data[0] & 0x8F == 0x08 else -15)
        if self._inflate.eof:
            if not (self._is_gzip and data.startswith(b"\x1f\x8b")):
                return b"", b""  # padding behind the stream; curl and browsers ignore it too
            self._members += 1
            if self._members > _MAX_MEMBERS:
                raise BodyError("bad-encoding", f"over {_MAX_MEMBERS} gzip members")
            self._inflate = zlib.decompressobj(31)
        out = self._inflate.decompress(data, limit)
        self._is_full = len(out) >= limit and not self._inflate.eof
        return out, self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail

    @property
    def is_complete(self) -> bool:
        return self._inflate is not None and self._inflate.eof


class _Brotli:
    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()
        self._pending = b""

    def feed(self, data: bytes, limit: int) -> bytes:
        if self._decoder.is_finished():
            return b""
        self._pending += data
        if self._decoder.can_accept_more_data():
            data, self._pending = self._pending, b""
            return bytes(self._decoder.process(data, output_buffer_limit=limit))
        return bytes(self._decoder.process(b"", output_buffer_limit=limit))

    @property
    def is_complete(self) -> bool:
        return bool(self._decoder.is_finished())


class _Zstd:
    """zstd, with its frames one after the other."""

    def __init__(self) -> None:
        self._decoder = _make_zstd()
        self._behind = b""  # what came behind a frame's end
        self._frames = 1

    def feed(self, data: bytes, limit: int) -> bytes:
        if self._decoder.eof:
            self._behind += data
        out = b"" if self._decoder.eof else self._decode(data, limit)
        while not out and self._behind.startswith(_ZSTD_MAGIC):
            self._frames += 1
            if self._frames > _MAX_MEMBERS:
                raise BodyError("bad-encoding", f"over {_MAX_MEMBERS} zstd frames")
            data, self._behind, self._decoder = self._behind, b"", _make_zstd()
            out = self._decode(data, limit)
        if not _ZSTD_MAGIC.startswith(self._behind[:4]):
            self._behind = b"-"  # padding; curl and browsers ignore it too
        return out

    def _decode(self, data: bytes, limit: int) -> bytes:
        out = self._decoder.decompress(data, limit)
        if self._decoder.eof:
            self._behind = self._decoder.unused_data
        return out

    @property
    def is_complete(self) -> bool:
        return self._decoder.eof and self._behind in {b"", b"-"}


def _make_zstd() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})


_DECODERS: dict[str, Callable[[str], Decoder]] = {
    "gzip": _Zlib,
    "deflate": _Zlib,
    "br": lambda _: _Brotli(),
    "zstd": lambda _: _Zstd(),
}
_ERRORS = (zlib.error, brotli.error, zstd.ZstdError)
_PIECE = 256 * 1024


async def read_body(chunks: AsyncIterable[bytes], codings: Sequence[str], max_bytes: int) -> bytes:
    """The whole decoded body, or BodyError; never holds more than `max_bytes` and a piece of it."""
    decoders = _make_decoders(codings)
    body = bytearray()
    async for chunk in chunks:
        _decode_into(body, chunk, decoders, max_bytes)
    if any(not decoder.is_complete for decoder in decoders):
        raise BodyError("cut-short", f"the {' of '.join(codings)} stream ends in the middle, after {len(body)} bytes")
    return bytes(body)


def parse_codings(header: str | None) -> tuple[str, ...]:
    """The codings of a Content-Encoding header, in the order they were applied.

    >>> parse_codings("x-gzip, identity"), parse_codings(None)
    (('gzip',), ())
    """
    names = ((header or "").lower().replace("x-gzip", "gzip")).split(",")
    return tuple(name.strip() for name in names if name.strip() not in {"", "identity", "none", "utf-8"})


def _make_decoders(codings: Sequence[str]) -> list[Decoder]:
    if len(codings) > _MAX_CODINGS:
        raise BodyError("bad-encoding", f"{len(codings)} codings on one body")
    unknown = next((coding for coding in codings if coding not in _DECODERS), None)
    if unknown:
        raise BodyError("bad-encoding", f"unknown coding {unknown[:40]!r}")
    return [_DECODERS[coding](coding) for coding in reversed(codings)]


def _decode_into(body: bytearray, data: bytes, decoders: Sequence[Decoder], max_bytes: int) -> None:
    """Adds what `data` decodes to; stops at the cap, however much more is in there."""
    if not decoders:
        body += data
        if len(body) > max_bytes:
            raise BodyError("too-large", f"over {max_bytes} bytes", bytes(body[:max_bytes]))
        return
    first, rest = decoders[0], decoders[1:]
    while True:
        try:
            piece = first.feed(data, _PIECE)
        except _ERRORS as exc:
            raise BodyError("bad-encoding", str(exc)[:200] or type(exc).__name__) from exc
        _decode_into(body, piece, rest, max_bytes)
        data = b""
        if not piece:
            return
