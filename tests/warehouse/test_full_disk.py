"""A disk that is full at any stage: a clear error, nothing lost, and it works again with room.

The disk is a limit on the size of files (RLIMIT_FSIZE), which fails the same writes; a mount needs rights.
"""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.checks import find_breaches
from warehouse.connection import open_private, open_published
from warehouse.publish import publish

CHILD = """
import importlib.util, resource, signal, sys
from pathlib import Path
from transforms.records import Batch
from warehouse.connection import make_paths, open_private
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish

spec = importlib.util.spec_from_file_location("factories", sys.argv[2])
factories = importlib.util.module_from_spec(spec)
spec.loader.exec_module(factories)
paths, stage, limit = make_paths(Path(sys.argv[1])), sys.argv[3], int(sys.argv[4])

def fill():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

words = [f"{n:x}{n * 7919 % 65536:x}" for n in range(3000)]
body = lambda n: " ".join(words[n * 31 % 997 : n * 31 % 997 + 900]) + f" {n}"
stories = tuple(factories._make_story(f"s{n}", body=body(n), mentions=(), quotes=()) for n in range(150))
if stage == "stage":
    fill()
path = stage_batch(Batch(run_id="r", stories=stories), paths.staged, "b")
if stage == "load":
    fill()
with open_private(paths) as con:
    load_staged(con, [path], now=factories.NOON)
if stage == "publish":
    fill()
publish(paths)
"""


def run(home, stage, limit):
    factories = str(Path(__file__).with_name("conftest.py"))
    arguments = [sys.executable, "-c", CHILD, str(home), factories, stage, str(limit)]
    return subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def calm(tmp_path_factory):
    """A home with stories loaded and published."""
    home = tmp_path_factory.mktemp("calm") / "data"
    done = run(home, "none", 0)
    assert done.returncode == 0, done.stderr
    return home


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="no limit on file sizes here")
@pytest.mark.parametrize("stage", ["stage", "load", "publish"])
def test_a_full_disk_is_told_and_loses_nothing(paths, calm, stage):
    shutil.copytree(calm, paths.home)
    with open_private(paths) as con:
        con.execute("delete from sketches where article_id in (select article_id from articles limit 1)")
        before = con.execute("select count(*) from articles").fetchone()
    failed = run(paths.home, stage, 100_000)
    assert failed.returncode == 1
    told = failed.stderr.splitlines()[-1]
    assert "File too large" in told if stage == "stage" else "NoRoom" in told and "make room" in told, told
    with open_published(paths) as con:
        assert find_breaches(con) == ()
    with open_private(paths) as con:
        assert find_breaches(con) == ()
        assert con.execute("select count(*) from articles").fetchone() == before
    assert publish(paths).is_new
    assert not list(paths.home.glob(".news.*"))
