"""Goldens: what every story of the bundled newsroom becomes. Rewritten only by `make golden`, reviewed as a diff."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.demo.edition import make_edition
from transforms.errors import PageUnreadable
from transforms.feed import parse_feed
from transforms.page import make_page
from transforms.records import Download, FeedEntry
from transforms.story import StoryContext, make_story

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
BASE = "http://newsroom.test"
FETCHED = datetime(2026, 3, 10, 12, tzinfo=UTC)
FEEDS = {"/fairlead/rss.xml": None, "/courier/atom.xml": "en", "/anzeiger/rss": "de"}
EDITION = make_edition(1, BASE)


def entries() -> list[tuple[FeedEntry, str | None]]:
    return [
        (said, language)
        for path, language in FEEDS.items()
        for said in parse_feed(EDITION[path].body, BASE + path).entries
        if said.url.removeprefix(BASE).split("?")[0] in EDITION
    ]


def make(said: FeedEntry, language: str | None) -> dict[str, Any]:
    resource = EDITION[said.url.removeprefix(BASE).split("?")[0]]
    download = Download(
        url=said.url,
        final_url=said.url,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=resource.body,
        fetched_at=FETCHED,
    )
    try:
        story = asdict(
            make_story(make_page(download), StoryContext(first_seen_at=FETCHED, said=said, language=language))
        )
    except PageUnreadable as error:
        return {"rejected": error.reason}
    story["sketch"] = len(story["sketch"])
    return story


@pytest.mark.parametrize(
    ("said", "language"),
    entries(),
    ids=lambda x: x.url.rstrip("/").split("/")[-1][:40] if x and not isinstance(x, str) else "",
)
def test_a_story_of_the_newsroom_is_made_as_it_was(
    said: FeedEntry, language: str | None, request: pytest.FixtureRequest
) -> None:
    name = said.url.split("?")[0].rstrip("/").split("/")[-1]
    golden = CORPUS / f"{name}.json"
    got = json.loads(json.dumps(make(said, language), default=str, ensure_ascii=False))
    if request.config.getoption("--golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(json.dumps(got, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    assert got == json.loads(golden.read_text(encoding="utf-8"))
