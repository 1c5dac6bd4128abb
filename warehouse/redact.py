"""Taking responses out of the archive for good: their records are rewritten in place, so that no other one moves."""

import os
import shutil
import struct
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParser

from transforms.urls import normalize_url

_BROKEN = (ArchiveLoadFailed, EOFError, OSError, zlib.error)
_COMMENT = 0x10


def redact_records(folder: Path, urls: Collection[str]) -> int:
    """Overwrite every response of these addresses, as asked or answered; how many there were.

    What stands there instead is a record that says nothing but that one was there, of the same length to the byte.
    """
    wanted = {normalize_url(url) or url for url in urls}
    found = 0
    for path in sorted(folder.rglob("*.warc.gz")):
        spans = [(start, end) for start, end, targets in _read_spans(path) if targets & wanted]
        if spans:
            _overwrite(path, spans)
        found += len(spans)
    return found


def _read_spans(path: Path) -> Iterator[tuple[int, int, set[str]]]:
    """Where each record begins and ends, and its addresses; a file that is cut short ends where it is cut."""
    before: tuple[int, set[str]] | None = None
    with path.open("rb") as stream:
        records = ArchiveIterator(stream)
        try:
            for record in records:
                targets = _read_targets(record)
                offset = records.get_record_offset()
                if before is not None:
                    yield before[0], offset, before[1]
                before = (offset, targets)
        except _BROKEN:
            pass
    if before is not None:
        yield before[0], path.stat().st_size, before[1]


def _read_targets(record: object) -> set[str]:
    fields = record.rec_headers  # type: ignore[attr-defined]
    named = (fields.get_header(name) for name in ("WARC-Target-URI", "X-Copydesk-Asked-URI"))
    return {normalize_url(url) or url for url in named if url}


def _overwrite(path: Path, spans: list[tuple[int, int]]) -> None:
    unfinished = path.with_name(path.name + ".part")
    shutil.copyfile(path, unfinished)
    with unfinished.open("r+b") as file:
        for start, end in spans:
            file.seek(start)
            file.write(_make_blank(end - start))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _make_blank(length: int) -> bytes:
    """A gzip member of exactly this length that holds an empty record; the rest is a comment of its header."""
    lines = (
        "WARC/1.1",
        "WARC-Type: metadata",
        f"WARC-Record-ID: {StatusAndHeadersParser.make_warc_id()}",
        "WARC-Date: 1970-01-01T00:00:00Z",
        "Content-Length: 0",
    )
    raw = ("\r\n".join(lines) + "\r\n\r\n\r\n\r\n").encode("ascii")
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = squeezer.compress(raw) + squeezer.flush()
    tail = data + struct.pack("<II", zlib.crc32(raw), len(raw))
    head = struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, _COMMENT, 0, 0, 255)
    padding = length - len(head) - len(tail) - 1
    if padding < 0:
        raise ValueError(f"a record of {length} bytes is too short to be rewritten")
    return head + b" " * padding + b"\0" + tail
