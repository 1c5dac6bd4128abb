"""The whole of the transforms on one page: the agency story this project began with, in a plain HTML wrapping."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path

import pytest

from transforms.errors import PageUnreadable
from transforms.faults import find_fault
from transforms.page import make_page
from transforms.records import Download, FeedEntry, MediaItem, Story
from transforms.story import StoryContext, make_story

FETCHED = datetime(2024, 7, 28, 12, tzinfo=UTC)


def download(html: str, url: str = "http://example.org/news/1.html") -> Download:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Download(url=url, final_url=url, status=200, headers=headers, body=html.encode(), fetched_at=FETCHED)


def story_of(html: str, said: FeedEntry | None = None) -> Story:
    return make_story(make_page(download(html)), StoryContext(first_seen_at=FETCHED, said=said))


def wrap_seed(text: str) -> str:
    headline, *captions_and_body = [block.strip() for block in text.split("\n\n") if block.strip()]
    paragraphs = "\n".join(f"<p>{escape(block)}</p>" for block in captions_and_body)
    title = escape(headline)
    head = f"<head><title>{title}</title></head>"
    return f"<!doctype html><html>{head}<body><h1>{title}</h1>{paragraphs}</body></html>"


@pytest.fixture(scope="module")
def seed(shared: Path) -> Story:
    (file,) = (shared / "seed").glob("*.txt")
    return story_of(wrap_seed(file.read_text(encoding="utf-8")))


def test_the_seed_keeps_its_headline_and_fourteen_paragraphs(seed: Story) -> None:
    assert seed.headline == "Blinken in Japan for 2+2 security talks"
    assert len(seed.body.split("\n\n")) == 14


def test_the_seed_has_no_caption_credit_or_tail_in_its_body(seed: Story) -> None:
    assert "Photo by" not in seed.body
    assert "is welcomed upon arrival" not in seed.body
    assert "Read more" not in seed.body


def test_the_seed_has_one_picture_with_both_variants(seed: Story) -> None:
    (caption,) = seed.captions
    assert caption.variants == 2
    assert caption.creators == ("Kazuhiro Nogi",)
    assert caption.agencies == ("AFP",)
    assert caption.is_pool
    assert [(who.name, who.position) for who in caption.depicted] == [("Antony Blinken", "center")]
    assert caption.place == "Yokota Air Base in Fussa, western Tokyo"
    assert caption.taken_on == date(2024, 7, 28)


PAGE = """<!doctype html><html lang="en"><head><title>Harbour strike ends | The Ellery Post</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour strike ends after nine days",
"datePublished": "2024-07-27T08:30:00+02:00", "author": {"@type": "Person", "name": "Jane van der Berg"}}</script>
</head><body><article><h1>Harbour strike ends after nine days</h1><p>By Jane van der Berg</p>
<figure><img src="/quay.jpg">
<figcaption>Crane drivers return to the quay in Rotterdam on July 27, 2024. (Photo by Ada ROSSI / AFP)</figcaption>
</figure>
<p>Crane drivers at the port of Rotterdam went back to work on Saturday after nine days of strike, the union said.</p>
<p>"We have won what we asked for, and nobody lost their post over it," 
said union leader Piet Jansen in front of the gate.</p>
<p>The port expects a week of delays for ships that waited outside, among them forty tankers and several ferries.</p>
</article></body></html>"""


def test_every_chosen_value_has_its_evidence() -> None:
    story = story_of(PAGE)
    chosen = {row.field: row.source for row in story.evidence if row.is_chosen}
    assert {"headline", "published_at", "bylines[0].name", "captions[0].caption"} <= set(chosen)
    assert story.bylines[0].name == "Jane van der Berg"
    assert story.published_at == datetime(2024, 7, 27, 6, 30, tzinfo=UTC)


def test_a_dateline_leaves_the_body_and_is_kept_verbatim() -> None:
    story = story_of(PAGE.replace("<p>Crane drivers at", "<p>ROTTERDAM (Reuters) — Crane drivers at"))
    assert story.body.startswith("Crane drivers at the port")
    assert (story.dateline, story.located, story.agency) == ("ROTTERDAM (Reuters) —", "Rotterdam", "Reuters")
    assert [story.body[quote.start : quote.end] for quote in story.quotes] == [quote.quote for quote in story.quotes]


def test_the_evidence_says_why_this_date_and_this_author() -> None:
    head = """<meta property="article:published_time" content="2031-01-01T00:00:00Z">
      <meta name="author" content="Max Webmaster"></head>"""
    more = "<p>The ferries wait for the tide, as they do on every other day of this long and windy month.</p>" * 20
    said = FeedEntry(
        url="http://example.org/news/1.html",
        byline_raw="desk@example.org",
        published_at=datetime(2024, 7, 27, 9, tzinfo=UTC),
    )
    story = story_of(PAGE.replace("</head>", head).replace("</article>", f"{more}</article>"), said)
    rows = {(row.field, row.source, row.is_chosen): row.value for row in story.evidence}
    assert rows["published_at", "json-ld:datePublished", True] == "2024-07-27T08:30:00+02:00"
    assert rows["published_at", "meta:article:published_time (refused: in the future)", False][:4] == "2031"
    assert rows["published_at", "feed", False] == "2024-07-27T09:00:00+00:00"
    assert rows["bylines[0].name", "json-ld:author:Person", True] == "Jane van der Berg"
    assert rows["byline", "printed", True] == "By Jane van der Berg"
    assert rows["byline", "meta:author (not printed)", False] == "Max Webmaster"
    assert rows["byline", "feed", False] == "desk@example.org"


def test_every_span_matches_its_text() -> None:
    story = story_of(PAGE)
    texts = {"headline": story.headline, "body": story.body}
    assert story.mentions
    for mention in story.mentions:
        text = texts.get(mention.field) or story.captions[mention.caption_position or 0].caption or ""
        assert text[mention.start : mention.end] == mention.surface
    assert [story.body[quote.start : quote.end] for quote in story.quotes] == [quote.quote for quote in story.quotes]


def test_the_same_page_gives_the_same_story_whatever_came_before() -> None:
    first = story_of(PAGE)
    story_of(PAGE.replace("Rotterdam", "Antwerp"))
    assert story_of(PAGE) == first


def test_every_name_of_a_story_is_one_of_its_entities() -> None:
    story = story_of(PAGE)
    known = {entity.entity_id for entity in story.entities}
    assert {mention.entity_id for mention in story.mentions} <= known
    assert {byline.entity_id for byline in story.bylines} <= known


def test_white_space_and_quotes_are_no_change_and_words_are() -> None:
    first = story_of(PAGE)
    assert story_of(PAGE.replace("strike, the", "strike,  the").replace('"We', "“We")).content_key == first.content_key
    assert story_of(PAGE.replace("forty tankers", "fifty tankers")).content_key != first.content_key


def test_a_picture_that_only_the_feed_has_becomes_a_caption() -> None:
    media = MediaItem(
        url="http://example.org/ship.jpg", caption="A tanker waits off Rotterdam.", credit="Ada Rossi / AFP"
    )
    said = FeedEntry(url="http://example.org/news/1.html", media=(media,))
    captions = story_of(PAGE, said).captions
    assert [caption.source for caption in captions if caption.caption == "A tanker waits off Rotterdam."]


def test_a_page_without_an_article_is_refused_with_its_reason() -> None:
    links = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(40))
    with pytest.raises(PageUnreadable) as refused:
        story_of(f"<html><head><title>Front</title></head><body><ul>{links}</ul></body></html>")
    assert refused.value.reason == "no-article"


def test_what_the_feed_said_does_not_change_whose_story_it_is() -> None:
    page = make_page(download(PAGE))
    context = StoryContext(first_seen_at=FETCHED)
    assert (
        make_story(page, replace(context, publisher="The Ellery Post")).article_id
        == make_story(page, context).article_id
    )


def test_a_sound_story_has_no_fault() -> None:
    assert find_fault(story_of(PAGE)) is None


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda story: replace(story, headline=" "), "no headline"),
        (lambda story: replace(story, published_at=story.fetched_at + timedelta(days=3)), "published_at"),
        (lambda story: replace(story, entities=()), "mention"),
        (
            lambda story: replace(story, mentions=tuple(replace(m, start=m.start + 1) for m in story.mentions)),
            "mention",
        ),
        (lambda story: replace(story, quotes=tuple(replace(q, end=q.end - 1) for q in story.quotes)), "quote"),
    ],
)
def test_a_story_that_breaks_a_law_of_the_warehouse_is_found_out(spoil: Callable[[Story], Story], said: str) -> None:
    assert said in (find_fault(spoil(story_of(PAGE))) or "")


def test_a_false_midnight_and_a_change_before_the_story_appeared_are_no_modification() -> None:
    dated = '"datePublished": "2024-07-27T08:30:00+02:00", "dateModified": "{}"'
    for said, want in (
        ("2024-07-27", None),
        ("2024-07-27T08:29:00+02:00", None),
        ("2024-07-27T09:00:00+02:00", datetime(2024, 7, 27, 7, tzinfo=UTC)),
    ):
        story = story_of(PAGE.replace('"datePublished": "2024-07-27T08:30:00+02:00"', dated.format(said)))
        assert story.modified_at == want
        rows = [row for row in story.evidence if row.field == "modified_at" and row.value == said]
        assert [row.is_chosen for row in rows] == [want is not None]


def test_the_evidence_of_the_publisher_is_the_publisher() -> None:
    page = make_page(
        download(PAGE.replace("</head>", '<meta property="og:site_name" content="ellerypost.example"></head>'))
    )
    story = make_story(page, StoryContext(first_seen_at=FETCHED, publisher="The Ellery Post"))
    rows = [(row.value, row.source, row.is_chosen) for row in story.evidence if row.field == "publisher"]
    assert rows == [("The Ellery Post", "feed", True), ("ellerypost.example", "meta:og:site_name", False)]


def test_every_credit_line_has_its_evidence() -> None:
    story = story_of(PAGE)
    rows = {row.field: row.value for row in story.evidence}
    assert rows["captions[0].credit_line"] == story.captions[0].credit_line


def test_a_description_that_was_encoded_twice_is_decoded() -> None:
    head = '<meta name="description" content="K&amp;uuml;hlt&amp;uuml;rme &amp;amp; Kr&amp;auml;ne"></head>'
    assert story_of(PAGE.replace("</head>", head)).description == "Kühltürme & Kräne"
