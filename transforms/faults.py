"""Whether a story keeps the laws that the warehouse checks. Pure: one odd story must never hold up all others."""

from datetime import timedelta

from transforms.records import Mention, Story

_FUTURE = timedelta(days=2)
_Text = tuple[str, int | None]  # the field, and a caption's position


def find_fault(story: Story) -> str | None:
    """What is wrong with a story, or None: empty texts, a date to come, spans that are not their words."""
    if not story.headline.strip() or not story.body.strip():
        return "no headline or no body"
    if story.published_at and story.published_at > story.fetched_at + _FUTURE:
        return f"published_at {story.published_at} lies after the day of fetching"
    texts: dict[_Text, str] = {("headline", None): story.headline, ("body", None): story.body}
    texts |= {("caption", caption.position): caption.caption or "" for caption in story.captions}
    known = {entity.entity_id for entity in story.entities}
    for mention in story.mentions:
        if _cut(texts, mention) != mention.surface or mention.entity_id not in known:
            return f"the mention {mention.surface!r} is not what it points at"
    for quote in story.quotes:
        if story.body[quote.start : quote.end] != quote.quote:
            return f"the quote {quote.quote[:80]!r} is not what it points at"
    return None


def _cut(texts: dict[_Text, str], mention: Mention) -> str | None:
    text = texts.get((mention.field, mention.caption_position))
    return None if text is None else text[mention.start : mention.end]
