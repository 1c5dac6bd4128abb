"""The stage `make`: pages of the archive -> staged stories and rejects. Reads the archive; no network, no tables."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from flows.line import Line, utc_now
from flows.names import read_own_names
from flows.progress import begin_stage
from transforms.entities import OwnNames
from transforms.errors import TransformError
from transforms.faults import find_fault
from transforms.page import make_page
from transforms.records import Batch, Entry, FeedState, PageRef, Reject, Story
from transforms.story import Draft, StoryContext, ask_models, draft_story, finish_story
from transforms.text import make_id
from warehouse.archive import read_download
from warehouse.errors import ArchiveError
from warehouse.load import stage_batch

#: Pages whose open sentences a model is asked for together; more would hold more stories in memory for little speed.
_AT_ONCE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class PageJob:
    """A page of the archive to make a story of."""

    url: str  #: as asked
    page: PageRef
    context: StoryContext
    entry: Entry | None = None  #: what showed it to us, if its state may change by this


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeShard:
    """What a shard came to; the stories themselves are staged."""

    staged: Path
    pages: int  #: how many were tried
    rejects: tuple[Reject, ...]


def make_job(entry: Entry, page: PageRef, feed: FeedState | None) -> PageJob:
    """A job from an entry and its feed."""
    context = StoryContext(
        first_seen_at=entry.first_seen_at,
        said=entry.said,
        feed_id=entry.feed_id,
        publisher=feed.publisher or feed.title if feed else None,
        language=feed.language if feed else None,
    )
    return PageJob(url=entry.said.url, page=page, context=context, entry=entry)


def make_shard(line: Line, jobs: tuple[PageJob, ...]) -> MadeShard:
    """Stages a story or a reject for each page; an odd page harms none of the others."""
    done = begin_stage("make", len(jobs))
    stories: list[Story] = []
    rejects: list[Reject] = []
    entries: list[Entry] = []
    resolved: list[str] = []
    for job, made in _make_all(jobs, line):
        if isinstance(made, Story):
            stories.append(made)
            resolved.append(job.url)
        else:
            rejects.append(made)
        if job.entry:
            entries.append(_settle(job.entry, made))
        done()
    batch = Batch(
        run_id=line.run_id,
        entries=tuple(entries),
        stories=tuple(stories),
        rejects=tuple(rejects),
        resolved_urls=tuple(resolved),
    )
    first = jobs[0].page
    name = f"{line.run_id}-made-{make_id(first.warc_file, str(first.warc_offset)):016x}"
    return MadeShard(staged=stage_batch(batch, line.staged, name), pages=len(jobs), rejects=tuple(rejects))


def _make_all(jobs: tuple[PageJob, ...], line: Line) -> Iterator[tuple[PageJob, Story | Reject]]:
    """Each job with what it came to, in order; a model reads the stories of some dozens of pages at a time."""
    own = read_own_names(line.settings.names_file)
    for first in range(0, len(jobs), _AT_ONCE):
        some = jobs[first : first + _AT_ONCE]
        drafted = [_draft(job, line.paths.archive) for job in some]
        asked = iter(ask_models([draft for draft in drafted if isinstance(draft, Draft)], line.settings.ner))
        for job, draft in zip(some, drafted, strict=True):
            yield job, _finish(job, next(asked), own) if isinstance(draft, Draft) else draft


def _draft(job: PageJob, archive: Path) -> Draft | Reject:
    try:
        return draft_story(make_page(read_download(archive, job.page)), job.context)
    except TransformError as error:
        return _reject(job, error.reason, error.detail)
    except ArchiveError as error:
        return _reject(job, "not-in-archive", str(error))
    except Exception as error:  # the boundary of an item: a fault of ours costs one story, never the run
        return _reject(job, "fault", f"{type(error).__name__}: {error}")


def _finish(job: PageJob, draft: Draft, own: OwnNames) -> Story | Reject:
    try:
        story = finish_story(draft, own)
    except Exception as error:  # as above
        return _reject(job, "fault", f"{type(error).__name__}: {error}")
    fault = find_fault(story)
    return _reject(job, "fault", fault) if fault else story


def _reject(job: PageJob, reason: str, detail: str | None) -> Reject:
    return Reject(stage="make", url=job.url, reason=reason, detail=detail, rejected_at=utc_now())


def _settle(entry: Entry, made: Story | Reject) -> Entry:
    """The entry waits no longer, whatever its page came to."""
    settled = replace(entry, page=None, page_url=None, page_fetched_at=None, next_attempt_at=None)
    if isinstance(made, Story):
        return replace(settled, state="stored", attempts=0, article_id=made.article_id)
    # a backfill tries again what lies in the archive, not what the site shows
    attempts = entry.attempts + (entry.state != "rejected")
    return replace(settled, state="rejected", attempts=attempts)
