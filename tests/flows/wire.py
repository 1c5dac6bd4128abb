"""A real loopback server that plays a publisher, faults included. For tests only; its pages are invented."""

import gzip
import socket
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

PAGE = b"<!doctype html><html><body><h1>Ferry link reopens</h1>" + b"<p>Crossings resumed on Monday.</p>" * 200


@dataclass
class Reply:
    """What a path answers; `cut` sends only so many of the announced bytes, `drip_s` spreads them over time."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip_s: float = 0.0
    is_reset: bool = False


class Wire:
    """Speak to it in verbs: `wire.serves("/a", page).fails("/b", 503)`; `wire.seen` holds the requests."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.seen: list[tuple[float, str, dict[str, str]]] = []
        wire = self

        class Handler(_Handler):
            pass

        Handler.wire = wire
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients hang up on purpose
        self.port = self._server.server_address[1]
        self.host = f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.seen]

    def replies_with(self, path: str, *replies: Reply) -> Self:
        """One after the other; the last one stays."""
        self.replies[path] = list(replies)
        return self

    def serves(self, path: str, body: bytes = PAGE, **headers: str) -> Self:
        return self.replies_with(path, Reply(body=body, headers=_names(headers)))

    def fails(self, path: str, status: int, **headers: str) -> Self:
        return self.replies_with(path, Reply(status=status, body=b"sorry", headers=_names(headers)))

    def fails_then_serves(self, path: str, status: int, body: bytes = PAGE, **headers: str) -> Self:
        return self.replies_with(path, Reply(status=status, body=b"sorry", headers=_names(headers)), Reply(body=body))

    def redirects(self, path: str, to: str, status: int = 302) -> Self:
        return self.replies_with(path, Reply(status=status, headers={"Location": to}))

    def forbids(self, path: str, extra: str = "") -> Self:
        return self.serves("/robots.txt", f"User-agent: *\nDisallow: {path}\n{extra}".encode())

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def close(self) -> None:
        """Nobody listens any more; closing twice is fine."""
        self._server.shutdown()
        self._server.server_close()

    def __exit__(self, *_: object) -> None:
        self.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wire: Wire

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.wire.seen.append((time.monotonic(), self.path, dict(self.headers)))
        queue = self.wire.replies.get(self.path, [Reply(status=404, body=b"not here")])
        reply = queue.pop(0) if len(queue) > 1 else queue[0]
        if reply.is_reset:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        etag = reply.headers.get("ETag")
        if etag and self.headers.get("If-None-Match") == etag:
            reply = Reply(status=304, headers=reply.headers)
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        body = reply.body[: reply.cut]
        steps = 10 if reply.drip_s else 1
        size = -(-len(body) // steps) or 1
        for at in range(0, len(body), size):
            self.wfile.write(body[at : at + size])
            self.wfile.flush()
            time.sleep(reply.drip_s / steps)
        if reply.cut is not None:
            self.close_connection = True


def squeeze(body: bytes = PAGE) -> bytes:
    return gzip.compress(body)


def _names(headers: dict[str, str]) -> dict[str, str]:
    """`retry_after="3"` as Retry-After, `etag=` as ETag."""
    return {"ETag" if k == "etag" else "-".join(w.title() for w in k.split("_")): v for k, v in headers.items()}
