"""Polling feeds, beside feed readers."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Meter, Options, Row, ask_peer, served
from bench.wire import start_wire
from flows.line import begin_line
from flows.network import poll_shard
from flows.settings import read_settings
from flows.stages import plan_feeds, store_polled

_FEEDS, _ITEMS = 200, 40


def measure(options: Options) -> Iterator[Row]:
    """200 feeds of 40 items on loopback, first as news and then unchanged; ours archives and stores what it got."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(lambda: start_wire(options.pages, _FEEDS * _ITEMS, _FEEDS)) as at,
    ):
        urls = [f"{at}/feed/{number}" for number in range(_FEEDS)]
        sources = Path(folder) / "feeds.toml"
        sources.write_text("".join(f'[[feeds]]\nurl = "{url}"\n' for url in urls), encoding="utf-8")
        news, unchanged = (_poll(Path(folder), str(sources)) for _ in range(2))
        reader, parsed = ask_peer("reader", urls=urls), ask_peer("fastfeedparser", urls=urls)
    group = "poll a feed with news"
    yield Row(group=group, what="Copydesk, archived and stored", value=news, unit="CPU ms")
    yield Row(group=group, what="reader, stored", value=reader["cpu_ms"], unit="CPU ms")
    yield Row(group=group, what="fastfeedparser, nothing stored", value=parsed["cpu_ms"], unit="CPU ms")
    group = "poll an unchanged feed"
    yield Row(group=group, what="Copydesk", value=unchanged, unit="CPU ms")
    yield Row(group=group, what="reader", value=reader["again_ms"], unit="CPU ms")


def _poll(folder: Path, sources: str) -> float:
    settings = read_settings(home=folder, host_delay_seconds=0, allow_private_hosts=("127.0.0.1",))
    line = begin_line(settings, "ingest", is_due_only=False)
    meter = Meter()
    shards = plan_feeds(line, sources)
    store_polled(line, [poll_shard(line, shard) for shard in shards])
    return meter.cpu / _FEEDS * 1000
