"""The archive: every response as a WARC 1.1 record, a gzip member each. Keeps bytes; reads nothing out of them.

Bodies are kept decoded, headers as they came. So that any WARC tool reads a record right, the headers that no longer
describe the bytes (Content-Encoding, Transfer-Encoding, a wrong Content-Length) are renamed to `X-Crawl-...`, as Common
Crawl does, and a true Content-Length is added; reading undoes both.
"""

import base64
import hashlib
import os
import uuid
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, BinaryIO, Self

from deflate import gzip_compress
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from transforms.records import Download, PageRef
from warehouse.errors import ArchiveError

#: Compression is the cost of writing. libdeflate's first level packs as zlib's third, in a third of the time.
_GZIP_LEVEL = 1
_MAX_FILE_BYTES = 1 << 30
_RENAMED = "X-Crawl-"
_ASKED, _MS, _ADDED = "X-Copydesk-Asked-URI", "X-Copydesk-Ms", "X-Copydesk-Added-Header"
_HTTP = "application/http; msgtype=response"
_DATE = "%Y-%m-%dT%H:%M:%S.%fZ"
_BROKEN = (ArchiveLoadFailed, EOFError, OSError, zlib.error)

Headers = tuple[tuple[str, str], ...]
_Read = tuple[Download, bytes]  # and the sha256 of its body


class ArchiveWriter:
    """Appends the responses of one run to files of its own, by the day they were fetched.

    A returned PageRef outlives the death of this process, and that of the machine once the writer is closed.
    """

    def __init__(self, folder: Path, run_id: str, *, max_file_bytes: int = _MAX_FILE_BYTES) -> None:
        self._folder, self._run_id, self._max = folder, run_id, max_file_bytes
        self._open: tuple[date, str, BinaryIO] | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, download: Download) -> PageRef:
        """Keep a response; where it lies."""
        digest = hashlib.sha256(download.body)
        member = gzip_member(_make_response(download, digest.digest()))
        with self._lock:
            name, file = self._file_for(download.fetched_at)
            offset = file.tell()
            file.write(member)
        return PageRef(warc_file=name, warc_offset=offset, sha256=digest.hexdigest())

    def close(self) -> None:
        """Bring what was written to the disk."""
        if self._open is not None:
            _, _, file = self._open
            os.fsync(file.fileno())
            file.close()
            self._open = None

    def _file_for(self, moment: datetime) -> tuple[str, BinaryIO]:
        day = moment.astimezone(UTC).date()
        if self._open is not None and (self._open[0] != day or self._open[2].tell() >= self._max):
            self.close()
        if self._open is None:
            self._open = (day, *self._create(day, moment))
        return self._open[1:]

    def _create(self, day: date, moment: datetime) -> tuple[str, BinaryIO]:
        folder = self._folder / f"{day:%Y/%m/%d}"
        folder.mkdir(parents=True, exist_ok=True)
        for serial in range(1_000_000):
            path = folder / f"copydesk-{moment.astimezone(UTC):%Y%m%d%H%M%S}-{self._run_id}-{serial:05}.warc.gz"
            try:
                file = path.open("xb", buffering=0)
            except FileExistsError:
                continue
            file.write(gzip_member(_make_warcinfo(path.name, moment)))
            return path.relative_to(self._folder).as_posix(), file
        raise ArchiveError(f"{folder} is full of files of run {self._run_id}; use another run id")


def read_download(folder: Path, ref: PageRef) -> Download:
    """The response a PageRef points to; ArchiveError when it is not there, or is not what it was."""
    path = (folder / ref.warc_file).resolve()
    where = f"{path} at {ref.warc_offset}"
    if not path.is_relative_to(folder.resolve()):
        raise ArchiveError(f"{ref.warc_file} lies outside of the archive {folder}")
    try:
        with path.open("rb") as stream:
            stream.seek(ref.warc_offset)
            download, digest = _parse_record(next(ArchiveIterator(stream)))
    except StopIteration as exc:
        raise ArchiveError(f"{where}: no record there; fetch the page again") from exc
    except (*_BROKEN, ArchiveError) as exc:
        raise ArchiveError(f"{where}: not readable ({exc}); fetch the page again") from exc
    if digest.hex() != ref.sha256:
        raise ArchiveError(f"{where}: the body is not the one that was kept; fetch the page again")
    return download


def iter_downloads(
    folder: Path, since: datetime, until: datetime, run_id: str = ""
) -> Iterator[tuple[PageRef, Download]]:
    """Every response fetched from `since` to before `until`, file by file; a file cut short ends where it is cut.

    With a `run_id` only the files of that run are opened.
    """
    for path in _files_between(folder, since, until):
        if run_id not in path.name:
            continue
        for offset, (download, digest) in _iter_file(path):
            if since <= download.fetched_at < until:
                name = path.relative_to(folder).as_posix()
                yield PageRef(warc_file=name, warc_offset=offset, sha256=digest.hex()), download


def gzip_member(raw: bytes) -> bytes:
    """One gzip member, the same bytes for the same input."""
    return bytes(gzip_compress(raw, _GZIP_LEVEL))


