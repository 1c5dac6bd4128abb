"""A loader that is killed at any moment and run again leaves the same rows as one that was not."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from warehouse.connection import make_paths, open_private

LOADER = """
import importlib.util, sys
from datetime import timedelta
from pathlib import Path
from transforms.records import Batch
from warehouse.connection import make_paths, open_private
from warehouse.load import load_staged, stage_batch

spec = importlib.util.spec_from_file_location("factories", sys.argv[2])
factories = importlib.util.module_from_spec(spec)
spec.loader.exec_module(factories)
paths = make_paths(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(4):
    stories = tuple(
        factories._make_story(f"s{n}", hours=hours, headline=f"Headline {hours}")
        for n in range(number, number + 30) for hours in (0, 1)
    )
    batch = Batch(run_id="r", stories=stories, rejects=(factories._make_reject(),))
    path = stage_batch(batch, paths.staged, f"b{number}")
    with open_private(paths) as con:
        load_staged(con, [path], now=factories.NOON)
print("done", flush=True)
"""


def start(home):
    factories = str(Path(__file__).with_name("conftest.py"))
    process = subprocess.Popen([sys.executable, "-c", LOADER, str(home), factories], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def finish(home):
    process = start(home)
    out, _ = process.communicate(timeout=120)
    assert (out, process.returncode) == ("done\n", 0)


def rows(home):
    with open_private(make_paths(home)) as con:
        names = [row[0] for row in con.execute("select table_name from duckdb_tables() where not temporary").fetchall()]
        return {name: sorted(con.table(name).fetchall(), key=repr) for name in names if name != "schema_migrations"}


def test_a_loader_killed_several_times_ends_with_the_same_rows(tmp_path):
    began = time.monotonic()
    finish(tmp_path / "calm")
    seconds = time.monotonic() - began
    chance, killed = random.Random(7), 0
    for _ in range(3):
        process = start(tmp_path / "killed")
        time.sleep(chance.uniform(0.1, 0.5) * seconds)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    finish(tmp_path / "killed")
    assert killed > 0
    calm = rows(tmp_path / "calm")
    assert len(calm["articles"]) == 33
    assert rows(tmp_path / "killed") == calm
