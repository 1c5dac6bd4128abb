"""What a poll of feeds that did not change costs: CPU a feed, and memory over many rounds. No assertion; it prints.

    python -m bench.polling --feeds 2000 --hosts 2000 --rounds 5

The feeds are answered 304 by a server of this script's own on loopback, in another process; a host is an address of
127.0.0.0/8. Each round is the whole poll stage: plan, ask, store.
"""

import argparse
import asyncio
import cProfile
import multiprocessing
import os
import pstats
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from flows.line import begin_line
from flows.network import poll_shard
from flows.settings import Settings
from flows.stages import plan_feeds, store_polled

FEED = b"<rss version='2.0'><channel><title>T</title><item><link>/a</link><title>A</title></item></channel></rss>"
ROBOTS = b"User-agent: *\nDisallow: /private/\n"


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            writer.write(_reply(head))
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _reply(head: bytes) -> bytes:
    if head.startswith(b"GET /robots.txt"):
        return b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s" % (len(ROBOTS), ROBOTS)
    if b"if-none-match" in head.lower():
        return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
    return b'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nETag: "1"\r\nContent-Length: %d\r\n\r\n%s' % (len(FEED), FEED)


def _serve(port: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.start_server(_answer, "0.0.0.0", 0, backlog=2048)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def serving() -> Iterator[int]:
    """The port of a server in another process."""
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(its,), daemon=True)
    process.start()
    try:
        yield mine.recv()
    finally:
        process.terminate()
        process.join()


def make_list(path: Path, port: int, feeds: int, hosts: int) -> tuple[str, ...]:
    """Writes a feeds.toml; the hosts it names."""
    names = [f"127.{1 + n // 62500}.{n // 250 % 250}.{n % 250 + 1}:{port}" for n in range(hosts)]
    urls = [f"http://{names[n % hosts]}/feed{n}.xml" for n in range(feeds)]
    path.write_text("\n".join(f'[[feeds]]\nurl = "{url}"' for url in urls), encoding="utf-8")
    return tuple(names)


def poll_once(settings: Settings) -> tuple[int, int]:
    """The poll stage over every feed; how many were polled, how many were as they had been."""
    line = begin_line(settings, "ingest", is_due_only=False)
    shards = plan_feeds(line, settings.feeds_file)
    counts = store_polled(line, [poll_shard(line, shard) for shard in shards]).counts
    return counts["feeds_polled"], counts["feeds_unchanged"]


def main() -> None:
    """Prints a line a round; the first has the feeds to fetch and the tables to make."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--profile", action="store_true", help="profile the last round")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving() as port:
        hosts = make_list(Path(folder) / "feeds.toml", port, options.feeds, options.hosts)
        settings = Settings(
            home=Path(folder) / "data",
            feeds_file=str(Path(folder) / "feeds.toml"),
            host_delay_seconds=0,
            allow_private_hosts=hosts,
        )
        for number in range(options.rounds):
            is_last = number == options.rounds - 1
            _measure(settings, is_profiled=options.profile and is_last)


def _measure(settings: Settings, *, is_profiled: bool) -> None:

    profile = cProfile.Profile() if is_profiled else None
    began, cpu = time.perf_counter(), time.process_time()
    if profile:
        profile.enable()
    polled, same = poll_once(settings)
    if profile:
        profile.disable()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - began
    memory = int(Path(f"/proc/{os.getpid()}/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(
        f"{polled} polled, {same} unchanged: {cpu * 1000 / polled:.2f} ms CPU a feed, {wall:.1f} s,"
        f" {memory:.0f} MB now, {peak:.0f} MB at most",
        flush=True,
    )
    if profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
