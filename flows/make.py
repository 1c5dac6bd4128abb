"""The stage `make`: archived pages, given to worker processes -> staged stories and rejects. No network, no tables."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from flows.line import Line, utc_now
from flows.page import PageJob, Unmade, read_story
from flows.plan import decide_next_look, decide_retry
from flows.pool import Lost, Pool
from flows.progress import begin_stage
from flows.workers import lend_pool
from transforms.errors import TransformError
from transforms.records import Batch, Entry, FeedState, PageRef, Reject, Story
from transforms.story import StoryContext
from transforms.text import make_id
from warehouse.load import stage_batch

__all__ = ["MadeShard", "PageJob", "make_job", "make_shard", "start_workers"]


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
    for job, made in zip(jobs, _make(line, jobs), strict=True):
        if isinstance(made, Story):
            stories.append(made)
            resolved.append(job.url)
        else:
            rejects.append(_reject(job, made))
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


def start_workers(line: Line) -> Pool:
    """The run's worker processes; those that start get ready while the caller goes on."""
    return lend_pool(line.run_id, line.settings)


def _make(line: Line, jobs: tuple[PageJob, ...]) -> Iterator[Story | Unmade | Lost]:
    settings = line.settings
    work = ((line.paths.archive, job.page, job.context, settings.ner, settings.names_file) for job in jobs)
    return start_workers(line).map(read_story, work)


def _reject(job: PageJob, why: Unmade | Lost) -> Reject:
    return Reject(stage="make", url=job.url, reason=why.reason, detail=why.detail, rejected_at=utc_now())


def _settle(entry: Entry, made: Story | Unmade | Lost) -> Entry:
    """The entry waits no longer, unless what came in its page's place may pass."""
    settled = replace(entry, page=None, page_url=None, page_fetched_at=None)
    if isinstance(made, Story):
        return decide_next_look(replace(settled, state="stored", attempts=0, article_id=made.article_id), utc_now())
    if entry.article_id is not None:  # the story stands as it was; its page may be readable next time
        return decide_next_look(replace(settled, state="stored"), utc_now())
    if entry.state == "waiting":
        return decide_retry(settled, TransformError(made.reason), utc_now())
    # a backfill tries again what lies in the archive, not what the site shows
    attempts = entry.attempts + (entry.state != "rejected")
    return replace(settled, state="rejected", attempts=attempts, next_attempt_at=None)
