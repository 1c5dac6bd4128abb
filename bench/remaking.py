"""Remaking stories from the archive, beside making them alone."""

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.pages import read_pages
from bench.plain import SHARDS_AT_ONCE, run_plainly
from bench.rows import Meter, Options, Row, served
from bench.wire import start_wire
from flows.line import Line, begin_line
from flows.make import make_shard, start_workers
from flows.page import PageJob, read_story
from flows.past.ask import Ask
from flows.past.ledger import begin_all, begin_backfill, end_backfill, group_windows, plan_windows
from flows.past.work import plan_group, store_group
from flows.report import make_report
from flows.settings import Settings, read_settings
from flows.stages import PAGES_A_SHARD, open_warehouse, publish_snapshot
from flows.workers import lasting

_COPIES, _FEEDS, _ROUNDS = 5, 45, 3
_ASK = Ask(origin="archive", is_redo=True)


def measure(options: Options) -> Iterator[Row]:
    """Each page five times, under addresses of their own; all ways in turn, the start of the workers taken off.

    Making reads the archive and makes stories in worker processes. Remaking is all of `copydesk backfill --from
    archive` but Prefect's own start: the ledger, what stands, staging, loading, checks, publishing, and the way back.
    """
    count = len(read_pages(options.pages)) * _COPIES
    with tempfile.TemporaryDirectory() as folder, served(lambda: start_wire(options.pages, count, _FEEDS)) as at:
        settings = read_settings(home=Path(folder), host_delay_seconds=0, allow_private_hosts=("127.0.0.1",))
        sources = Path(folder) / "feeds.toml"
        sources.write_text("".join(f'[[feeds]]\nurl = "{at}/feed/{n}"\n' for n in range(_FEEDS)), encoding="utf-8")
        run_plainly(str(sources), settings)
        spent = _measure_ways(settings)
    start = spent.pop("start")
    alone = spent["making alone"] - start
    for what, seconds in spent.items():
        yield Row(group="remake a page", what=what, value=(seconds - start) / count / _ROUNDS * 1000, unit="CPU ms")
    for what, seconds in list(spent.items())[1:]:
        share = alone / (seconds - start)
        yield Row(group="throughput of remaking, of that of making", what=what, value=share * 100, unit="%")


def _measure_ways(settings: Settings) -> dict[str, float]:
    jobs = _find_jobs(settings)
    ways: dict[str, Callable[[Line], object]] = {
        "start": lambda line: _make(line, jobs[:1]),
        "making alone": lambda line: _make(line, jobs),
        "remaking, nothing changes": _remake,
        "remaking, every story changes": _remake,
    }
    spent = dict.fromkeys(ways, 0.0)
    for _ in range(_ROUNDS):
        for what, way in ways.items():
            line = begin_line(settings, "backfill")
            if "every" in what:
                _age(line)
            meter = Meter()
            with lasting(line.run_id):
                way(line)
            spent[what] += meter.cpu
    return spent


def _find_jobs(settings: Settings) -> tuple[PageJob, ...]:
    line = begin_line(settings, "backfill")
    begin_all(line)
    plan = plan_group(line, plan_windows(line, _ASK, begin_backfill(line, _ASK)).windows)
    return tuple(job for shard in plan.shards for job in shard)


def _make(line: Line, jobs: tuple[PageJob, ...]) -> None:
    settings = line.settings
    work = ((line.paths.archive, job.page, job.context, settings.ner, settings.names_file) for job in jobs)
    for _ in start_workers(line).map(read_story, work):
        pass


def _age(line: Line) -> None:
    """As if other transforms had made every row."""
    with open_warehouse(line) as con:
        con.execute("update articles set row_hash = 1, parts_hash = 1, mentions_hash = 1, transform_version = '0'")


def _remake(line: Line) -> None:
    begin_all(line)
    backfill = begin_backfill(line, _ASK)
    windows = plan_windows(line, _ASK, backfill)
    start_workers(line)
    reports = []
    with ThreadPoolExecutor(SHARDS_AT_ONCE) as threads:
        for group in group_windows(windows.windows, PAGES_A_SHARD * SHARDS_AT_ONCE):
            plan = plan_group(line, group)
            made = list(threads.map(lambda shard: make_shard(line, shard), plan.shards))
            reports.append(store_group(line, group, plan, made, "completed", windows.remake))
    end_backfill(line, backfill, "completed")
    publish_snapshot(line, make_report(line.run_id, line.flow, str(line.paths.published), reports))
