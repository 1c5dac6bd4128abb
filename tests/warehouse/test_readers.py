"""Readers of the published file, while loads and publishing go on: no lock error, no half state."""

import subprocess
import sys
import time

from transforms.records import Batch
from warehouse.connection import open_private
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish

LOADS = 3
WAYS = ("hold", "hold", "poll", "poll", "poll", "attach", "attach", "attach")
READER = """
import sys, time
import duckdb

path, how = sys.argv[1], sys.argv[2]
held = duckdb.connect(path, read_only=True) if how == "hold" else None
seen = []
while True:
    con = held or duckdb.connect(path, read_only=True)
    # one query: stories, their bylines and the revisions of one state belong together
    row = con.execute(
        "select (select count(*) from articles), (select count(*) from bylines), (select count(*) from revisions)"
    ).fetchone()
    assert row[0] == row[1] == row[2] and row[0] % 10 == 0, row
    seen.append(row[0])
    if how == "poll":
        con.close()
    elif how == "attach":
        con.close()
        con = duckdb.connect()
        con.execute(f"attach '{path}' as news (read_only)")
        assert con.execute("select count(*) from news.articles").fetchone()[0] >= row[0]
        con.close()
    print(seen[-1], flush=True)
    time.sleep(0.2)
"""


def test_eight_readers_and_an_hour_of_loads(paths, make_story, noon, tmp_path):
    def put(turn):
        stories = tuple(make_story(f"s{turn}-{n}", hours=turn) for n in range(10))
        with open_private(paths) as con:
            load_staged(con, [stage_batch(Batch(run_id="r", stories=stories), paths.staged, f"b{turn}")], now=noon)
        publish(paths)

    put(0)
    readers = [start(paths, how, tmp_path / f"{n}.txt") for n, how in enumerate(WAYS)]
    try:
        wait_for(lambda: all(read_counts(path)[-1:] == [10] for _, path in readers))
        for turn in range(1, LOADS):
            put(turn)
        wait_for(lambda: [read_counts(path)[-1] for _, path in readers] == [10] * 2 + [LOADS * 10] * 6)
        assert [process.poll() for process, _ in readers] == [None] * 8
    finally:
        for process, _ in readers:
            process.kill()
    for process, path in readers:
        assert not process.communicate()[1]
        counts = read_counts(path)
        assert counts == sorted(counts)


def start(paths, how, out):
    with out.open("w") as sink:
        arguments = [sys.executable, "-c", READER, str(paths.published), how]
        return subprocess.Popen(arguments, stdout=sink, stderr=subprocess.PIPE, text=True), out


def read_counts(path):
    return [int(line) for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")]


def wait_for(is_so):
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline, "a reader does not get on"
        time.sleep(0.05)
