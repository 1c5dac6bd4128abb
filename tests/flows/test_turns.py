"""Two flows of one home at once: each waits for the other's turn on the warehouse, and neither fails for it."""

import subprocess
import sys
from pathlib import Path

from flows.line import begin_line
from flows.report import make_report
from flows.settings import read_settings
from flows.stages import begin_run, open_warehouse, publish_snapshot
from tests.desk import ROOT

#: A flow that stores without pause; no wait for strangers is allowed.
STORING = """
import sys, time
from pathlib import Path
from flows.line import begin_line
from flows.settings import read_settings
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
