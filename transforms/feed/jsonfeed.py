"""JSON Feed 1.0 and 1.1, which feedparser does not read."""

import json
from collections.abc import Mapping
from typing import Any

from transforms.errors import FeedUnreadable
from transforms.feed.values import make_base_language, make_instant, make_link, make_plain
from transforms.records import Feed, FeedEntry, MediaItem
from transforms.text import clean_text


def read_json_feed(text: str, url: str) -> Feed:
    """The feed in a JSON text, FeedUnreadable("not-a-feed") for other JSON."""
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as exc:
        raise FeedUnreadable("not-a-feed", f"broken JSON: {exc}"[:200]) from exc
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(data.get("version")):
        raise FeedUnreadable("not-a-feed", "JSON without a JSON Feed's version and items")
    language = _text(data, "language")
    entries = [_read_item(item, url, make_base_language(language)) for item in items]
    read = tuple(entry for entry in entries if entry)
    return Feed(
        title=_text(data, "title"),
        language=language,
        site_url=make_link(_text(data, "home_page_url"), url),
        kind="json1",
        entries=read,
        skipped=len(entries) - len(read),
    )


def _read_item(item: Any, base: str, language: str | None) -> FeedEntry | None:
    if not isinstance(item, dict):
        return None
    guid = clean_text(str(item["id"])) if isinstance(item.get("id"), str | int) else None
    url = make_link(_text(item, "url"), base) or (make_link(guid, base) if guid and "://" in guid else None)
    if url is None:
        return None
    return FeedEntry(
        guid=guid,
        url=url,
        title=make_plain(_text(item, "title"), is_html=False),
        byline_raw=_byline(item),
        description=make_plain(_text(item, "summary"), is_html=False)
        or make_plain(_text(item, "content_text"), is_html=False)
        or make_plain(_text(item, "content_html")),
        published_at=make_instant(_text(item, "date_published"), language),
        updated_at=make_instant(_text(item, "date_modified"), language),
        keywords=tuple(dict.fromkeys(tag for raw in _list(item, "tags") if (tag := clean_text(str(raw))))),
        media=_media(item, base),
    )


def _byline(item: Mapping[str, Any]) -> str | None:
    authors = [*_list(item, "authors"), item.get("author")]  # `author` is version 1.0's
    names = [_text(author, "name") for author in authors if isinstance(author, dict)]
    return "; ".join(dict.fromkeys(name for name in names if name)) or None


def _media(item: Mapping[str, Any], base: str) -> tuple[MediaItem, ...]:
    urls = [_text(item, "image") or _text(item, "banner_image")]
    for attachment in _list(item, "attachments"):
        if isinstance(attachment, dict) and (_text(attachment, "mime_type") or "").startswith("image/"):
            urls.append(_text(attachment, "url"))
    links = dict.fromkeys(link for url in urls if (link := make_link(url, base)))
    return tuple(MediaItem(url=link) for link in links)


def _text(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    return clean_text(value) if isinstance(value, str) else None


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []
