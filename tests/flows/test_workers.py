"""Worker processes: what hangs or crashes costs itself alone, and nothing outlives whoever asked for it."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import lxml.html
import pyarrow.parquet as pq
import pytest

from flows.line import Line, begin_line
from flows.make import PageJob, make_shard
from flows.pool import Lost, Pool, PoolClosed
from flows.settings import read_settings
from flows.workers import lasting, lend_pool, stop_run
from tests.desk import ROOT
from tests.flows.hanging import HOSTILE, page
from transforms.records import Download
from transforms.story import StoryContext
from warehouse.archive import ArchiveWriter

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(2, cpu_seconds=1)
    yield pool
    pool.close()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    line = begin_line(read_settings(home=tmp_path, page_cpu_seconds=2, ner="rules"), "ingest")
    with lasting(line.run_id):
        yield line


def make_jobs(line: Line, bodies: list[bytes]) -> tuple[PageJob, ...]:
    jobs = []
    with ArchiveWriter(line.paths.archive, line.run_id) as archive:
        for number, body in enumerate(bodies):
            url = f"https://news.example/{number}"
            headers = (("Content-Type", "text/html"),)
            said = Download(url=url, final_url=url, status=200, headers=headers, body=body, fetched_at=NOW)
            jobs.append(PageJob(url=url, page=archive.write(said), context=StoryContext(first_seen_at=NOW)))
    return tuple(jobs)


def test_a_worker_starts_with_its_lexicons_and_patterns_read(pool: Pool) -> None:
    code = "__import__('transforms.captions.labels').captions.labels.dangling_label.cache_info().currsize"
    assert list(pool.map(eval, [(code,)])) == [1]


def test_hostile_pages_are_rejected_and_those_beside_them_stored(line: Line) -> None:
    bodies = [part for body, _ in HOSTILE.values() for part in (page(""), body)]
    jobs = make_jobs(line, [*bodies, page("")])
    made = make_shard(line, jobs)
    assert made.pages == len(jobs)
    assert {reject.url: reject.reason for reject in made.rejects} == {
        job.url: reason for job, (_, reason) in zip(jobs[1::2], HOSTILE.values(), strict=True)
    }
    stored = pq.read_table(made.staged / "articles.parquet")["url"].to_pylist()
    assert stored == [job.url for job in jobs[::2]]


def test_a_parser_that_hangs_in_c_is_ended_by_its_cpu_limit(pool: Pool) -> None:
    bomb = "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">"
    given = list(pool.map(lxml.html.fromstring, [(bomb,)]))
    assert given == [Lost(reason="cpu-limit", detail="more than 1 s of CPU")]


def test_a_crash_costs_itself_and_the_neighbours_keep_their_order(pool: Pool) -> None:
    given = list(
        pool.map(eval, [("1",), ("__import__('os').abort()",), ("2",), ("__import__('os')._exit(3)",), ("3",)])
    )
    assert [answer for answer in given if not isinstance(answer, Lost)] == [1, 2, 3]
    assert given[1] == Lost(reason="worker-died", detail="twice, by SIGABRT")
    assert given[3] == Lost(reason="worker-died", detail="twice, by exit status 3")


def test_a_worker_that_the_system_killed_once_costs_nothing(pool: Pool, tmp_path: Path) -> None:
    mark = tmp_path / "killed"
    code = f"import os, pathlib; p = pathlib.Path({str(mark)!r}); p.exists() or (p.touch(), os.kill(os.getpid(), 9))"
    assert list(pool.map(exec, [(code,)])) == [None]
    assert mark.exists()


def test_work_that_waits_for_ever_is_given_up() -> None:
    pool = Pool(1, cpu_seconds=0.01)
    try:
        (given,) = pool.map(time.sleep, [(600,)])
        assert isinstance(given, Lost) and given.reason == "time-limit"
    finally:
        pool.close()


def test_a_fault_of_ours_is_an_error_of_the_shard_and_the_worker_lives(pool: Pool) -> None:
    (before,) = pool.map(os.getpid, [()])
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        list(pool.map(divmod, [(1, 0)]))
    pids = set(pool.map(os.getpid, [()] * 20))
    assert before in pids


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps this limit")
def test_work_that_wants_too_much_memory_gets_none(pool: Pool) -> None:
    with pytest.raises(RuntimeError, match="MemoryError"):
        list(pool.map(bytes, [(3 * 2**30,)]))


def test_a_worker_that_has_grown_is_replaced(pool: Pool) -> None:
    grow = "bytearray(b'x' * 400_000_000) and __import__('os').getpid()"
    (grown,) = pool.map(eval, [(grow,)])
    assert grown not in set(pool.map(os.getpid, [()] * 50))


def test_a_stopped_run_gets_no_workers_and_ends_those_it_has() -> None:
    pool = lend_pool("stopped", read_settings(make_workers=1, ner="rules"))
    work = pool.map(time.sleep, [(60,), (60,)])
    forge = pool._forge._process.pid
    stop_run("stopped")
    with pytest.raises(PoolClosed):
        list(work)
    assert not alive(forge)
    with pytest.raises(PoolClosed):
        lend_pool("stopped", read_settings(make_workers=1, ner="rules"))


def test_a_forked_child_leaves_its_parents_workers_alone() -> None:
    pool = lend_pool("parent", read_settings(make_workers=1, ner="rules"))
    (worker,) = pool.map(os.getpid, [()])
    child = multiprocessing.get_context("fork").Process(target=_use_own_pool, args=(worker,))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert list(pool.map(os.getpid, [()])) == [worker]
    stop_run("parent")


def _use_own_pool(foreign: int) -> None:
    (mine,) = lend_pool("child", read_settings(make_workers=1, ner="rules")).map(os.getpid, [()])
    assert mine != foreign


KILLED = """
import os, threading, time
from flows.pool import Pool
pool = Pool(2, cpu_seconds=60)
pids = list(pool.map(os.getpid, [()] * 2)) + [pool._forge._process.pid]
busy = threading.Thread(target=lambda: list(pool.map(exec, [("while True: pass",)] * 2)))
busy.start()
time.sleep(0.5)
print(*pids, flush=True)
busy.join()
"""


def test_workers_die_with_a_parent_that_is_killed() -> None:
    asker = subprocess.Popen([sys.executable, "-c", KILLED], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert asker.stdout
    pids = [int(pid) for pid in asker.stdout.readline().split()]
    assert len(pids) == 3 and all(map(alive, pids))
    asker.send_signal(signal.SIGKILL)
    asker.wait()
    deadline = time.monotonic() + 30
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, pids))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
