"""Copying pages of foreign WARC files into our archive, each once. Asks nobody."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from flows.line import Line, utc_now
from flows.origins.spans import Span
from flows.origins.warc import ForeignFault, ForeignStory, find_warc_files, iter_stories
from flows.past.ask import Ask
from flows.past.listing import Listed
from flows.past.sites import Site, is_on_site
from flows.past.turns import is_stop_asked
from flows.progress import begin_stage
from flows.stages import open_warehouse
from transforms.records import Backfill, Batch, Import, Reject
from transforms.text import make_id
from warehouse.archive import ArchiveWriter
from warehouse.load import load_staged, stage_batch
from warehouse.past import read_import_ids
from warehouse.tombstones import make_tombstone, read_tombstones

#: Copied and stored at once: some 100 MB at the most, a few seconds of work.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copied:
    pages: int
    new: int
    rejects: tuple[Reject, ...]


def import_pages(line: Line, ask: Ask, backfill: Backfill, sites: Sequence[Site]) -> tuple[Listed, tuple[Reject, ...]]:
    """Copies what is asked for out of the files; faulty records are rejects, and cost nothing but themselves."""
    files = find_warc_files(Path(name) for name in ask.files)
    total, rejects = Listed(), list[Reject]()
    done = begin_stage("files", len(files))
    with ArchiveWriter(line.paths.archive, line.run_id) as archive:
        for file in files:
            found = iter_stories(file, ask.span(line.began.date()), choose_hosts(ask, sites), _limit(line))
            while batch := tuple(islice(found, _AT_ONCE)):
                copied = _copy(line, backfill, archive, batch)
                total = replace(total, pages=total.pages + copied.pages, new=total.new + copied.new)
                rejects.extend(copied.rejects)
                if is_stop_asked(line.settings.home):
                    return replace(total, is_whole=False), tuple(rejects)
            done()
    return total, tuple(rejects)


def count_pages(line: Line, ask: Ask, sites: Sequence[Site], span: Span) -> Iterator[ForeignStory | ForeignFault]:
    """What would be copied; nothing is."""
    for file in find_warc_files(Path(name) for name in ask.files):
        yield from iter_stories(file, span, choose_hosts(ask, sites), _limit(line))


def make_import_id(story: ForeignStory) -> int:
    """The same for the same response, from whatever file."""
    download = story.download
    digest = hashlib.sha256(download.body).hexdigest()
    return make_id("import", download.final_url, download.fetched_at.isoformat(), digest)


def choose_hosts(ask: Ask, sites: Sequence[Site]) -> Callable[[str], bool]:
    """Whether a page is of a publisher asked for; of anybody, if none is named."""
    if not ask.publishers and not ask.feeds:
        return lambda _: True
    return lambda url: any(is_on_site(url, site.url) for site in sites)


def _limit(line: Line) -> int:
    return line.settings.page_max_bytes


def _copy(
    line: Line, backfill: Backfill, archive: ArchiveWriter, batch: Sequence[ForeignStory | ForeignFault]
) -> _Copied:
    stories = {make_import_id(item): item for item in batch if isinstance(item, ForeignStory)}
    rejects = tuple(_reject(item) for item in batch if isinstance(item, ForeignFault))
    with open_warehouse(line) as con:
        known, forgotten = read_import_ids(con, list(stories)), read_tombstones(con)
    # what was forgotten must not even be copied
    fresh = {
        key: story
        for key, story in stories.items()
        if key not in known and make_tombstone(story.download.final_url) not in forgotten
    }
    imports = tuple(_keep(backfill, archive, key, story) for key, story in fresh.items())
    if imports or rejects:
        with open_warehouse(line) as con:
            staged = Batch(run_id=line.run_id, imports=imports, rejects=rejects)
            path = stage_batch(staged, line.staged, f"{line.run_id}-imported")
            load_staged(con, [path], now=utc_now())
    return _Copied(pages=len(stories), new=len(fresh), rejects=rejects)


def _keep(backfill: Backfill, archive: ArchiveWriter, key: int, story: ForeignStory) -> Import:
    ref = archive.write(story.download)
    return Import(
        import_id=key,
        backfill_id=backfill.backfill_id,
        url=story.download.url,
        final_url=story.download.final_url,
        fetched_at=story.download.fetched_at,
        day=story.day,
        warc_file=ref.warc_file,
        warc_offset=ref.warc_offset,
        sha256=ref.sha256,
        from_file=story.file.name,
        from_offset=story.offset,
    )


def _reject(item: ForeignFault) -> Reject:
    fault = item.fault
    detail = f"{item.file.name} at {fault.offset}"
    url = fault.url or f"{item.file.as_uri()}#{fault.offset}"
    return Reject(
        stage="fetch", url=url, reason=f"warc-{fault.reason.partition(':')[0]}", detail=detail, rejected_at=utc_now()
    )
