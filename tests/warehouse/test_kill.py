"""Loading and publishing killed at any moment and done again leave the same rows as if nothing had happened.

COPYDESK_KILLS=100 kills more often than the suite has time for.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from warehouse.checks import find_breaches
from warehouse.connection import make_paths, open_private, open_published
from warehouse.remakes import find_remake
from warehouse.undo import undo_remake

KILLS = int(os.environ.get("COPYDESK_KILLS", "3"))

LOADER = """
import importlib.util, sys
from datetime import timedelta
from pathlib import Path
from transforms.records import Batch
from warehouse.connection import make_paths, open_private
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish

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
    publish(paths)
print("done", flush=True)
"""


def start(home, script=LOADER):
    factories = str(Path(__file__).with_name("conftest.py"))
    process = subprocess.Popen([sys.executable, "-c", script, str(home), factories], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def finish(home, script=LOADER):
    process = start(home, script)
    out, _ = process.communicate(timeout=120)
    assert (out, process.returncode) == ("done\n", 0)


def rows(con):
    names = con.execute(
        "select table_name from duckdb_tables() where not temporary and schema_name = 'main'"
    ).fetchall()
    return {name: sorted(con.table(name).fetchall(), key=repr) for (name,) in names if name != "schema_migrations"}


def both(home):
    """The rows of the private and of the published file, whose laws hold."""
    paths = make_paths(home)
    with open_private(paths) as con:
        assert find_breaches(con) == ()
        private = rows(con)
    if not paths.published.exists():
        return private, None
    with open_published(paths) as con:
        assert find_breaches(con) == ()
        return private, rows(con)


def test_killed_while_loading_and_publishing_it_ends_with_the_same_rows(tmp_path):
    began = time.monotonic()
    finish(tmp_path / "calm")
    seconds = time.monotonic() - began
    chance, killed = random.Random(7), 0
    for _ in range(KILLS):
        process = start(tmp_path / "killed")
        time.sleep(chance.uniform(0.05, 0.6) * seconds)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        both(tmp_path / "killed")
    finish(tmp_path / "killed")
    assert killed > 0
    calm = both(tmp_path / "calm")
    assert len(calm[1]["articles"]) == 33
    assert both(tmp_path / "killed") == calm
    assert calm[0] == calm[1]
    assert not list((tmp_path / "killed").glob(".news.*"))


REMAKER = """
import importlib.util, sys
from dataclasses import replace
from pathlib import Path
from transforms.records import Batch
from warehouse.connection import make_paths, open_private
from warehouse.load import load_staged, stage_batch
from warehouse.remakes import find_remake, make_layer, name_remake
from warehouse.undo import undo_remake

spec = importlib.util.spec_from_file_location("factories", sys.argv[2])
factories = importlib.util.module_from_spec(spec)
spec.loader.exec_module(factories)
paths = make_paths(Path(sys.argv[1]))
name = name_remake("archive-1", factories.NOON)
stories = [factories._make_story(f"s{n}") for n in range(60)]

def load(made, layer=None):
    path = stage_batch(Batch(run_id="r", stories=tuple(made)), paths.staged, "b")
    with open_private(paths) as con:
        load_staged(con, [path], now=factories.NOON, keep=layer)

if not paths.private.exists():
    load(stories)
print("ready", flush=True)
for number in range(4):
    made = [replace(s, byline=f"By Remaker {number}", content_key=str(number)) for s in stories[number * 10 :]]
    load(made, make_layer(paths, name, f"r{number}", [], factories.NOON.replace(microsecond=number)))
undo_remake(paths, find_remake(paths))
print("done", flush=True)
"""


def test_killed_while_remaking_and_undoing_it_ends_with_the_rows_of_before(tmp_path):
    began = time.monotonic()
    finish(tmp_path, REMAKER)
    seconds = time.monotonic() - began
    paths, chance, killed = make_paths(tmp_path), random.Random(11), 0
    before = both(tmp_path)
    for _ in range(KILLS):
        process = start(tmp_path, REMAKER)
        time.sleep(chance.uniform(0, 0.6) * seconds)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        if remake := find_remake(paths):
            undo_remake(paths, remake)
        assert both(tmp_path) == before
    assert killed > 0
