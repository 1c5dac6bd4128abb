"""The list of feeds: feeds.toml or OPML in, FeedSources out, and a feeds.toml back. Knows nothing of polling."""

import asyncio
import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from flows.errors import FeedsFileError
from flows.opml import LANGUAGE, parse_opml
from flows.settings import Settings
from transforms.records import FeedSource
from transforms.urls import normalize_url

_KEYS = ("url", "publisher", "language", "interval", "tags")
_TABLE = re.compile(r"^[ \t]*\[\[[ \t]*feeds[ \t]*\]\]", re.MULTILINE)
_AT_LINE = re.compile(r"at line (\d+)")
_INTERVAL = re.compile(r"(\d{1,5})\s*(m|min|h|d)?")
_UNITS = {None: 1, "m": 1, "min": 1, "h": 60, "d": 1440}
#: Lists that were fetched before the run that is to read them.
_kept: ContextVar[Mapping[str, bytes]] = ContextVar("copydesk_lists", default={})  # noqa: B039
#: A name in place of a code is the usual slip.
_LANGUAGE_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "dutch": "nl", "turkish": "tr", "polish": "pl", "japanese": "ja", "arabic": "ar",
}  # fmt: skip


def read_sources(where: str | Path, settings: Settings) -> tuple[FeedSource, ...]:
    """The feeds that a file or an address lists; FeedsFileError names the line and the remedy."""
    name = str(where)
    if is_address(name):
        kept = _kept.get().get(name)
        return parse_sources(asyncio.run(_fetch(name, settings)) if kept is None else kept, name)
    try:
        return parse_sources(Path(name).read_bytes(), name)
    except FileNotFoundError as exc:
        remedy = "check its path"
        if name == settings.feeds_file:
            remedy = "add a feed with `copydesk feeds add URL`, or name a list in COPYDESK_FEEDS_FILE"
        raise FeedsFileError(name, None, "there is no such file", remedy) from exc
    except OSError as exc:
        raise FeedsFileError(name, None, f"it cannot be read: {exc.strerror}", "check its path and rights") from exc


def find_own_list(settings: Settings) -> Path:
    """The file that feeds are added to. Raises FeedsFileError where the list lies at an address."""
    if is_address(settings.feeds_file):
        remedy = "add to it where it is kept, or name a file in COPYDESK_FEEDS_FILE"
        raise FeedsFileError(settings.feeds_file, None, "nothing can be added to a list at an address", remedy)
    return Path(settings.feeds_file)


def is_address(name: str) -> bool:
    """Whether a list of feeds is to be asked for rather than opened. Raises FeedsFileError for what can be neither."""
    scheme, has_scheme, _ = name.partition("://")
    if has_scheme and scheme.lower() not in ("http", "https"):
        remedy = "correct the address, or name a file"
        raise FeedsFileError(name, None, "only http:// and https:// can be asked", remedy)
    return bool(has_scheme)


@contextmanager
def keep_list(name: str, settings: Settings) -> Iterator[None]:
    """Refuses a list with a fault at once; one at an address is not asked for again while the block lasts."""
    token = _kept.set({name: asyncio.run(_fetch(name, settings))} if is_address(name) else {})
    try:
        read_sources(name, settings)
        yield
    finally:
        _kept.reset(token)


def parse_sources(raw: bytes, name: str) -> tuple[FeedSource, ...]:
    """feeds.toml or OPML, told apart by what it begins with."""
    text = raw.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("<"):
        return parse_opml(raw.lstrip(), name)
    if Path(name).suffix.lower() in (".opml", ".xml"):
        raise FeedsFileError(name, 1, "this is no OPML, it does not begin with <", "name an OPML or TOML file")
    return _parse_toml(text, name)


def write_toml(sources: Iterable[FeedSource]) -> str:
    """A feeds.toml that reads as these sources."""
    return "\n".join(_make_table(source) for source in sources)


