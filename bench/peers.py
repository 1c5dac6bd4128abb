"""The peers' side of the benchmark, run by .venv-bench's Python. Imports nothing of Copydesk; prints one JSON object.

python bench/peers.py TASK '{"pages": FOLDER, ...}'   ->   {"cpu_ms": 12.3, "peak_mb": 120.0, "failed": 0}
"""

import gzip
import json
import logging
import resource
import sys
import tempfile
import time
import urllib.request
import warnings
from pathlib import Path


def _pages(folder):
    files = sorted(path for path in Path(folder).iterdir() if path.name.endswith((".html", ".html.gz")))
    return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]


def peak_mb():
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells begins with the memory of whoever started us
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _each(function, items):
    function(items[0])  # what loads at the first use
    began = time.process_time()
    failed = 0
    for item in items:
        try:
            function(item)
        except Exception:
            failed += 1
    peak = peak_mb()
    return {"cpu_ms": (time.process_time() - began) / len(items) * 1000, "peak_mb": peak, "failed": failed}


def trafilatura_fast(pages):
    from trafilatura import bare_extraction

    return _each(
        lambda page: bare_extraction(page, fast=True, include_comments=False, with_metadata=False), _pages(pages)
    )


def trafilatura(pages):
    from trafilatura import bare_extraction

    return _each(lambda page: bare_extraction(page, with_metadata=True), _pages(pages))


def newspaper4k(pages):
    from newspaper import Article

    def read(page):
        article = Article("https://news.example/story", fetch_images=False)  # no network
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()

    return _each(read, _pages(pages))


def news_please(pages):
    from newsplease import NewsPlease

    def read(page):
        NewsPlease.from_html(page.decode("utf-8", "replace"), url="https://news.example/story", fetch_images=False)

    return _each(read, _pages(pages))


def readability(pages):
    from readability import Document

    def read(page):
        document = Document(page.decode("utf-8", "replace"))
        document.title()
        document.summary()

    return _each(read, _pages(pages))


def fastfeedparser(urls):
    import fastfeedparser as peer

    def read(url):
        with urllib.request.urlopen(url) as answer:
            peer.parse(answer.read())

    return _each(read, urls)


def reader(urls):
    from reader import make_reader

    with tempfile.TemporaryDirectory() as folder:
        peer = make_reader(f"{folder}/reader.sqlite")
        for url in urls:
            peer.add_feed(url)
        began = time.process_time()
        peer.update_feeds(scheduled=False)
        first = (time.process_time() - began) / len(urls) * 1000
        began = time.process_time()
        peer.update_feeds(scheduled=False)
        return {"cpu_ms": first, "again_ms": (time.process_time() - began) / len(urls) * 1000}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    print(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))
