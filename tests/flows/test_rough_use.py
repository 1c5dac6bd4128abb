"""What a run survives: kill -9, Ctrl-C, a locked file, readers of the snapshot, feeds and files that make no sense."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.demo.server import Newsroom
from tests.desk import SAME, Desk, free_port, make_desk
from tests.orchestra import copy_tables
from tests.starter import Forked, Starter
from transforms.records import Batch, Run
from warehouse.connection import make_paths, open_private
from warehouse.load import load_staged, stage_batch
from warehouse.read import read_cut_short

#: So many times a run is killed, at moments spread over the time that its work takes.
KILLS = 10


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as server:
        yield server


@pytest.fixture(scope="module")
def feeds(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("feeds") / "feeds.toml"
    path.write_text(newsroom.feeds_toml(), encoding="utf-8")
    return str(path)


def rows_of(desk: Desk) -> dict[str, list[dict[str, object]]]:
    return {name: desk.ask(f"select {columns} from {name} order by all") for name, columns in SAME.items()}


def wait_for_work(desk: Desk, process: subprocess.Popen[str] | Forked) -> None:
    """Until the run holds its lock: what comes before is Prefect's start, where nothing can be lost."""
    lock = desk.home / "work" / "ingest.lock"
    deadline = time.monotonic() + 600
    while process.poll() is None and time.monotonic() < deadline:
        if lock.exists() and lock.read_text() == str(process.pid):
            return
        time.sleep(0.05)
    raise AssertionError(f"the run did not begin its work: {process.communicate()}")


