"""Stories as HTML pages: each site's own design, real furniture around the text. Pure strings, no HTTP."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from flows.demo.desk import Photo, Site, Story, read_months, read_sites


def make_page(story: Story, by_path: Mapping[str, Story], base: str) -> str:
    """The page of one story or video; `by_path` gives the headlines of what it links to."""
    site = read_sites()[story.site]
    if story.kind == "video":
        return _fill("plain", _video_fields(site, story, base))
    return _fill(site.key, _story_fields(site, story, by_path, base))


def make_front(site: Site, section: str | None, stories: Iterable[Story], base: str) -> str:
    """A front page: headlines that link to the stories, and nothing to read. `section` None: the whole site's."""
    title = site.sections[section] if section else site.name
    items = [
        f'<li><a href="{story.path}">{escape(story.headline)}</a></li>' for story in stories if story.kind != "front"
    ]
    body = '<ul class="teasers">\n' + "\n".join(items) + "\n</ul>"
    head = _meta([("og:type", "website"), ("og:title", title), ("og:url", f"{base}/{site.key}/")])
    return _fill(
        "plain", _frame(site, base) | {"title": escape(title), "headline": escape(title)} | {"head": head, "body": body}
    )


def make_about(site: Site, base: str) -> str:
    """Who publishes: a page that is no story either."""
    body = f"<p>{escape(site.tagline)}.</p>\n<p>This publisher is invented. So is all it reports.</p>"
    return _fill(
        "plain",
        _frame(site, base) | {"title": escape(site.name), "headline": escape(site.name)} | {"head": "", "body": body},
    )


def make_door(base: str) -> str:
    """The page at `/`: where the three sites are."""
    links = "".join(f'<li><a href="{base}/{site.key}/">{escape(site.name)}</a></li>' for site in read_sites().values())
    return (
        f"<!doctype html><html lang=en><title>A demo newsroom</title><h1>A demo newsroom</h1><ul>{links}</ul></html>\n"
    )


def _fill(template: str, fields: Mapping[str, str]) -> str:
    return _read_template(template).substitute(fields)


@cache
def _read_template(name: str) -> Template:
    return Template((files(__package__) / "templates" / f"{name}.html").read_text(encoding="utf-8"))


def _frame(site: Site, base: str) -> dict[str, str]:
    """The fields that every page of a site shares."""
    menu = [f'<li><a href="/{site.key}/{slug}/">{escape(title)}</a></li>' for slug, title in site.sections.items()]
    words = {name: escape(text) for name, text in site.words.items()}
    return {
        "site": site.key,
        "site_name": escape(site.name),
        "tagline": escape(site.tagline),
        "language": site.language or "en",
        "menu": "\n".join(menu),
        "feed": site.feed_path,
        "footer": words["footer"],
        "share": words["share"],
        "newsletter": words["newsletter"],
        "newsletter_action": words["newsletter_action"],
        "related_title": words["related"],
    }


def _story_fields(site: Site, story: Story, by_path: Mapping[str, Story], base: str) -> dict[str, str]:
    links = [_make_link(by_path[path]) for path in story.related]
    lead = [_make_photo(photo) for photo in story.photos if photo.slot != "body"]
    return _frame(site, base) | {
        "language": story.language,
        "title": escape(f"{story.headline} | {site.name}"),
        "head": _make_head(site, story, base),
        "section": story.section,
        "section_title": escape(site.sections[story.section]),
        "headline": escape(story.headline),
        "description": escape(story.description),
        "byline": escape(story.byline or ""),
        "published": story.published.isoformat(),
        "published_shown": _show_time(story.published, story.language, with_clock=story.markup != "visible"),
        "updated": _make_updated(site, story),
        "lead": "\n".join(lead),
        "body": _make_body(site, story, by_path),
        "foot": f'<p class="foot">{escape(story.foot)}</p>' if story.foot else "",
        "wall": _WALL if story.is_free is False else "",
        "tags": "\n".join(f"<li>{escape(word)}</li>" for word in story.keywords),
        "related": "\n".join(f"<li>{link}</li>" for link in links),
        "notice": escape(story.notice or ""),
    }


def _video_fields(site: Site, story: Story, base: str) -> dict[str, str]:
    player = (
        f'<div class="player" data-video="oslo-day-one"><img src="/media/{story.photos[0].image}" alt="">'
        "<button>Play</button> <span>1:58</span></div>"
    )
    head = _meta([("og:type", "video.other"), ("og:title", story.headline), ("og:url", base + story.path)])
    headline = escape(story.headline)
    return _frame(site, base) | {"title": headline, "headline": headline, "head": head, "body": player}


def _make_body(site: Site, story: Story, by_path: Mapping[str, Story]) -> str:
    """The paragraphs, with what sites put between them: a picture, a newsletter box, a link to read on."""
    parts = [_make_paragraph(text) for text in story.body]
    inside = [_make_photo(photo) for photo in story.photos if photo.slot == "body"]
    if len(parts) > 5:
        parts.insert(5, _make_newsletter(site))
    parts[3:3] = inside
    if story.correction:
        parts.append(f'<p class="correction"><em>{escape(story.correction)}</em></p>')
    if story.related and site.key != "fairlead":
        linked = by_path[story.related[0]]
        parts.append(
            f'<p class="read-more"><strong>{escape(site.words["read_more"])}</strong> {_make_link(linked)}</p>'
        )
    return "\n".join(parts)


