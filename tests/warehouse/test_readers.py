"""Readers of the published file, while loads and publishing go on: no lock error, no half state."""

import subprocess
import sys
import time

from transforms.records import Batch
from warehouse.connection import open_private
from warehouse.load import load_staged, stage_batch
from warehouse.publish import publish

LOADS = 4
READER = """
import sys, time
import duckdb

path, how = sys.argv[1], sys.argv[2]
held = duckdb.connect(path, read_only=True) if how == "hold" else None
print("ready", flush=True)
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
    time.sleep(0.02)
"""


def test_eight_readers_and_an_hour_of_loads(paths, make_story, noon):
    def put(turn):
        stories = tuple(make_story(f"s{turn}-{n}", hours=turn) for n in range(10))
        with open_private(paths) as con:
            load_staged(con, [stage_batch(Batch(run_id="r", stories=stories), paths.staged, f"b{turn}")], now=noon)
        publish(paths)

    put(0)
    ways = ("hold", "hold", "poll", "poll", "poll", "attach", "attach", "attach")
    lasts = [10 if how == "hold" else LOADS * 10 for how in ways]
    arguments = [[sys.executable, "-c", READER, str(paths.published), how] for how in ways]
    readers = [subprocess.Popen(each, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for each in arguments]
    try:
        for process in readers:
            assert process.stdout.readline() == "ready\n"
        for turn in range(1, LOADS):
            put(turn)
        early = [
            read_until(process, 10 if how == "hold" else LOADS * 10) for how, process in zip(ways, readers, strict=True)
        ]
        assert [process.poll() for process in readers] == [None] * 8
    finally:
        for process in readers:
            process.kill()
    for last, process, counts in zip(lasts, readers, early, strict=True):
        out, err = process.communicate()
        assert not err
        counts += [int(line) for line in out.splitlines(keepends=True) if line.endswith("\n")]
        assert counts == sorted(counts)
        assert counts[-1] == last


def read_until(process, last):
    """The counts a reader has told, up to this one; within a minute."""
    counts = []
    deadline = time.monotonic() + 60
    while counts[-1:] != [last] and time.monotonic() < deadline:
        counts.append(int(process.stdout.readline()))
    return counts