def _files_between(folder: Path, since: datetime, until: datetime) -> Iterator[Path]:
    day = since.astimezone(UTC).date()
    while day <= until.astimezone(UTC).date():
        yield from sorted((folder / f"{day:%Y/%m/%d}").glob("*.warc.gz"))
        day += timedelta(days=1)


def _iter_file(path: Path) -> Iterator[tuple[int, _Read]]:
    with path.open("rb") as stream:
        records = ArchiveIterator(stream)
        try:
            for record in records:
                read = _parse_whole(record)
                # asking for the offset reads the record to its end, so the body comes first
                if read is not None:
                    yield records.get_record_offset(), read
        except _BROKEN:
            return


def _make_warcinfo(name: str, moment: datetime) -> bytes:
    info = b"software: copydesk\r\nformat: WARC File Format 1.1\r\n"
    kind = [("WARC-Type", "warcinfo"), ("WARC-Filename", name), ("Content-Type", "application/warc-fields")]
    return _make_record([*kind, ("WARC-Date", _format_date(moment))], b"", info)


def _make_response(download: Download, sha256: bytes) -> bytes:
    headers, added = _describe_body(download.headers, len(download.body))
    lines = [
        f"HTTP/1.1 {download.status} {download.reason}".rstrip(" "),
        *(f"{name}: {value}" for name, value in headers),
    ]
    fields = [
        ("WARC-Type", "response"),
        ("WARC-Target-URI", download.final_url),
        ("WARC-Date", _format_date(download.fetched_at)),
        ("WARC-Payload-Digest", _format_digest(sha256)),
        (_ASKED, download.url),
        (_MS, str(download.ms)),
        *([(_ADDED, "Content-Length")] if added else []),
        ("Content-Type", _HTTP),
    ]
    return _make_record(fields, _make_head(lines), download.body)


def _make_record(fields: list[tuple[str, str]], head: bytes, body: bytes) -> bytes:
    named = [("WARC-Record-ID", f"<urn:uuid:{uuid.uuid4()}>"), *fields, ("Content-Length", str(len(head) + len(body)))]
    return b"".join((_make_head(["WARC/1.1", *(f"{name}: {value}" for name, value in named)]), head, body, b"\r\n" * 2))


def _make_head(lines: list[str]) -> bytes:
    return ("".join(_one_line(line) + "\r\n" for line in lines) + "\r\n").encode("utf-8", "surrogateescape")


def _describe_body(headers: Headers, length: int) -> tuple[Headers, bool]:
    """The headers under names that are true of the decoded body, and whether a Content-Length had to be added."""
    named = tuple((name if _is_true(name, value, length) else _RENAMED + name, value) for name, value in headers)
    if any(name.lower() == "content-length" for name, _ in named):
        return named, False
    return (*named, ("Content-Length", str(length))), True


def _is_true(name: str, value: str, length: int) -> bool:
    if name.lower() == "content-length":
        return value.strip() == str(length)
    return name.lower() not in {"content-encoding", "transfer-encoding"}


def _parse_whole(record: Any) -> _Read | None:
    """The response of a record; None for other kinds, and for one that is torn or malformed."""
    try:
        return _parse_record(record) if record.rec_type == "response" else None
    except ArchiveError:
        return None


def _parse_record(record: Any) -> _Read:
    fields, http = record.rec_headers, record.http_headers
    if record.rec_type != "response" or http is None:
        raise ArchiveError("the record is no HTTP response")
    headers = [(name, value) for name, value in http.headers]
    if fields.get_header(_ADDED):
        headers.pop()
    status, _, reason = http.statusline.partition(" ")
    target, moment = fields.get_header("WARC-Target-URI"), fields.get_header("WARC-Date")
    if not (status.isascii() and status.isdigit() and target and moment):
        raise ArchiveError("the record lacks a status, an address or a date")
    body, digest = _read_body(record)
    download = Download(
        url=fields.get_header(_ASKED) or target,
        final_url=target,
        status=int(status),
        reason=reason,
        headers=tuple((name.removeprefix(_RENAMED), value) for name, value in headers),
        body=body,
        fetched_at=_parse_date(moment).astimezone(UTC),
        ms=_parse_ms(fields.get_header(_MS)),
    )
    return download, digest


def _read_body(record: Any) -> tuple[bytes, bytes]:
    body = bytes(record.content_stream().read())
    digest = hashlib.sha256(body).digest()
    kept = record.rec_headers.get_header("WARC-Payload-Digest")
    # the digests of foreign files are of many kinds; ours must hold, a truncated tail does not
    if record.rec_headers.get_header(_ASKED) and kept != _format_digest(digest):
        raise ArchiveError("the record is cut short or changed")
    return body, digest


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _format_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_DATE)


def _parse_date(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as exc:
        raise ArchiveError(f"the record's date is {text}") from exc


def _parse_ms(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _format_digest(sha256: bytes) -> str:
    return "sha256:" + base64.b32encode(sha256).decode("ascii")
