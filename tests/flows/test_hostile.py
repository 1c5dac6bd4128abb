"""Servers that mean harm: each costs us little memory, no more time than its deadline, and ends as a reject."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.desk import ROOT
from tests.flows.test_fetch import Desk, reason_of

IMPORTS = """
import json, pathlib, re, sys, time
from flows.line import begin_line
from flows.make import make_shard
from flows.network import fetch_shard, poll_shard
from flows.settings import read_settings
from flows import stages
from warehouse.connection import open_private
"""
#: The line without Prefect, in a process whose memory is its own; prints what it came to.
LINE = (
    IMPORTS
    + """
def most_memory():
    # of this program: what getrusage tells begins with that of the one which started it
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[1]) // 1024

line = begin_line(read_settings(), "ingest", is_due_only=False)
at_rest = most_memory()
began = time.monotonic()
stages.store_polled(line, [poll_shard(line, shard) for shard in stages.plan_feeds(line, sys.argv[1])])
polled = time.monotonic()
stages.store_fetched(line, [fetch_shard(line, shard) for shard in stages.plan_pages(line)])
fetched = time.monotonic()
stages.store_made(line, [make_shard(line, jobs) for jobs in stages.plan_stories(line)])
with open_private(line.paths, wait_seconds=5) as con:
    rejects = con.sql("select url, reason || ': ' || coalesce(detail, '') from rejects").fetchall()
    articles = con.sql("select count(*) from articles").fetchone()[0]
print(json.dumps({
    "at_rest": at_rest, "memory": most_memory(), "articles": articles,
    "poll_s": polled - began, "fetch_s": fetched - polled, "rejects": dict(rejects),
}))
"""
)
FEEDS = ["/big.xml", "/laughs.xml", "/outside.xml", "/gzip", "/br", "/zstd", "/drip", "/loopback", "/hop/1"]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.flows.hostile"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="module")
def told(port: int, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a run over all of it came to, by path."""
    home = tmp_path_factory.mktemp("hostile")
    hosts = [f"127.0.{net}.{n}:{port}" for net in (1, 2) for n in range(1, 40)]
    urls = [f"http://127.0.2.{n}:{port}{path}" for n, path in enumerate([*FEEDS, "/pages.xml"], 1)]
    (home / "feeds.toml").write_text("\n".join(f'[[feeds]]\nurl = "{url}"' for url in urls))
    settings = {"HOME": home / "data", "ALLOW_PRIVATE_HOSTS": ",".join(hosts), "HOST_DELAY_SECONDS": 0}
    settings |= {"PAGE_TIMEOUT": 3, "FEED_TIMEOUT": 4, "RETRIES": 0, "NER": "rules"}
    environment = os.environ | {f"COPYDESK_{name}": str(value) for name, value in settings.items()}
    # a first import compiles what it imports, which takes memory that is none of the line's
    subprocess.run([sys.executable, "-c", IMPORTS], cwd=ROOT, check=True)
    done = subprocess.run(
        [sys.executable, "-c", LINE, str(home / "feeds.toml")],
        env=environment,
        cwd=ROOT,
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def by_path(told: dict[str, Any], net: str) -> dict[str, str]:
    return {
        "/" + url.split("/", 3)[3]: reason
        for url, reason in told["rejects"].items()
        if url.startswith(f"http://{net}.")
    }


def test_hostile_pages_are_rejects_with_their_reasons(told):
    reasons = {path: reason.partition(":")[0] for path, reason in by_path(told, "127.0.1").items()}
    assert reasons == {
        "/hop/1": "too-many-redirects",
        "/gzip": "too-large",
        "/br": "too-large",
        "/zstd": "too-large",
        "/plain": "too-large",
        "/announced": "too-large",
        "/nested": "bad-encoding",
        "/drip": "timeout",
        "/endless-headers": "bad-response",
        "/endless-header": "bad-response",
        "/endless-hints": "timeout",
        "/no-http": "bad-response",
        "/loopback": "private-address",
        "/decimal": "private-address",
        "/hex": "private-address",
        "/octal": "private-address",
        "/short": "private-address",
        "/mapped": "private-address",
        "/mapped-hex": "private-address",
        "/six": "private-address",
        "/nat64": "private-address",
        "/6to4": "private-address",
        "/metadata": "private-address",
        "/file": "bad-scheme",
    }
    assert told["articles"] == 0


def test_hostile_feeds_are_rejects_with_their_reasons(told):
    reasons = {path: reason.partition(":")[0] for path, reason in by_path(told, "127.0.2").items()}
    assert reasons == {
        "/big.xml": "too-large",
        "/laughs.xml": "hostile-dtd",
        "/outside.xml": "hostile-dtd",
        "/gzip": "too-large",
        "/br": "too-large",
        "/zstd": "too-large",
        "/drip": "timeout",
        "/loopback": "private-address",
        "/hop/1": "too-many-redirects",
    }


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by /proc")
def test_hostile_servers_cost_little_memory_and_no_more_than_their_time(told):
    assert told["memory"] < 300, told
    assert told["poll_s"] < 10 and told["fetch_s"] < 10, told


class Names(AbstractResolver):
    """Looks names up in a table."""

    def __init__(self, **addresses: str) -> None:
        self._addresses = {name.replace("_", "."): value.split() for name, value in addresses.items()}

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._addresses[host]
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "addresses",
    [
        "127.0.0.1",
        "10.0.0.7",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "fd00::1",
        "fe80::1",
        "192.168.0.1 10.0.0.1",
    ],
)
def test_a_name_that_resolves_to_a_private_address_is_refused(port, addresses):
    desk = Desk(None, retries=0)
    got = desk.page(f"http://news.example:{port}/loopback", resolver=Names(news_example=addresses))
    assert reason_of(got) == "private-address"
    assert [row.status for row in desk.fetches if row.status] == []


def test_a_name_that_is_allowed_is_asked_and_its_redirect_to_another_is_not(port):
    desk = Desk(f"good.example:{port}", retries=0)
    names = Names(good_example="127.0.0.1", evil_example="127.0.0.1")
    assert reason_of(desk.page(f"http://good.example:{port}/hop/1", resolver=names)) == "too-many-redirects"
    assert reason_of(desk.page(f"http://evil.example:{port}/hop/1", resolver=names)) == "private-address"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open sockets are counted in /proc")
def test_no_connection_to_a_hostile_server_is_left_open(port):
    before = len(list(Path("/proc/self/fd").iterdir()))
    desk = Desk(f"127.0.0.1:{port}", retries=0, page_timeout=0.5)
    for path in ("/gzip", "/drip", "/endless-header", "/announced"):
        desk.page(f"http://127.0.0.1:{port}{path}")
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1
