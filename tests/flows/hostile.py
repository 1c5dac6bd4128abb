"""A server that means harm, in a process of its own: `python -m tests.flows.hostile` prints its port and serves.

Every path but a few is answered by what its name says; robots.txt allows all. For tests only.
"""

import itertools
import socketserver
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MIB = 1 << 20
GIB = 1024
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
ITEM = "<item><title>Ferry {n}</title><link>/{n}</link></item>"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]><rss version='2.0'><channel><title>&l9;</title><item><link>/a</link><title>&l9;</title></item></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    "<rss version='2.0'><channel><item><link>/a</link><title>&f;</title></item></channel></rss>"
)


def gzip_bomb() -> Iterator[bytes]:
    """A GiB of zeros: after the first flush each MiB is the same few bytes."""
    squeeze = zlib.compressobj(9, wbits=31)
    yield squeeze.compress(bytes(MIB)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    again = squeeze.compress(bytes(MIB)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    yield from itertools.repeat(again, GIB - 1)


def brotli_bomb() -> Iterator[bytes]:
    """A GiB of zeros."""
    squeeze = brotli.Compressor(quality=1)
    for _ in range(GIB):
        yield squeeze.process(bytes(MIB))
    yield squeeze.finish()


def zstd_bomb() -> Iterator[bytes]:
    """A GiB of zeros."""
    squeeze = zstd.ZstdCompressor(level=1)
    for _ in range(GIB):
        yield squeeze.compress(bytes(MIB))
    yield squeeze.flush()


def drip() -> Iterator[bytes]:
    """Never ends, and never comes to anything."""
    while True:
        time.sleep(0.1)
        yield b"<p>"


def coded(coding: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A body in a content coding."""
    yield f"{HEAD}Content-Encoding: {coding}\r\n\r\n".encode()
    yield from pieces


def plain(pieces: Iterable[bytes], head: str = HEAD) -> Iterator[bytes]:
    """A body as it is."""
    yield f"{head}\r\n".encode()
    yield from pieces


def leads_to(where: str) -> Iterator[bytes]:
    """A redirect."""
    yield f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


def endless_headers() -> Iterator[bytes]:
    """One after the other."""
    yield HEAD.encode()
    for n in itertools.count():
        yield f"X-{n}: {'y' * 1000}\r\n".encode()


def endless_header() -> Iterator[bytes]:
    """One, that does not end."""
    yield HEAD.encode() + b"X: "
    yield from itertools.repeat(b"y" * 10_000)


def endless_hints() -> Iterator[bytes]:
    """100 Continue, again and again."""
    while True:
        time.sleep(0.01)
        yield b"HTTP/1.1 100 Continue\r\n\r\n"


def big_feed() -> Iterator[bytes]:
    """200 MB of a feed that begins well."""
    yield b"<rss version='2.0'><channel><title>T</title>"
    item = "".join(ITEM.format(n=n) for n in range(10_000)).encode()
    yield from itertools.repeat(item, 200 * MIB // len(item))


PATHS: dict[str, Callable[[], Iterator[bytes]]] = {
    "/gzip": lambda: coded("gzip", gzip_bomb()),
    "/br": lambda: coded("br", brotli_bomb()),
    "/zstd": lambda: coded("zstd", zstd_bomb()),
    "/nested": lambda: coded("gzip, gzip, gzip", [b"x"]),
    "/plain": lambda: plain(itertools.repeat(bytes(MIB), GIB)),
    "/announced": lambda: plain([], f"{HEAD}Content-Length: {GIB * MIB}\r\n"),
    "/drip": lambda: plain(drip()),
    "/endless-headers": endless_headers,
    "/endless-header": endless_header,
    "/endless-hints": endless_hints,
    "/no-http": lambda: itertools.repeat(b"\x00" * 1000),
    "/loopback": lambda: leads_to("http://127.0.0.1/"),
    "/decimal": lambda: leads_to("http://2130706433/"),
    "/hex": lambda: leads_to("http://0x7f000001/"),
    "/octal": lambda: leads_to("http://0177.0.0.1/"),
    "/short": lambda: leads_to("http://127.1/"),
    "/mapped": lambda: leads_to("http://[::ffff:127.0.0.1]/"),
    "/mapped-hex": lambda: leads_to("http://[::ffff:7f00:1]/"),
    "/six": lambda: leads_to("http://[::1]/"),
    "/nat64": lambda: leads_to("http://[64:ff9b::7f00:1]/"),
    "/6to4": lambda: leads_to("http://[2002:7f00:1::]/"),
    "/metadata": lambda: leads_to("http://169.254.169.254/latest/meta-data/"),
    "/file": lambda: leads_to("file:///etc/passwd"),
    "/big.xml": lambda: plain(big_feed()),
    "/laughs.xml": lambda: plain([LAUGHS.encode()]),
    "/outside.xml": lambda: plain([OUTSIDE.encode()]),
}


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        try:
            path = self.rfile.readline(10_000).split()[1].decode()
            while self.rfile.readline(100_000).strip():
                pass
            for piece in self._answer(path):
                self.wfile.write(piece)
        except (OSError, IndexError):
            pass  # the client hung up, as it should

    def _answer(self, path: str) -> Iterator[bytes]:
        if path.startswith("/hop/"):
            return leads_to(f"/hop/{int(path[5:]) + 1}")
        if path == "/robots.txt":
            return plain([b"User-agent: *\nAllow: /\n"])
        if path == "/pages.xml":
            return plain([self._feed()])
        return PATHS[path]()

    def _feed(self) -> bytes:
        """Every hostile page, each on a host of its own, so that none waits for another."""
        port = self.server.server_address[1]  # type: ignore[index]
        pages = ["/hop/1", *(path for path in PATHS if not path.endswith(".xml"))]
        links = (f"http://127.0.1.{n}:{port}{path}" for n, path in enumerate(pages, 1))
        items = "".join(f"<item><title>{link}</title><link>{link}</link></item>" for link in links)
        return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 100


if __name__ == "__main__":
    with _Server(("0.0.0.0", 0), _Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
