"""Shards on the network: how they are stopped."""

import asyncio
from pathlib import Path

import pytest

from flows.line import HostRests, Shard, begin_line
from flows.network import fetch_shard, stop_run
from flows.settings import Settings


def test_a_shard_that_begins_after_its_run_was_stopped_ends_at_once(tmp_path: Path) -> None:
    line = begin_line(Settings(home=tmp_path), "ingest")
    empty = Shard(items=(), rests=HostRests(last_asked={}, held_until={}))
    assert fetch_shard(line, empty).entries == ()
    stop_run(line.run_id)
    with pytest.raises(asyncio.CancelledError):
        fetch_shard(line, empty)
