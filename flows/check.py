"""`copydesk feeds check`: a look at one feed and one of its stories. Writes nothing."""

import asyncio

from rich.console import Console

from flows.asking import explain_failure, open_client
from flows.errors import UsageError
from flows.fetch import Client, FetchFailure
from flows.line import utc_now
from flows.settings import Settings
from transforms.errors import TransformError
from transforms.feed import parse_feed
from transforms.page import make_page
from transforms.records import Caption, Download, Feed, FeedEntry, Story
from transforms.story import StoryContext, make_story

#: A feed may lead with a video or a page of links; after so many of them we say so.
_TRIES = 3


def check_feed(url: str, settings: Settings, console: Console) -> None:
    """Shows what the feed offers and what a story of it becomes. Raises UsageError when it offers nothing."""
    asyncio.run(_check(url, settings, console))


async def _check(url: str, settings: Settings, console: Console) -> None:
    async with open_client(settings, "check") as client:
        feed = await _read_feed(client, url)
        _show_feed(feed, url, console)
        for said in feed.entries[:_TRIES]:
            outcome = await client.fetch_page(said.url)
            made = _make(outcome, said, settings.ner)
            if isinstance(made, Story):
                _show_story(made, console)
                return
            console.print(f"  {said.url}: {made}", highlight=False, markup=False)
    raise UsageError(f"{url}: the feed is readable, but its first {len(feed.entries[:_TRIES])} entries gave no story")


async def _read_feed(client: Client, url: str) -> Feed:
    outcome = await client.fetch_feed(url)
    if not isinstance(outcome, Download):
        known = isinstance(outcome, FetchFailure)
        problem, remedy = explain_failure(outcome) if known else ("it gave no body", "check the address")
        raise UsageError(f"{url}: {problem}; {remedy}")
    try:
        return parse_feed(outcome.body, outcome.final_url, outcome.header("content-type"))
    except TransformError as error:
        raise UsageError(f"{url} is no feed: {error}; find its feed: copydesk feeds discover {url}") from error


def _make(outcome: object, said: FeedEntry, ner: str) -> Story | str:
    if isinstance(outcome, FetchFailure):
        return f"{outcome.reason} {outcome.detail or ''}".strip()
    assert isinstance(outcome, Download)
    try:
        return make_story(make_page(outcome), StoryContext(first_seen_at=utc_now(), said=said), ner)
    except TransformError as error:
        return str(error)


def _show_feed(feed: Feed, url: str, console: Console) -> None:
    lines = [
        f"{feed.title or url} ({feed.kind}, language {feed.language or 'not declared'})",
        f"{len(feed.entries)} entries, {feed.skipped} without a usable link",
        *(f"  {said.published_at or 'no date'}  {said.title or 'no title'}" for said in feed.entries[:5]),
    ]
    console.print("\n".join(lines), highlight=False, markup=False)


def _show_story(story: Story, console: Console) -> None:
    names = ", ".join(f"{byline.name} ({byline.role})" if byline.role else byline.name for byline in story.bylines)
    lines = [
        "",
        "A story of it, as it would be stored:",
        f"  headline   {story.headline}",
        f"  bylines    {names or 'none'}",
        f"  published  {_say_date(story)}",
        f"  language   {story.language or 'unknown'}, {story.word_count} words, {len(story.mentions)} mentions",
        *(f"  picture    {_say_picture(caption)}" for caption in story.captions),
        f"  body       {story.body[:300]}...",
        "Nothing was stored.",
    ]
    console.print("\n".join(lines), highlight=False, markup=False)


def _say_date(story: Story) -> str:
    return f"{story.published_at} ({story.published_precision})" if story.published_at else "no date"


def _say_picture(caption: Caption) -> str:
    credit = f" [{caption.credit_line}]" if caption.credit_line else ""
    return f"{caption.caption or '(no caption)'}{credit}"
