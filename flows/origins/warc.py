"""Foreign WARC files: which files, which records, of which day. Streams; copies nothing by itself.

Matching records are copied into our own archive (`flows.past.importing`) rather than read in place. What a story was
made from must lie where it can be read again in years (law 1), while a foreign file may be moved, or be on a disk that
is not ours; and forgetting a story means to remove its pages, which must not be done to files of others.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from flows.errors import UsageError
from flows.origins.spans import Span, find_span
from transforms.dates import parse_date
from transforms.records import Download
from warehouse.foreign import Fault, ForeignPage, iter_foreign

_SUFFIXES = (".warc", ".warc.gz")
#: What a page says of when it appeared, as far as it can be told without reading it whole.
_SAID = re.compile(
    rb"""
      (?: datePublished | (?:article|og):published_time | dcterms\.(?:date|created|issued) | DC\.date\.issued ) ["']?
      \s* (?: :                                              # "datePublished": "2024-05-03"
          | (?: \s+ [\w-]+=["'][^"']{0,80}["'] ){0,3}        # itemprop="datePublished" class="when" ...
            \s+ (?:content|datetime)=                        # ... datetime="2024-05-03"
          )
      \s* ["'] (?P<after> [^"']{8,40} ) ["']
    | (?:content|datetime)=["'] (?P<before> [^"']{8,40} ) ["'] \s+ (?:property|name|itemprop)=["']
      (?: datePublished | article:published_time | og:published_time )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SEARCHED = 300_000
#: Of a line that is no path.
_SHOWN = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFault:
    """A record or file that could not be read."""

    file: Path
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignStory:
    """A page of a foreign file that was asked for."""

    file: Path
    offset: int
    day: date
    download: Download


def find_warc_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The WARC files that paths mean: files, folders of them, text files that list them. Raises UsageError."""
    found: dict[Path, None] = {}
    for path in paths:
        for file in _files_of(path):
            found[file.resolve()] = None
    return tuple(found)


def iter_stories(
    file: Path, asked: Span, is_asked_host: Callable[[str], bool], max_bytes: int
) -> Iterator[ForeignStory | ForeignFault]:
    """The HTML pages of the days and hosts asked for, one at a time."""

    def is_wanted(url: str, moment: datetime) -> bool:
        named = find_span(url)
        # a page cannot have been fetched before it appeared
        within = named.overlaps(asked) if named else moment.date() >= asked.first
        return within and is_asked_host(url)

    for item in iter_foreign(file, is_wanted, max_bytes):
        if isinstance(item, Fault):
            yield ForeignFault(file=file, fault=item)
        elif story := _make_story(file, item, asked):
            yield story


def find_day(download: Download) -> date:
    """Of which day a page is: by its address, else by what it says, else by when it was fetched."""
    named = find_span(download.final_url)
    if named and named.days == 1:
        return named.first
    said = _find_said(download.body[:_SEARCHED])
    if said and (named is None or named.overlaps(Span(said, said))):
        return said
    fetched = download.fetched_at.astimezone(UTC).date()
    return named.first if named and not named.overlaps(Span(fetched, fetched)) else fetched


def _find_said(body: bytes) -> date | None:
    match = _SAID.search(body)
    if match is None:
        return None
    parsed = parse_date((match["after"] or match["before"]).decode("utf-8", "replace"))
    return parsed.instant.astimezone(UTC).date() if parsed else None


def _make_story(file: Path, page: ForeignPage, asked: Span) -> ForeignStory | None:
    download = page.download
    kind = next((value for name, value in download.headers if name.lower() == "content-type"), "").lower()
    if not 200 <= download.status < 300 or not download.body or not ("html" in kind or not kind):
        return None
    day = find_day(download)
    if not asked.first <= day <= asked.last:
        return None
    return ForeignStory(file=file, offset=page.offset, day=day, download=download)


def _files_of(path: Path) -> Iterable[Path]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.name.endswith(_SUFFIXES) and file.is_file())
        if not files:
            raise UsageError(f"{path}: no file in it ends in .warc or .warc.gz; name another folder with --file")
        return files
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file or folder; correct it: --file PATH")
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as error:
        raise UsageError(f"{path}: it cannot be read: {error.strerror}; check its rights") from error
    if path.name.endswith(_SUFFIXES):
        return [path]
    return _read_list(path, head)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a line of any other file may be longer than a path can be
        return False


def _read_list(path: Path, head: bytes) -> Iterable[Path]:
    """The files that a text file lists; relative names are taken from its own folder."""
    if b"\x00" in head or head.startswith(b"\x1f\x8b"):
        raise UsageError(f"{path}: it is neither a WARC file (.warc, .warc.gz) nor a text file that lists some")
    lines = (line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    files = [path.parent / line for line in lines if line and not line.startswith("#")]
    missing = next((str(file) for file in files if not _is_file(file)), None)
    if missing or not files:
        said = missing[:_SHOWN] if missing else "no file"
        raise UsageError(f"{path}: it lists {said}, which is not there; a line must be the path of a WARC file")
    return files
