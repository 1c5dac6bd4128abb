"""Two flows of one home at once: each waits for the other's turn on the warehouse, and neither fails for it."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event, Thread

import pytest
from rich.console import Console
from typer.testing import CliRunner

from flows.cli import app
from flows.line import begin_line
from flows.lock import hold_run_lock
from flows.past.turns import borrow_network, hold_network
from flows.progress import show_progress
from flows.report import make_report
from flows.settings import Settings, read_settings
from flows.stages import begin_run, open_warehouse, publish_snapshot
from tests.desk import ROOT
from warehouse.connection import make_paths, open_private

#: A flow that stores without pause; no wait for strangers is allowed.
STORING = """
import sys, time
from pathlib import Path
from flows.line import begin_line
from flows.settings import Settings, read_settings
from flows.stages import begin_run, open_warehouse
line = begin_line(read_settings(home=Path(sys.argv[1]), lock_wait_seconds=0), "backfill")
while not Path(sys.argv[2]).exists():
    begin_run(line)
    with open_warehouse(line):
        time.sleep(0.3)  # a load that takes its time
    print("at work", flush=True)
"""


def test_a_run_stores_and_publishes_while_a_backfill_stores_without_pause(tmp_path: Path) -> None:
    storing = subprocess.Popen(
        [sys.executable, "-c", STORING, str(tmp_path), str(tmp_path / "stop")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert storing.stdout and storing.stdout.readline() == b"at work\n"
    line = begin_line(read_settings(home=tmp_path, lock_wait_seconds=0), "ingest")
    for _ in range(5):
        begin_run(line)
        publish_snapshot(line, make_report(line.run_id, line.flow, str(line.paths.published), ()))
    assert storing.poll() is None, "both were at work all the time"
    (tmp_path / "stop").touch()
    _, said = storing.communicate(timeout=300)
    assert storing.returncode == 0, said.decode()
    with open_warehouse(line) as con:
        assert con.execute("select flow, state from runs order by 1").fetchall() == [
            ("backfill", "running"),
            ("ingest", "completed"),
        ]


def hold_for_a_while(home: Path, lock: str) -> Thread:
    """Somebody has taken the lock, and lets go of it after some seconds."""
    is_held = Event()

    def hold() -> None:
        with hold_run_lock(home, lock, 5):
            is_held.set()
            time.sleep(3)

    holder = Thread(target=hold)
    holder.start()
    assert is_held.wait(60)
    return holder


@pytest.mark.parametrize(
    ("lock", "enter", "says"),
    [
        ("ingest", lambda settings: hold_run_lock(settings.home, "ingest", 60), "another ingest to end"),
        ("ingest", borrow_network, "an ingest to end"),
        ("network", lambda settings: hold_network(settings.home), "another run to have asked its hosts"),
    ],
)
@pytest.mark.parametrize("is_terminal", [True, False])
def test_who_waits_for_another_run_says_so_and_says_when_it_goes_on(
    tmp_path: Path, lock: str, enter: Callable[[Settings], AbstractContextManager[object]], says: str, is_terminal: bool
) -> None:
    settings = read_settings(home=tmp_path, host_delay_seconds=0)
    console = Console(width=80, force_terminal=is_terminal, color_system=None)
    holder = hold_for_a_while(tmp_path, lock)
    with console.capture() as capture, show_progress(console), enter(settings):
        pass
    holder.join()
    waiting, going_on = (line.strip() for line in capture.get().splitlines() if "Waiting" in line or "Going on" in line)
    assert waiting.endswith(f"Waiting for {says} ...")
    assert re.search(r"Going on, after \d+ s\.$", going_on)


@pytest.mark.parametrize(
    ("lock", "arguments"),
    [("ingest", ("forget", "https://news.example/1")), ("ingest", ("rejects", "retry")),
     ("backfill", ("backfill", "undo", "--drop")), ("ingest", ("feeds", "unmute", "https://news.example/rss")),
     ("warehouse", ("entities", "unmerge", "Ada Lindqvist"))],
)  # fmt: skip
def test_what_an_owner_does_says_what_it_waits_for(tmp_path: Path, lock: str, arguments: tuple[str, ...]) -> None:
    with open_private(make_paths(tmp_path)):
        pass
    holder = hold_for_a_while(tmp_path, lock)
    said = CliRunner().invoke(app, list(arguments), env={"COPYDESK_HOME": str(tmp_path), "COLUMNS": "200"}).output
    holder.join()
    assert "Waiting for another " in said and "Going on, after " in said, said


def test_who_has_its_turn_at_once_says_nothing(tmp_path: Path) -> None:
    console = Console(width=80, force_terminal=False)
    with console.capture() as capture, show_progress(console), hold_network(tmp_path):
        pass
    assert capture.get() == ""