def add_source(path: Path, source: FeedSource) -> None:
    """Puts a feed at the end of a feeds.toml, whose comments stay; FeedsFileError when it is there already."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    _refuse_unfit(source, old, str(path))
    gap = "" if not old else "\n" if old.endswith("\n") else "\n\n"
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(old + gap + _make_table(source), encoding="utf-8")
    unfinished.replace(path)


def _refuse_unfit(source: FeedSource, old: str, name: str) -> None:
    """A bad value or a duplicate must not enter the file, and is no fault of it."""
    try:
        _parse_toml(_make_table(source), "")
    except FeedsFileError as error:
        raise FeedsFileError("the new feed", None, error.problem, error.remedy) from error
    if old.lstrip().startswith("<"):
        remedy = "write its feeds as a feeds.toml first: copydesk feeds export --toml --output feeds.toml"
        raise FeedsFileError(name, None, "this is OPML, to which nothing is added", remedy)
    key = normalize_url(source.url)
    if any(normalize_url(known.url) == key for known in _parse_toml(old, name)):
        raise FeedsFileError(name, None, f"it lists {source.url} already", "nothing was added")


async def _fetch(url: str, settings: Settings) -> bytes:
    # a client takes half a second to import, and most lists are files
    from flows.asking import explain_failure, open_client
    from flows.fetch import FetchFailure

    async with open_client(settings, "sources") as client:
        result = await client.fetch_feed(url)
    if isinstance(result, FetchFailure):
        problem, remedy = explain_failure(result)
        raise FeedsFileError(url, None, problem, remedy)
    body: bytes = getattr(result, "body", b"")
    return body


def _parse_toml(text: str, name: str) -> tuple[FeedSource, ...]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        line = _AT_LINE.search(str(exc))
        where = int(line[1]) if line else text.count("\n") + 1
        raise FeedsFileError(name, where, f"this is no TOML: {exc}", "correct that line") from exc
    for key in data:
        if key != "feeds":
            raise FeedsFileError(name, _find_line(text, 0, key), f"unknown {key!r}", "each feed begins with [[feeds]]")
    rows = data.get("feeds", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FeedsFileError(
            name, _find_line(text, 0, "feeds"), "`feeds` is no list", "each feed begins with [[feeds]]"
        )
    starts = [match.start() for match in _TABLE.finditer(text)]
    seen: dict[str, int | None] = {}
    sources = []
    for n, row in enumerate(rows):
        start = starts[n] if len(starts) == len(rows) else 0
        row_at = _Row(name, text, start)
        source = _make_source(row, row_at)
        key = normalize_url(source.url) or source.url
        if key in seen:
            raise row_at.error("url", f"{source.url} is listed twice, first at line {seen[key]}", "remove one of them")
        seen[key] = row_at.line("url")
        sources.append(source)
    return tuple(sources)


class _Row:
    """Where a [[feeds]] table stands, for messages."""

    def __init__(self, name: str, text: str, start: int) -> None:
        self._name, self._text, self._start = name, text, start

    def line(self, key: str | None) -> int | None:
        return _find_line(self._text, self._start, key)

    def error(self, key: str | None, problem: str, remedy: str) -> FeedsFileError:
        return FeedsFileError(self._name, self.line(key), problem, remedy)


def _find_line(text: str, start: int, key: str | None) -> int:
    """The line of `key` in the table that begins at `start`, else of the table itself."""
    following = _TABLE.search(text, start + 1)
    end = following.start() if following else len(text)
    found = re.compile(rf'^[ \t\[]*"?{re.escape(key)}\b', re.MULTILINE).search(text, start, end) if key else None
    at = found.start() if found else start
    return text.count("\n", 0, at) + 1


def _make_source(row: Mapping[str, Any], at: _Row) -> FeedSource:
    for key in row:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            raise at.error(
                key, f"unknown key {key!r}", f"did you mean {near[0]}?" if near else f"known are {', '.join(_KEYS)}"
            )
    url = row.get("url")
    if not isinstance(url, str) or not url.strip():
        raise at.error("url", "url is missing", 'add url = "https://..."')
    if normalize_url(url) is None:
        raise at.error("url", f"{url!r} is no address we can poll", "write one that begins with http:// or https://")
    publisher, tags = row.get("publisher"), row.get("tags", [])
    if publisher is not None and not isinstance(publisher, str):
        raise at.error("publisher", "publisher is no text", 'write publisher = "Coastline Wire"')
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise at.error("tags", "tags is no list of texts", 'write tags = ["politics", "agency"]')
    return FeedSource(
        url=url.strip(),
        publisher=(publisher or "").strip() or None,
        language=_parse_language(row.get("language"), at),
        interval_minutes=_parse_interval(row.get("interval"), at),
        tags=tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip())),
    )


def _parse_language(raw: Any, at: _Row) -> str | None:
    if raw is None or raw == "":
        return None
    match = LANGUAGE.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        code = _LANGUAGE_NAMES.get(str(raw).lower(), "en")
        raise at.error("language", f"{raw!r} is no language code", f'write a code of ISO 639-1, as "{code}"')
    return match["base"]


def _parse_interval(raw: Any, at: _Row) -> int | None:
    if raw is None:
        return None
    match = _INTERVAL.fullmatch(str(raw).strip().lower()) if isinstance(raw, str | int) else None
    minutes = int(match[1]) * _UNITS[match[2]] if match and not isinstance(raw, bool) else 0
    if minutes < 1:
        raise at.error("interval", f"{raw!r} is no interval", 'write minutes, or "30m", "2h", "1d"')
    return minutes


def _make_table(source: FeedSource) -> str:
    lines = ["[[feeds]]", f"url = {_quote(source.url)}"]
    if source.publisher:
        lines.append(f"publisher = {_quote(source.publisher)}")
    if source.language:
        lines.append(f"language = {_quote(source.language)}")
    if source.interval_minutes:
        lines.append(f'interval = "{source.interval_minutes}m"')
    if source.tags:
        lines.append(f"tags = [{', '.join(map(_quote, source.tags))}]")
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
