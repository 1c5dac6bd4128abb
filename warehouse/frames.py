"""Records -> typed frames, a table each: pandas, then Arrow under an explicit schema. No disk, no database.

Column names and types are those of schema/, held by a test. Columns are objects until Arrow types them: a nullable
UBIGINT that pandas guesses becomes a float and loses its last digits.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date
from typing import Any

import pandas as pd
import pyarrow as pa

from transforms.corrections import find_correction
from transforms.printings import make_print_key
from transforms.records import Batch, Caption, Entry, Reject, Run, Story, Window
from transforms.text import make_id
from transforms.urls import make_page_key

_STR, _BOOL, _INT, _LONG, _ID = pa.string(), pa.bool_(), pa.int32(), pa.int64(), pa.uint64()
_TIME, _STRS = pa.timestamp("us", tz="UTC"), pa.list_(pa.string())
_DAY = pa.date32()
_COUNTS = pa.map_(pa.string(), pa.int64())
_MEDIA = pa.list_(pa.struct([("url", _STR), ("caption", _STR), ("credit", _STR), ("title", _STR)]))
_DEPICTED = pa.list_(pa.struct([("name", _STR), ("position", _STR), ("entity_id", _ID)]))


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


#: Staged table -> its columns, in the order of schema/. `story_no` numbers the stories of a batch: a batch may hold one
#: article several times, so children cannot go by article_id.
SCHEMAS: Mapping[str, pa.Schema] = {
    "feeds": _schema(
        feed_id=_ID, url=_STR, title=_STR, publisher=_STR, language=_STR, tags=_STRS, interval_minutes=_INT, etag=_STR,
        last_modified=_STR, body_hash=_STR, next_due_at=_TIME, failures=pa.float64(), last_status=_INT, last_error=_STR,
        last_polled_at=_TIME, last_changed_at=_TIME, moved_to=_STR, is_muted=_BOOL, first_seen_at=_TIME,
        ttl_minutes=_INT, learnt_minutes=pa.float64(), moving_to=_STR,
    ),
    "fetches": _schema(
        fetch_id=_ID, run_id=_STR, host=_STR, url=_STR, final_url=_STR, status=_INT, bytes=_LONG, ms=_INT,
        fetched_at=_TIME, from_cache=_BOOL, robots_allowed=_BOOL, retry_after_s=_INT, error=_STR, warc_file=_STR,
        warc_offset=_LONG, sha256=_STR, feed_id=_ID, pace_s=pa.float64(), entries_shown=_INT, entries_known=_INT,
    ),
    "robots": _schema(
        origin=_STR, status=_INT, body=_STR, trouble=_STR, detail=_STR, fetched_at=_TIME, good_until=_TIME
    ),
    "entries": _schema(
        entry_id=_ID, feed_id=_ID, guid=_STR, url=_STR, title=_STR, byline_raw=_STR, description=_STR,
        published_at=_TIME, updated_at=_TIME, keywords=_STRS, media=_MEDIA, first_seen_at=_TIME, last_seen_at=_TIME,
        state=_STR, attempts=_INT, next_attempt_at=_TIME, article_id=_ID, page_warc_file=_STR, page_warc_offset=_LONG,
        page_sha256=_STR, page_url=_STR, page_fetched_at=_TIME, page_etag=_STR, page_last_modified=_STR, looks=_INT,
        page_key=_STR,
    ),
    "articles": _schema(
        story_no=_LONG, article_id=_ID, url=_STR, canonical_url=_STR, feed_id=_ID, publisher=_STR, headline=_STR,
        alternative_headline=_STR, description=_STR, byline=_STR, dateline=_STR, located=_STR, section=_STR,
        keywords=_STRS, body=_STR, word_count=_INT, language=_STR, published_at=_TIME, published_precision=_STR,
        modified_at=_TIME, first_seen_at=_TIME, fetched_at=_TIME, access=_STR, agency=_STR, copyright_notice=_STR,
        body_hash=_STR, content_key=_STR, transform_version=_STR, row_hash=_ID, parts_hash=_ID, mentions_hash=_ID,
        caption_lines=_STRS, correction=_STR, body_key=_STR,
    ),
    "bylines": _schema(
        story_no=_LONG, article_id=_ID, position=_INT, name=_STR, kind=_STR, role=_STR, affiliation=_STR, raw=_STR,
        source=_STR, entity_id=_ID,
    ),
    "captions": _schema(
        story_no=_LONG, article_id=_ID, position=_INT, caption=_STR, credit_line=_STR, creators=_STRS, agencies=_STRS,
        is_pool=_BOOL, is_handout=_BOOL, is_file_photo=_BOOL, depicted=_DEPICTED, place=_STR, taken_on=_DAY,
        image_url=_STR, alt_text=_STR, caption_raw=_STRS, variants=_INT, source=_STR, other_parties=_STRS,
        courtesy_of=_STR, copyright_notice=_STR, copyright_year=_INT,
    ),
    "entities": _schema(
        entity_id=_ID, name=_STR, kind=_STR, sort_name=_STR, aliases=_STRS, geoname_id=_INT, wikidata_id=_STR,
        first_seen_at=_TIME,
    ),
    "mentions": _schema(
        story_no=_LONG, article_id=_ID, entity_id=_ID, field=_STR, caption_position=_INT, start=_INT, end=_INT,
        surface=_STR, kind=_STR, name=_STR, role=_STR, is_metonym=_BOOL, is_inferred=_BOOL,
    ),
    "quotes": _schema(
        story_no=_LONG, article_id=_ID, position=_INT, quote=_STR, speaker=_STR, entity_id=_ID, start=_INT, end=_INT,
        is_inferred=_BOOL, said_on=_DAY,
    ),
    "evidence": _schema(story_no=_LONG, article_id=_ID, field=_STR, value=_STR, source=_STR, is_chosen=_BOOL),
    "sketches": _schema(story_no=_LONG, article_id=_ID, hash=_ID, day=pa.date32()),
    "rejects": _schema(
        reject_id=_ID, run_id=_STR, stage=_STR, url=_STR, reason=_STR, detail=_STR, rejected_at=_TIME
    ),
    "removals": _schema(article_id=_ID, seen_at=_TIME),
    "resolved": _schema(url=_STR),
    "runs": _schema(run_id=_STR, flow=_STR, started_at=_TIME, ended_at=_TIME, state=_STR, counts=_COUNTS),
    "windows": _schema(
        backfill_id=_STR, window_start=_TIME, window_end=_TIME, source=_STR, state=_STR, counts=_COUNTS
    ),
    "backfills": _schema(
        backfill_id=_STR, origin=_STR, asked=_STR, listed_since=_DAY, listed_until=_DAY, attempts=_INT, state=_STR,
        asked_at=_TIME, ended_at=_TIME,
    ),
    "known_pages": _schema(
        backfill_id=_STR, entry_id=_ID, feed_id=_ID, source=_STR, url=_STR, day=_DAY, listed_at=_TIME
    ),
    "listings": _schema(url=_STR, kind=_STR, feed_id=_ID, shown=_INT, chosen=_INT, read_at=_TIME),
    "imports": _schema(
        import_id=_ID, backfill_id=_STR, url=_STR, final_url=_STR, fetched_at=_TIME, day=_DAY, warc_file=_STR,
        warc_offset=_LONG, sha256=_STR, from_file=_STR, from_offset=_LONG,
    ),
}  # fmt: skip

#: What a backfill knows of the past.
_PAST = ("backfills", "known_pages", "listings", "imports")

#: The tables whose rows belong to a story.
CHILDREN = ("bylines", "captions", "mentions", "quotes", "evidence", "sketches")

Row = tuple[Any, ...]


def make_frames(batch: Batch) -> dict[str, pa.Table]:
    """A batch as Arrow tables by name; tables without rows are left out."""
    rows: dict[str, list[Row]] = {
        "feeds": [_take("feeds", feed) for feed in batch.feeds],
        "fetches": [_take("fetches", fetch) for fetch in batch.fetches],
        "robots": [_take("robots", file) for file in batch.robots],
        "entries": [_entry_row(entry) for entry in batch.entries],
        "rejects": [_reject_row(reject, batch.run_id) for reject in batch.rejects],
        "removals": [_take("removals", removal) for removal in batch.removals],
        "resolved": [(url,) for url in batch.resolved_urls],
        "runs": [_counted_row("runs", run) for run in batch.runs],
        "windows": [_counted_row("windows", window) for window in batch.windows],
    }
    for name in _PAST:
        rows[name] = [_take(name, record) for record in getattr(batch, name)]
    for name, make in _STORY_ROWS.items():
        rows[name] = [row for number, story in enumerate(batch.stories) for row in make(number, story)]
    return {name: make_frame(name, found) for name, found in rows.items() if found}


def make_frame(name: str, rows: list[Row]) -> pa.Table:
    """Rows of one staged table, typed by its schema. Text that is no Unicode loses only what cannot be written."""
    try:
        return _type_rows(SCHEMAS[name], rows)
    except UnicodeEncodeError:
        return _type_rows(SCHEMAS[name], [tuple(_scrub(value) for value in row) for row in rows])


def _type_rows(schema: pa.Schema, rows: list[Row]) -> pa.Table:
    frame = pd.DataFrame(rows, columns=schema.names, dtype=object)
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(None)


def _scrub(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_scrub(item) for item in value]
    if isinstance(value, dict):
        return {key: _scrub(item) for key, item in value.items()}
    return value


def _take(table: str, record: object) -> Row:
    return tuple(getattr(record, name) for name in SCHEMAS[table].names)


def _entry_row(entry: Entry) -> Row:
    said, page = entry.said, entry.page
    media = [{"url": m.url, "caption": m.caption, "credit": m.credit, "title": m.title} for m in said.media]
    return (
        entry.entry_id, entry.feed_id, said.guid, said.url, said.title, said.byline_raw, said.description,
        said.published_at, said.updated_at, said.keywords, media, entry.first_seen_at, entry.last_seen_at,
        entry.state, entry.attempts, entry.next_attempt_at, entry.article_id, page and page.warc_file,
        page and page.warc_offset, page and page.sha256, entry.page_url, entry.page_fetched_at, entry.page_etag,
        entry.page_last_modified, entry.looks, make_page_key(said.url),
    )  # fmt: skip


def _reject_row(reject: Reject, run_id: str) -> Row:
    reject_id = make_id(reject.stage, reject.url, reject.reason)
    return (reject_id, run_id, reject.stage, reject.url, reject.reason, reject.detail, reject.rejected_at)


def _counted_row(table: str, record: Run | Window) -> Row:
    return (*(getattr(record, name) for name in SCHEMAS[table].names[:-1]), sorted(record.counts.items()))


def _article_rows(number: int, story: Story) -> Iterable[Row]:
    # its sketch lies under the day it was published
    sketched = (story.published_at and _sketch_day(story), story.sketch)
    mentions = repr(story.mentions)
    parts = (repr(story.bylines), repr(story.captions), mentions, repr(story.quotes), repr(story.evidence))
    parts_hash = make_id(f"({', '.join(parts)}, {sketched!r})")
    timeless = [repr(getattr(story, name)) for name in _TIMELESS]
    lines = [" ".join(filter(None, (item.caption, item.credit_line))) for item in story.captions]
    content_key = make_print_key(story.headline, story.byline, story.body, *lines)
    said = tuple(content_key if name == "content_key" else getattr(story, name) for name in _SAID)
    row_hash = make_id(str(parts_hash), *timeless)
    hashes = (row_hash, parts_hash, make_id(mentions))
    return [(number, *said, *hashes, lines, find_correction(story.body), make_print_key(story.body))]


#: What a story says itself; the rest of its staged row is made of that.
_SAID = SCHEMAS["articles"].names[1 : SCHEMAS["articles"].names.index("row_hash")]
_TIMELESS = tuple(name for name in _SAID if name not in {"first_seen_at", "fetched_at"})


def _caption_rows(number: int, story: Story) -> Iterable[Row]:
    return [(number, story.article_id, *_caption_values(item)) for item in story.captions]


def _caption_values(caption: Caption) -> Row:
    depicted = [{"name": d.name, "position": d.position, "entity_id": d.entity_id} for d in caption.depicted]
    names = SCHEMAS["captions"].names[2:]
    return tuple(depicted if name == "depicted" else getattr(caption, name) for name in names)


def _entity_rows(_: int, story: Story) -> Iterable[Row]:
    names = SCHEMAS["entities"].names[:-1]
    return [(*(getattr(item, name) for name in names), story.fetched_at) for item in story.entities]


def _sketch_rows(number: int, story: Story) -> Iterable[Row]:
    day = _sketch_day(story)
    return [(number, story.article_id, value, day) for value in story.sketch]


def _sketch_day(story: Story) -> date:
    return (story.published_at or story.first_seen_at).astimezone(UTC).date()


def _part_rows(table: str) -> Callable[[int, Story], Iterable[Row]]:
    names = SCHEMAS[table].names[2:]

    def make(number: int, story: Story) -> Iterable[Row]:
        return [(number, story.article_id, *(getattr(item, name) for name in names)) for item in getattr(story, table)]

    return make


_STORY_ROWS: Mapping[str, Callable[[int, Story], Iterable[Row]]] = {
    "articles": _article_rows,
    "bylines": _part_rows("bylines"),
    "captions": _caption_rows,
    "entities": _entity_rows,
    "mentions": _part_rows("mentions"),
    "quotes": _part_rows("quotes"),
    "evidence": _part_rows("evidence"),
    "sketches": _sketch_rows,
}
