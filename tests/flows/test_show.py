"""One story, to read."""

from io import StringIO

from rich.console import Console

from flows.show import render_story
from warehouse.read import StoryRows

ARTICLE = {
    "headline": "Harbour reopens",
    "alternative_headline": None,
    "publisher": "The Wire",
    "published_at": None,
    "published_precision": None,
    "language": "en",
    "access": "free",
    "revision": 1,
    "url": "http://example.org/a",
    "body": "Ferries are back.",
}


def test_evidence_answers_field_by_field_what_won_and_what_lost() -> None:
    rows = (
        {"field": "published_at", "value": "2031-01-01", "source": "meta:date (refused)", "is_chosen": False},
        {"field": "headline", "value": "Harbour reopens", "source": "h1", "is_chosen": True},
        {"field": "published_at", "value": "2024-05-01", "source": "time", "is_chosen": True},
    )
    story = StoryRows(article=ARTICLE, bylines=(), captions=(), mentions=(), quotes=(), evidence=rows, revisions=())
    console = Console(width=120, record=True, file=StringIO())
    console.print(render_story(story, with_evidence=True))
    lines = [line.strip() for line in console.export_text().splitlines()]
    at = lines.index("Evidence")
    assert lines[at + 1 : at + 6] == [
        "headline",
        "+ Harbour reopens, from h1",
        "published_at",
        "+ 2024-05-01, from time",
        "- 2031-01-01, from meta:date (refused)",
    ]
