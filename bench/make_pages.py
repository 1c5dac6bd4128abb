"""How many stories a second of CPU the line makes of a folder of pages: rules, model on open sentences, model on all.

    PYTHONPATH=. python bench/make_pages.py FOLDER_OF_HTML [--rounds 3]

All three ways run in turn in each round, on the same pages, so that a busy machine slows them alike. Loading lexicons
and model is paid before. Files may be gzipped. No test: these are figures of one machine.
"""

import argparse
import gzip
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from transforms.entities import AUTO, RULES, find_recognizer
from transforms.errors import TransformError
from transforms.page import make_page
from transforms.records import Download, Page
from transforms.story import Draft, StoryContext, ask_models, draft_story, finish_story

_SEEN = datetime(2026, 1, 1, tzinfo=UTC)
_AT_ONCE = 32


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
            draft_story(page, StoryContext(first_seen_at=_SEEN))
        except TransformError:
            continue
        pages.append(page)
    return pages


def make_all(pages: Sequence[Page], ask: Callable[[Sequence[Draft]], Sequence[Draft]]) -> None:
    """The stage `make` without its archive and staging."""
    for first in range(0, len(pages), _AT_ONCE):
        drafts = [draft_story(page, StoryContext(first_seen_at=_SEEN)) for page in pages[first : first + _AT_ONCE]]
        for draft in ask(drafts):
            finish_story(draft)


def ask_everything(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Every line of every text to the model, as if the rules were sure of nothing."""
    for draft in drafts:
        recognizer = find_recognizer(AUTO, draft.story.language)
        if recognizer:
            recognizer.read([line for scan in draft.reading.scans for line in scan.text.split("\n") if line])
    return drafts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    pages = read_pages(args.folder)
    ways: dict[str, Callable[[Sequence[Draft]], Sequence[Draft]]] = {
        "rules alone": lambda drafts: ask_models(drafts, RULES),
        "model, open sentences": lambda drafts: ask_models(drafts, AUTO),
        "model, every sentence": ask_everything,
    }
    for ask in ways.values():
        make_all(pages, ask)
    times: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(args.rounds):
        for way, ask in ways.items():
            began = time.process_time()
            make_all(pages, ask)
            times[way].append(time.process_time() - began)
    for way, seconds in times.items():
        print(f"{way:22s} {len(pages) / statistics.median(seconds):7.1f} stories a CPU second ({len(pages)} pages)")


if __name__ == "__main__":
    main()
