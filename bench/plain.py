"""The line without Prefect: the stages of `ingest`, called one after the other."""

from concurrent.futures import ThreadPoolExecutor

from flows.line import begin_line
from flows.make import make_shard, start_workers
from flows.network import fetch_shard, poll_shard
from flows.report import RunReport, make_report
from flows.settings import Settings, read_settings
from flows.stages import plan_feeds, plan_pages, plan_stories, publish_snapshot, store_fetched, store_made, store_polled
from flows.workers import lasting, stop_run

#: As many as a flow has at work.
SHARDS_AT_ONCE = 4


def run_plainly(feeds: str, settings: Settings | None = None) -> RunReport:
    """What `copydesk run --feeds FEEDS` does."""
    line = begin_line(settings or read_settings(), "ingest", is_due_only=False)
    with ThreadPoolExecutor(SHARDS_AT_ONCE) as threads, lasting(line.run_id):
        shards = plan_feeds(line, feeds)
        polls = store_polled(line, list(threads.map(lambda shard: poll_shard(line, shard), shards)))
        pages = plan_pages(line)
        start_workers(line)
        fetches = store_fetched(line, list(threads.map(lambda shard: fetch_shard(line, shard), pages)))
        jobs = plan_stories(line)
        made = list(threads.map(lambda shard: make_shard(line, shard), jobs))
        stop_run(line.run_id)
        stories = store_made(line, made)
        report = make_report(line.run_id, line.flow, str(line.paths.published), (polls, fetches, stories))
        publish_snapshot(line, report)
    return report
