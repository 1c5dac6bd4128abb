"""`python -m bench.wire PAGES COUNT FEEDS`: serves feeds and pages on loopback, with validators; prints its address."""

import hashlib
import subprocess
import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.pages import read_pages

_ITEM = """<item><title>Harbour notes {n}</title><link>{base}/page/{n}</link><guid>{n}</guid><pubDate>{date}</pubDate>
<description>What the harbour board decided on quay {n}, and what its neighbours had to say.</description></item>"""
_DATE = "Fri, 20 Nov 2026 12:00:00 GMT"


def start_wire(pages: Path, count: int, feeds: int) -> tuple[subprocess.Popen[bytes], str]:
    """The server in a process of its own, and its address."""
    arguments = [sys.executable, "-m", "bench.wire", str(pages), str(count), str(feeds)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    assert process.stdout
    return process, process.stdout.readline().decode().strip()


def main() -> None:
    """Serves until it is killed."""
    pages, count, feeds = read_pages(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = self._find()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            known = self.headers.get("If-None-Match") == tag
            self.send_response(304 if known else 200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", "0" if known else str(len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)

        def _find(self) -> tuple[str, bytes]:
            if self.path.startswith("/page/"):
                return "text/html", pages[int(self.path[6:]) % len(pages)]
            if self.path.startswith("/feed/"):
                return "application/rss+xml", feed(int(self.path[6:]))
            return "text/plain", b""

        def log_message(self, *_: object) -> None:
            pass

    @cache
    def feed(number: int) -> bytes:
        base = f"http://127.0.0.1:{server.server_address[1]}"
        items = "".join(_ITEM.format(n=n, base=base, date=_DATE) for n in range(number, count, feeds))
        return f'<rss version="2.0"><channel><title>Feed {number}</title>{items}</channel></rss>'.encode()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
