"""WARC files of others, read as a stream: .warc and .warc.gz, whole or damaged. Writes nothing.

A record that is cut short, changed or unreadable is told as a Fault, and reading goes on at the next record that can be
found: in a .warc.gz at the next gzip member that begins a record, in a .warc at the next line that does.
"""

import base64
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParser

from transforms.records import Download

_BROKEN = (ArchiveLoadFailed, EOFError, OSError, zlib.error, ValueError, IndexError, KeyError)
_RENAMED = "X-Crawl-"
_ASKED = "X-Copydesk-Asked-URI"
_CHUNK = 1 << 20
_LENGTH_LIES = frozenset({"cut-short", "changed"})
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_LINE = re.compile(rb"WARC/1\.[01]\r?\n")
_HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/2.0"], verify=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A record that cannot be had."""

    url: str | None  #: None: it is so broken that nobody can tell
    offset: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignPage:
    """A response of a foreign file, and where it lies there."""

    offset: int
    download: Download


def iter_foreign(
    path: Path, is_wanted: Callable[[str, datetime], bool], max_bytes: int
) -> Iterator[ForeignPage | Fault]:
    """The responses whose address and moment are wanted, in their order; no more than one is held in memory."""
    with path.open("rb") as file:
        at, is_told, is_warc = 0, False, False
        while True:
            end = yield from _iter_from(file, at, is_wanted, max_bytes)
            is_warc = is_warc or end.records > 0
            # one fault for one damaged stretch, however many records were in it
            if end.is_broken and not (is_told and end.records == 0):
                yield Fault(url=None, offset=end.at, reason="unreadable" if is_warc else "not-warc")
            is_told = end.is_broken or end.is_told
            following = _find_record(file, end.at + 1, path) if is_told else None
            if following is None:
                break
            at = following
        if not (is_warc or is_told):
            yield Fault(url=None, offset=0, reason="not-warc")


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """Where a stretch of sound records ended."""

    at: int  #: the last record
    records: int  #: how many there were
    is_broken: bool = False  #: what follows cannot be read
    is_told: bool = False  #: the last one was a Fault after which lengths cannot be trusted


def _iter_from(
    file: BinaryIO, start: int, is_wanted: Callable[[str, datetime], bool], max_bytes: int
) -> Generator[ForeignPage | Fault, None, _End]:
    """Reads on from a record, to the end of the file or of what is sound."""
    file.seek(start)
    records = ArchiveIterator(file, no_record_parse=True)
    at, count = start, 0
    record: Any = None
    while True:
        try:
            before, record = record, next(records, None)
            if record is None:
                # the reader takes a file that ends in the middle of a record for a whole one
                return _End(at=at, records=count, is_broken=before is not None and before.raw_stream.limit > 0)
            if record.format != "warc":  # anything may pass for the older ARC
                return _End(at=at, records=count, is_broken=True)
            at = start + int(records.offset) if count else start
            found = _read(record, at, is_wanted, max_bytes)
        except _BROKEN:
            return _End(at=at, records=count, is_broken=True)
        count += 1
        if found:
            yield found
        if isinstance(found, Fault) and found.reason in _LENGTH_LIES:
            return _End(at=at, records=count, is_told=True)


def _read(
    record: Any, at: int, is_wanted: Callable[[str, datetime], bool], max_bytes: int
) -> ForeignPage | Fault | None:
    fields = record.rec_headers
    url, moment = fields.get_header("WARC-Target-URI"), _parse_date(fields.get_header("WARC-Date"))
    if record.rec_type != "response" or not url or moment is None:
        return None
    url = url.strip("<>")  # WARC 1.0 wrote addresses so
    if not is_wanted(url, moment):
        return None
    length = int(fields.get_header("Content-Length") or 0)
    if length > 2 * max_bytes:
        return Fault(url=url, offset=at, reason="too-large")
    block = record.raw_stream.read(length)
    if len(block) < length or fields.get_header("WARC-Truncated"):
        return Fault(url=url, offset=at, reason="cut-short")
    if not _is_sound(fields.get_header("WARC-Block-Digest"), block):
        return Fault(url=url, offset=at, reason="changed")
    try:
        download = _parse_block(fields, url, moment, block)
    except (*_BROKEN, UnicodeDecodeError) as error:
        return Fault(url=url, offset=at, reason=f"unreadable: {error}"[:200])
    return ForeignPage(offset=at, download=download)


def _parse_block(fields: Any, url: str, moment: datetime, block: bytes) -> Download:
    stream = io.BytesIO(block)
    http = _HTTP.parse(stream)
    status, _, reason = http.statusline.partition(" ")
    record = ArcWarcRecord("warc", "response", fields, stream, http, "application/http", len(block))
    return Download(
        url=fields.get_header(_ASKED) or url,
        final_url=url,
        status=int(status),
        reason=reason,
        headers=tuple((name.removeprefix(_RENAMED), value) for name, value in http.headers),
        body=bytes(record.content_stream().read()),
        fetched_at=moment,
    )


def _is_sound(digest: str | None, block: bytes) -> bool:
    """Whether the block is what its digest says; kinds that we do not know prove nothing."""
    kind, _, value = (digest or "").partition(":")
    if kind.lower() not in {"sha1", "sha256"}:
        return True
    raw = hashlib.new(kind.lower(), block, usedforsecurity=False)
    return value.upper() == base64.b32encode(raw.digest()).decode("ascii") or value.lower() == raw.hexdigest()


def _find_record(file: BinaryIO, start: int, path: Path) -> int | None:
    """Where the next record begins, from `start` on."""
    file.seek(0)
    is_gzip = file.read(2) == b"\x1f\x8b" or path.suffix == ".gz"
    at, tail = start, b""
    file.seek(start)
    while chunk := file.read(_CHUNK):
        data = tail + chunk
        for match in (_MEMBER if is_gzip else _LINE).finditer(data):
            found = at - len(tail) + match.start()
            if not is_gzip or _begins_record(data[match.start() : match.start() + 512]):
                return found
        at += len(chunk)
        tail = data[-600:] if is_gzip else data[-16:]
    return None


def _begins_record(piece: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(piece, 16).startswith(b"WARC/1.")
    except zlib.error:
        return False


def _parse_date(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
