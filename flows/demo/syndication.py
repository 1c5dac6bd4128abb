"""What machines read of a site: RSS with Media RSS, Atom, sitemap, robots.txt. Pure strings."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from flows.demo.desk import Photo, Site, Story

_RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:media="http://search.yahoo.com/mrss/">
<channel>
"""
_ATOM = '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{language}>\n'
_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
"""


def make_feed(site: Site, stories: Sequence[Story], base: str) -> str:
    """The site's feed, in its own format, in the order of `stories`."""
    return _make_atom(site, stories, base) if site.feed_kind == "atom" else _make_rss(site, stories, base)


def make_robots(base: str) -> str:
    """Everything may be read but /courier/private/."""
    return f"User-agent: *\nDisallow: /courier/private/\n\nSitemap: {base}/sitemap.xml\n"


def make_sitemap(stories: Iterable[Story], base: str) -> str:
    """Every story that machines may read, with its title and times."""
    rows = [
        f"<url><loc>{base}{story.path}</loc><lastmod>{story.modified.isoformat()}</lastmod>"
        f"<news:news><news:publication_date>{story.published.isoformat()}</news:publication_date>"
        f"<news:title>{_xml(story.headline)}</news:title></news:news></url>\n"
        for story in stories
        if story.kind == "story" and "/private/" not in story.path
    ]
    return _SITEMAP + "".join(rows) + "</urlset>\n"


def _make_rss(site: Site, stories: Sequence[Story], base: str) -> str:
    built = _rfc822(max(story.modified for story in stories))
    head = [
        _element("title", site.name),
        _element("link", f"{base}/{site.key}/"),
        _element("description", site.tagline),
        _element("language", site.language),
        _element("lastBuildDate", built),
        "<ttl>15</ttl>\n",
        f'<atom:link href="{base}{site.feed_path}" rel="self" type="application/rss+xml"/>\n',
    ]
    items = [_make_item(site, story, base) for story in stories]
    return _RSS + "".join(head + items) + "</channel>\n</rss>\n"


def _make_item(site: Site, story: Story, base: str) -> str:
    link = base + story.path
    parts = [
        _element("title", story.headline),
        _element("link", link + site.link_suffix),
        f'<guid isPermaLink="false">{site.key}-{story.published:%Y%m%d%H%M}</guid>\n',
        _element("description", _make_teaser(site, story, link)),
        _element("pubDate", _rfc822(story.published)),
        *(_element("dc:creator", author.name) for author in story.authors),
        *(_element("category", word) for word in story.keywords),
    ]
    media = [_make_media(photo, base) for photo in story.photos if photo.in_data]
    # an agency sends several pictures as a group of their own
    parts += ["<media:group>\n", *media, "</media:group>\n"] if len(media) > 1 else media
    return "<item>\n" + "".join(parts) + "</item>\n"


def _make_teaser(site: Site, story: Story, link: str) -> str:
    """An agency's feed says it in plain words, a paper's in HTML with a tail to click."""
    if site.short:
        return story.description
    more = {"de": "Weiterlesen..."}.get(story.language, "Read more...")
    return f'<p>{escape(story.description)}</p> <a href="{link}">{more}</a>'


def _make_media(photo: Photo, base: str) -> str:
    return (
        f'<media:content url="{base}/media/{photo.image}" medium="image" type="image/png" width="640" height="427">\n'
        + _element("media:description", photo.caption)
        + _element("media:credit", photo.credit)
        + "</media:content>\n"
    )


def _make_atom(site: Site, stories: Sequence[Story], base: str) -> str:
    updated = max(story.modified for story in stories).isoformat()
    language = f' xml:lang="{site.language}"' if site.language else ""
    head = [
        _element("title", site.name),
        _element("subtitle", site.tagline),
        _element("id", _make_tag(site, "feed")),
        _element("updated", updated),
        f'<link rel="self" type="application/atom+xml" href="{base}{site.feed_path}"/>\n',
        f'<link rel="alternate" type="text/html" href="{base}/{site.key}/"/>\n',
    ]
    entries = [_make_entry(site, story, base) for story in stories]
    return _ATOM.format(language=language) + "".join(head + entries) + "</feed>\n"


def _make_entry(site: Site, story: Story, base: str) -> str:
    link = base + story.path
    authors = [f"<author><name>{_xml(author.name)}</name></author>\n" for author in story.authors]
    parts = [
        _element("title", story.headline),
        f'<link rel="alternate" type="text/html" href="{_xml(link + site.link_suffix)}"/>\n',
        _element("id", _make_tag(site, f"{story.published:%Y%m%d%H%M}")),
        _element("published", story.published.isoformat()),
        _element("updated", story.modified.isoformat()),
        *(authors or [f"<author><name>{_xml(site.name)}</name></author>\n"]),
        *(f'<category term="{_xml(word)}"/>\n' for word in story.keywords),
        f'<summary type="html">{_xml(_make_teaser(site, story, link))}</summary>\n',
    ]
    return "<entry>\n" + "".join(parts) + "</entry>\n"


def _make_tag(site: Site, name: str) -> str:
    """A tag URI: the same whatever port the newsroom stands on."""
    return f"tag:{site.key}.example,2026:{name}"


def _rfc822(when: datetime) -> str:
    return format_datetime(when)


def _element(name: str, text: str | None) -> str:
    return f"<{name}>{_xml(text)}</{name}>\n" if text else ""


def _xml(text: str) -> str:
    return escape(text)
