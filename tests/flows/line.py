"""The line without Prefect: the same stages, one after the other, in the test's own process."""

from pathlib import Path

from flows import make, network, stages
from flows.line import begin_line
from flows.report import RunReport, make_report
from flows.settings import Settings
from flows.workers import lasting


def run_line(settings: Settings, feeds: Path, *, is_due_only: bool = False) -> RunReport:
    """What `copydesk run` does; with `is_due_only` what `copydesk run --due` does."""
    line = begin_line(settings, "ingest", is_due_only=is_due_only)
    with lasting(line.run_id):
        due = stages.plan_feeds(line, str(feeds))
        polls = stages.store_polled(line, [network.poll_shard(line, shard) for shard in due])
        fetches = stages.store_fetched(line, [network.fetch_shard(line, shard) for shard in stages.plan_pages(line)])
        stories = stages.store_made(line, [make.make_shard(line, jobs) for jobs in stages.plan_stories(line)])
    report = make_report(line.run_id, line.flow, str(line.paths.published), (polls, fetches, stories))
    stages.publish_snapshot(line, report)
    return report