@pytest.mark.slow
def test_killed_at_random_moments_and_run_again_the_rows_are_those_of_an_undisturbed_run(
    tmp_path: Path, prefect_api: str, starter: Starter, feeds: str
) -> None:
    calm = make_desk(tmp_path / "calm", prefect_api, starter)
    process = calm.fork("run", "--feeds", feeds)
    wait_for_work(calm, process)
    began = time.monotonic()
    process.communicate()
    assert process.returncode == 0
    seconds = time.monotonic() - began
    rough = make_desk(tmp_path / "rough", prefect_api, starter)
    chance = random.Random(20261123)
    killed = 0
    for part in range(KILLS):
        process = rough.fork("run", "--feeds", feeds)
        wait_for_work(rough, process)
        time.sleep(chance.uniform(part, part + 1) * seconds / KILLS)
        if process.poll() is None:
            killed += 1
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert killed >= KILLS / 2, "most runs ended before they were killed"
    rough.run("run", "--feeds", feeds)
    want, got = rows_of(calm), rows_of(rough)
    for rows in (*want["rejects"], *got["rejects"]):
        rows.pop("attempts")  # each killed run that got so far has tried once more
    assert got == want


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are counted in /proc")
@pytest.mark.parametrize(("sign", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_a_run_that_is_stopped_or_killed_leaves_nothing_running(
    desk: Desk, prefect_home: Path, feeds: str, sign: signal.Signals, status: int
) -> None:
    del desk.environment["PREFECT_API_URL"]
    desk.environment["PREFECT_HOME"] = str(desk.home.parent)
    copy_tables(prefect_home, desk.home.parent)
    desk.environment["COPYDESK_HOST_DELAY_SECONDS"] = "2"
    process = desk.start("run", "--feeds", feeds)
    wait_for_work(desk, process)
    while len(processes_of(desk)) < 2 and process.poll() is None:  # the workers get ready while pages are fetched
        time.sleep(0.2)
    process.send_signal(sign)
    _, err = process.communicate(timeout=120)
    assert process.returncode == status, err
    assert (sign is signal.SIGKILL) or "the next run goes on from here" in err
    deadline = time.monotonic() + 60
    while processes_of(desk) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not processes_of(desk)
    state = "stopped" if sign is signal.SIGINT else "running"
    with open_private(make_paths(desk.home)) as con:
        assert con.sql("select state, ended_at is not null from runs").fetchall() == [(state, state == "stopped")]


def test_a_backfill_that_is_stopped_while_it_takes_up_what_others_left_is_stopped_and_leaves_it_to_the_next(
    desk: Desk, tmp_path: Path
) -> None:
    paths, now = make_paths(desk.home), datetime.now(UTC)
    states = {"a": "running", "b": "stopped"}
    runs = tuple(
        Run(run_id=name, flow="backfill", started_at=now - timedelta(seconds=2 - number), state=state)
        for number, (name, state) in enumerate(states.items())
    )
    with open_private(paths) as con:
        load_staged(con, [stage_batch(Batch(run_id="x", runs=runs), paths.staged, "x")], now=now)
    left = paths.archive / f"{now:%Y/%m/%d}" / f"copydesk-{now:%Y%m%d%H%M%S}-b-00000.warc.gz"
    left.parent.mkdir(parents=True)
    os.mkfifo(left)  # it can be read for as long as it takes
    (tmp_path / "list.txt").write_text("https://news.example/1\n")
    process = desk.start("backfill", "--from", "urls", "--file", str(tmp_path / "list.txt"))
    writer = open_for_a_reader(left, process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    os.close(writer)
    assert process.returncode == 130, err
    with open_private(paths) as con:
        found = con.sql("select state, count(*) from runs group by 1 order by 1").fetchall()
        assert found == [("running", 1), ("stopped", 2)]
        assert {"a", "b"} < {run.run_id for run in read_cut_short(con, "backfill")}


def open_for_a_reader(path: Path, process: subprocess.Popen[str]) -> int:
    """The writing end of a pipe, once the process reads it."""
    deadline = time.monotonic() + 600
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.05)
    raise AssertionError(f"nobody read {path}: {process.communicate()}")


def processes_of(desk: Desk) -> list[str]:
    """The processes that were told of this desk's home, by Linux's account."""
    mark = f"COPYDESK_HOME={desk.home}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(process.name)
    return found


def test_a_private_file_that_another_process_holds_is_named_with_its_holder(desk: Desk, feeds: str) -> None:
    desk.environment["COPYDESK_LOCK_WAIT_SECONDS"] = "1"
    private = desk.home / "work" / "news.duckdb"
    private.parent.mkdir(parents=True)
    code = f"import duckdb, sys; con = duckdb.connect({str(private)!r}); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        said = desk.run("run", "--feeds", feeds, expect=1)
        assert f"process {holder.pid}" in said
    finally:
        holder.kill()
        holder.wait()


def test_readers_who_hold_or_poll_the_snapshot_never_block_a_run(desk: Desk, newsroom: Newsroom, feeds: str) -> None:
    desk.run("run", "--feeds", feeds)
    published = str(desk.home / "news.duckdb")
    reader = (
        "import duckdb, sys, time\n"
        "held = duckdb.connect(sys.argv[1], read_only=True) if sys.argv[2] == 'hold' else None\n"
        "print('ready', flush=True)\n"
        "for _ in iter(lambda: time.sleep(0.02), 1):\n"
        "    con = held or duckdb.connect(sys.argv[1], read_only=True)\n"
        "    assert con.execute('select count(*) from articles').fetchone()[0] > 0\n"
        "    if not held: con.close()\n"
    )
    readers = [
        subprocess.Popen([sys.executable, "-c", reader, published, how], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for how in ("hold", "poll")
    ]
    try:
        for process in readers:
            assert process.stdout and process.stdout.readline() == b"ready\n"
        newsroom.turn_to(2)
        desk.run("run", "--feeds", feeds)
        assert [process.poll() for process in readers] == [None, None]
        assert desk.ask("select count(*) as n from revisions where revision > 1")[0]["n"] == 1
    finally:
        newsroom.turn_to(1)
        for process in readers:
            process.kill()
            _, err = process.communicate()
            assert not err


def test_a_feed_that_fails_costs_a_reject_and_no_more(desk: Desk, newsroom: Newsroom, tmp_path: Path) -> None:
    odd = {
        "unreachable": f"http://127.0.0.1:{free_port()}/rss.xml",
        "missing": f"{newsroom.url}/no-such-feed.xml",
    }
    path = tmp_path / "feeds.toml"
    path.write_text(newsroom.feeds_toml() + "".join(f'\n[[feeds]]\nurl = "{url}"\n' for url in odd.values()))
    said = desk.run("run", "--feeds", str(path))
    rejects = {row["url"]: row["reason"] for row in desk.ask("select url, reason from rejects where stage = 'poll'")}
    assert rejects == {odd["unreachable"]: "connect", odd["missing"]: "http-404"}
    assert "connect" in said and "http-404" in said
    assert desk.counts()["articles"] >= 10


@pytest.mark.parametrize(
    ("arguments", "settings", "named"),
    [
        (["run", "--feeds", "no-such-file.toml"], {}, "no-such-file.toml"),
        (["run"], {"COPYDESK_HOST_DELAY_SECONDS": "soon"}, "COPYDESK_HOST_DELAY_SECONDS"),
        (["backfill", "--since", "2026-13-40"], {}, "2026-13-40"),
        (["backfill", "--since", "2026-03-04", "--until", "2026-03-01"], {}, "2026-03-04"),
        (["show", "http://example.org/nothing"], {}, "copydesk run"),
        (["forget", "http://example.org/1"], {}, "copydesk run"),
        (["export", "out"], {}, "copydesk run"),
        (["rejects", "retry"], {}, "copydesk run"),
        (["no-such-verb"], {}, "no-such-verb"),
    ],
)
def test_wrong_usage_is_told_with_its_remedy(
    desk: Desk, arguments: list[str], settings: dict[str, str], named: str
) -> None:
    desk.environment |= settings
    assert named in desk.run(*arguments, expect=2)
    assert not (desk.home / "news.duckdb").exists()


def test_a_feeds_file_with_a_fault_is_refused_with_its_line(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text('[[feeds]]\nurl = "ftp://example.org/rss.xml"\n')
    assert "line 2" in desk.run("run", "--feeds", str(path), expect=2)
