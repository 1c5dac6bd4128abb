"""Lists of addresses: text, CSV or JSON lines -> candidates. Reads a file; asks nobody."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.errors import UsageError
from flows.origins.candidate import Candidate, choose_span
from transforms.dates import parse_date
from transforms.records import FeedEntry
from transforms.text import clean_text
from transforms.urls import normalize_url

_URL_KEYS = ("url", "link", "address", "loc", "href")
_DATE_KEYS = ("published_at", "published", "date", "day", "publish_date", "pubdate", "datetime")
_TITLE_KEYS = ("title", "headline")


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlList:
    """What a file lists."""

    pages: tuple[Candidate, ...]
    unread: int  #: rows without an address


def read_url_list(path: Path) -> UrlList:
    """The pages that a file lists, each once. Raises UsageError when it cannot be read or holds no address."""
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise UsageError(f"{path}: it cannot be read: {error.strerror}; check its path and rights") from error
    rows = [_make_candidate(row) for row in _read_rows(text)]
    found = {candidate.said.url: candidate for candidate in rows if candidate}
    if not found:
        raise UsageError(
            f"{path}: there is no address in it; one a line, CSV with a column `url`, or JSON lines with a key `url`"
        )
    return UrlList(pages=tuple(found.values()), unread=rows.count(None))


def _read_rows(text: str) -> Iterator[Mapping[str, Any]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return iter(())
    if lines[0].lstrip().startswith("{"):
        return _read_json(lines)
    first = next(csv.reader([lines[0]], delimiter=_delimiter(lines[0])))
    if any(cell.strip().lower() in _URL_KEYS for cell in first):
        reader = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=_delimiter(lines[0]))
        return ({str(key).strip().lower(): value for key, value in row.items() if key} for row in reader)
    return ({"url": line.strip()} for line in lines)


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _read_json(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        yield {str(key).lower(): value for key, value in row.items()} if isinstance(row, dict) else {}


def _make_candidate(row: Mapping[str, Any]) -> Candidate | None:
    url = _first(row, _URL_KEYS)
    if url is None or normalize_url(url) is None:
        return None
    said = parse_date(_first(row, _DATE_KEYS) or "")
    published = said.instant if said else None
    is_exact = said is not None and said.precision == "instant"
    entry = FeedEntry(url=url, title=_first(row, _TITLE_KEYS), published_at=published if is_exact else None)
    return Candidate(said=entry, span=choose_span(url, published, None))


def _first(row: Mapping[str, Any], keys: Iterable[str]) -> str | None:
    values = (row.get(key) for key in keys)
    return next((text for value in values if isinstance(value, str) and (text := clean_text(value))), None)