def _make_paragraph(text: str) -> str:
    if text.startswith("## "):
        return f"<h2>{escape(text[3:])}</h2>"
    return f"<p>{escape(text, quote=False)}</p>"


def _make_newsletter(site: Site) -> str:
    words = site.words
    action = f'<a class="button" href="/{site.key}/about">{escape(words["newsletter_action"])}</a>'
    return f'<div class="newsletter-box"><p>{escape(words["newsletter"])}</p>{action}</div>'


def _make_link(story: Story) -> str:
    return f'<a href="{story.path}">{escape(story.headline)}</a>'


def _make_photo(photo: Photo) -> str:
    image = f'<img src="/media/{photo.image}" width="640" height="427" alt="{escape(photo.alt)}">'
    credit = f' <span class="credit">{escape(photo.credit)}</span>' if photo.credit else ""
    if photo.slot == "beside":
        caption = f'<div class="photo-text">{escape(photo.caption)}{credit}</div>'
        return f'<div class="story-photo">{image}\n{caption}</div>'
    return f"<figure>{image}\n<figcaption>{escape(photo.caption)}{credit}</figcaption></figure>"


def _make_updated(site: Site, story: Story) -> str:
    if story.modified == story.published:
        return ""
    shown = _show_time(story.modified, story.language)
    return f' <span class="updated">{escape(site.words["updated"])}: {shown}</span>'


def _show_time(when: datetime, language: str, *, with_clock: bool = True) -> str:
    """A date as a reader of that language expects it, in the page's own zone."""
    if language == "fr":
        shown, clock = f"{when:%d/%m/%Y}", f" à {when.hour}h{when:%M}"
    elif language == "de":
        shown, clock = f"{when.day}. {_name_month(when, language)} {when.year}", f", {when:%H.%M} Uhr"
    else:
        shown, clock = f"{when.day} {_name_month(when, language)} {when.year}", f" at {when:%H:%M}"
    return shown + clock if with_clock else shown


def _name_month(when: datetime, language: str) -> str:
    return read_months()[language][when.month - 1]


def _make_head(site: Site, story: Story, base: str) -> str:
    """The machine-readable part of a page, as much of it as the story's `markup` allows."""
    if story.markup == "visible":
        return ""
    canonical = f'<link rel="canonical" href="{base}{story.path}">'
    rows = [
        ("description", story.description),
        ("og:type", "article"),
        ("og:site_name", site.name),
        ("og:title", story.headline),
        ("og:description", story.description),
        ("og:url", base + story.path),
        *(("og:image", f"{base}/media/{photo.image}") for photo in story.photos[:1]),
    ]
    if story.markup == "json-ld":
        data = json.dumps(_make_data(site, story, base), ensure_ascii=False, indent=1).replace("</", "<\\/")
        return f'{canonical}\n{_meta(rows)}\n<script type="application/ld+json">\n{data}\n</script>'
    rows += [
        ("article:published_time", story.published.isoformat()),
        ("article:modified_time", story.modified.isoformat()),
        ("article:section", site.sections[story.section]),
        *(("article:tag", word) for word in story.keywords),
        ("author", ", ".join(author.name for author in story.authors)),
    ]
    return f"{canonical}\n{_meta(rows)}"


def _meta(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(
        f'<meta {"property" if ":" in name else "name"}="{name}" content="{escape(value)}">'
        for name, value in rows
        if value
    )


def _make_data(site: Site, story: Story, base: str) -> dict[str, Any]:
    """schema.org NewsArticle."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": base + story.path},
        "headline": story.headline,
        "description": story.description,
        "inLanguage": story.language,
        "articleSection": site.sections[story.section],
        "keywords": list(story.keywords),
        "datePublished": story.published.isoformat(),
        "dateModified": story.modified.isoformat(),
        "author": [_make_person(author.name, author.kind, author.role) for author in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": site.name, "url": f"{base}/{site.key}/"},
        "image": [_make_image(photo, base) for photo in story.photos if photo.in_data],
    }
    if story.is_free is not None:
        data["isAccessibleForFree"] = story.is_free
    if story.notice:
        data["copyrightNotice"] = story.notice
    if story.correction:
        data["correction"] = story.correction
    return data


def _make_person(name: str, kind: str, role: str | None) -> dict[str, str]:
    return {"@type": kind, "name": name} | ({"jobTitle": role} if role else {})


def _make_image(photo: Photo, base: str) -> dict[str, str]:
    image = {"@type": "ImageObject", "url": f"{base}/media/{photo.image}", "caption": photo.caption}
    return image | ({"creditText": photo.credit} if photo.credit else {})


_WALL = """<div class="wall">
<h3>Keep reading</h3>
<p>This story is for subscribers. The first month costs one pound.</p>
<a class="button" href="/courier/about">Subscribe</a> <a href="/courier/about">Log in</a>
</div>"""
