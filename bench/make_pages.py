"""How many stories a second of CPU the line makes of a folder of pages: rules, model on open sentences, model on all.

    PYTHONPATH=. python bench/make_pages.py FOLDER_OF_HTML [--rounds 3]

All three ways run in turn in each round, on the same pages, so that a busy machine slows them alike. Loading lexicons
and models is paid before, and the garbage collector leaves them alone, as in the workers of a run. Files may be
gzipped. No test: these are figures of one machine.
"""

import argparse
import gc
import gzip
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from transforms.entities import AUTO, RULES, find_recognizer
from transforms.errors import TransformError
from transforms.page import make_page
from transforms.records import Download, Page, Story
from transforms.story import StoryContext, make_story

_SEEN = datetime(2026, 1, 1, tzinfo=UTC)


def read_pages(folder: Path) -> list[Page]:
    """Every page of a folder that can be made a story of."""
    pages = []
    for path in sorted(folder.rglob("*.html*")):
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        body = path.read_bytes()
        if path.suffix == ".gz":
            body = gzip.decompress(body)
        url = f"https://bench.test/{path.stem}"
        page = make_page(Download(url=url, final_url=url, status=200, headers=headers, body=body, fetched_at=_SEEN))
        try:
            make(page, RULES)
        except TransformError:
            continue
        pages.append(page)
    return pages


def make(page: Page, ner: str) -> Story:
    """The stage `make` without its archive and staging."""
    return make_story(page, StoryContext(first_seen_at=_SEEN), ner)


def ask_everything(page: Page) -> Story:
    """Every line of every text to the model, as if the rules were sure of nothing."""
    story = make(page, RULES)
    if recognizer := find_recognizer(AUTO, story.language):
        captions = (caption.caption for caption in story.captions if caption.caption)
        recognizer.read([line for line in (story.headline, *story.body.split("\n"), *captions) if line])
    return story


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    pages = read_pages(args.folder)
    ways: dict[str, Callable[[Page], Story]] = {
        "rules alone": lambda page: make(page, RULES),
        "model, open sentences": lambda page: make(page, AUTO),
        "model, every sentence": ask_everything,
    }
    for way in ways.values():
        for page in pages:  # each language has its own model
            way(page)
    gc.collect()
    gc.freeze()
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(args.rounds):
        for name, way in ways.items():
            began = time.process_time()
            for page in pages:
                way(page)
            times[name].append(time.process_time() - began)
    for name, seconds in times.items():
        print(f"{name:22s} {len(pages) / statistics.median(seconds):7.1f} stories a CPU second ({len(pages)} pages)")


if __name__ == "__main__":
    main()
