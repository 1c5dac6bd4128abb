"""The flow `ingest`: plan, poll, fetch, make, load, publish, report. Stages do the work; this says in which order."""

from prefect import flow
from prefect.utilities.annotations import quote

from flows import tasks
from flows.artifact import publish_report
from flows.gather import end_if_stopped, gather_shards
from flows.line import begin_line
from flows.lock import hold_run_lock
from flows.make import start_workers
from flows.past.turns import hold_network
from flows.report import RunBroken, RunReport, make_report
from flows.runner import make_runner
from flows.settings import read_settings
from flows.stages import note_stop
from flows.workers import lasting, stop_run


@flow(name="ingest", description="Feeds in, clean tables out.", task_runner=make_runner())
def ingest(feeds: str | None = None, due: bool = True) -> RunReport:
    """Polls feeds and stores what is new.

    `feeds`: a feeds.toml or OPML, by path or address; None: the one that the settings name. `due`: poll only what is
    due and respect every backoff, as the schedule does; else every feed and every waiting entry, Retry-After excepted.
    """
    settings = read_settings()
    line = begin_line(settings, "ingest", is_due_only=due)
    lock = hold_run_lock(settings.home, line.flow, settings.lock_wait_seconds)
    with lock, lasting(line.run_id), note_stop(line):
        with hold_network(settings.home):
            feed_shards = tasks.plan_feeds(line, feeds or settings.feeds_file)
            polled, broken_polls = gather_shards(tasks.poll, line, feed_shards, keeps_answers=True)
            polls = tasks.load_polled(line, quote(polled))
            end_if_stopped(line)

            page_shards = tasks.plan_pages(line)
            if page_shards:
                start_workers(line)
            fetched, broken_fetches = gather_shards(tasks.fetch, line, page_shards, keeps_answers=True)
            fetches = tasks.load_fetched(line, quote(fetched))
            end_if_stopped(line)

        job_shards = tasks.plan_stories(line)
        made, broken_makes = gather_shards(tasks.make, line, job_shards)
        stop_run(line.run_id)  # what the workers hold in memory is free for loading and publishing
        stories = tasks.load_made(line, made)

        broken = broken_polls + broken_fetches + broken_makes
        report = make_report(line.run_id, line.flow, str(line.paths.published), (polls, fetches, stories), broken)
        report = tasks.publish(line, quote(report))
    publish_report(report)
    if report.broken:
        raise RunBroken(report)
    return report
