"""The demo newsroom on a loopback port: true HTTP over bundled pages. Knows nothing of what the pages say."""

import socket
import threading
import time
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from flows.demo.desk import read_sites
from flows.demo.edition import Resource, make_edition
from transforms.records import FeedSource

#: Where the demo stands unless told otherwise: fixed, so that a second run meets the same URLs.
DEMO_PORT = 8642


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request the newsroom answered."""

    method: str
    path: str  #: as asked, query included
    status: int
    headers: tuple[tuple[str, str], ...]  #: as received
    at: float  #: time.monotonic() when it was answered, to prove pacing with


class Newsroom:
    """The invented newsroom, served on 127.0.0.1 while the `with` block lasts.

    `port=0` takes a free one. Edition 1 is the day's first; edition 2 corrects one story. Starting on a port that is
    taken raises OSError with the remedy.
    """

    def __init__(self, port: int = 0, edition: int = 1) -> None:
        self.edition = edition
        self.requests: list[Request] = []
        self._wanted_port = port
        self._server: _Server | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Open the port and answer from a thread of its own."""
        try:
            self._server = _Server(("127.0.0.1", self._wanted_port), _Handler)
        except OSError as error:
            remedy = f"port {self._wanted_port} is taken; end what holds it, or give another port"
            raise OSError(error.errno, remedy) from error
        self._server.requests = self.requests
        self.turn_to(self.edition)
        threading.Thread(target=self._server.serve_forever, args=(0.2,), daemon=True, name="newsroom").start()

    def stop(self) -> None:
        """Close the port and every open connection; `requests` stays readable. Stopping twice is fine."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
            server.hang_up()

    @property
    def port(self) -> int:
        """The port in use; RuntimeError before the start."""
        if self._server is None:
            raise RuntimeError("the newsroom is closed: use it in a with block, or call start() first")
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The newsroom's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def sources(self) -> tuple[FeedSource, ...]:
        """Its feeds, as feeds.toml would name them."""
        return tuple(
            FeedSource(url=self.url + site.feed_path, publisher=site.name, language=site.language)
            for site in read_sites().values()
        )

    def feeds_toml(self) -> str:
        """Its feeds as the text of a feeds.toml."""
        return "\n".join(_make_toml_entry(source) for source in self.sources)

    def turn_to(self, edition: int) -> None:
        """Serve that edition from the next request on."""
        self.edition = edition
        if self._server is not None:
            self._server.served = make_edition(edition, self.url)


def _make_toml_entry(source: FeedSource) -> str:
    language = f'language = "{source.language}"\n' if source.language else ""
    return f'[[feeds]]\nurl = "{source.url}"\npublisher = "{source.publisher}"\n{language}'


class _Server(ThreadingHTTPServer):
    """Remembers its open connections, so that a stopped newsroom answers nobody, not even over keep-alive."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *args: Any) -> None:
        self.served: Any = {}
        self.requests: list[Request] = []
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Cut every connection that is still open."""
        for connection in tuple(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # the client was faster
                continue

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up mid-answer is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "Newsroom/1"
    sys_version = ""
    timeout = 30  # seconds an idle connection is kept
    wbufsize = -1  # head and body leave in one segment: without this each answer waits for a delayed ACK, 40 ms
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        resource = self.server.served.get(urlsplit(self.path).path)
        if resource is None:
            self._send(404, _NOT_FOUND, {"Content-Type": "text/html; charset=utf-8"}, with_body=with_body)
            return
        is_packed = resource.packed is not None and _accepts_gzip(self.headers.get("Accept-Encoding", ""))
        tag = f'"{resource.tag}-gzip"' if is_packed else f'"{resource.tag}"'
        validators = {"ETag": tag, "Last-Modified": format_datetime(resource.modified, usegmt=True)}
        if resource.packed is not None:
            validators["Vary"] = "Accept-Encoding"
        validators["Cache-Control"] = "max-age=0, must-revalidate"
        if _is_unchanged(resource, tag, self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")):
            self._send(304, None, validators, with_body=False)
            return
        headers = {"Content-Type": resource.content_type, **validators}
        if is_packed:
            headers["Content-Encoding"] = "gzip"
        self._send(200, resource.packed if is_packed else resource.body, headers, with_body=with_body)

    def _send(self, status: int, body: bytes | None, headers: dict[str, str], *, with_body: bool) -> None:
        self._log(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body and body is not None:
            self.wfile.write(body)

    def _log(self, status: int) -> None:
        received = tuple(self.headers.items())
        entry = Request(method=self.command, path=self.path, status=status, headers=received, at=time.monotonic())
        self.server.requests.append(entry)

    def log_message(self, *_: Any) -> None:
        """Silent: the log is `Newsroom.requests`."""


def _accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header lets gzip through; "gzip;q=0" does not."""
    for offer in header.lower().split(","):
        coding, _, parameter = offer.partition(";")
        if coding.strip() in ("gzip", "*"):
            return parameter.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _is_unchanged(resource: Resource, tag: str, none_match: str | None, since: str | None) -> bool:
    """RFC 9110, 13.2.2: If-None-Match decides when it is there, by weak comparison; else If-Modified-Since."""
    if none_match is not None:
        known = {part.strip().removeprefix("W/") for part in none_match.split(",")}
        return "*" in known or tag in known
    try:
        return since is not None and parsedate_to_datetime(since) >= resource.modified
    except (TypeError, ValueError):  # an unreadable date counts as none; a naive one cannot be compared
        return False


_NOT_FOUND = b"<!doctype html><html lang=en><title>Not found</title><h1>Not found</h1><p>No such page.</p></html>\n"
