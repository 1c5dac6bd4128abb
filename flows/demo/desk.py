"""The newsroom's copy: data files read into sites and stories. No HTML, no HTTP."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

Kind = Literal["story", "video", "front"]
Markup = Literal["json-ld", "meta", "visible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A publisher: its pages live under `/<key>/`."""

    key: str
    name: str
    short: str | None = None  #: "FLNA", an agency's mark
    language: str | None = None  #: None: it publishes in several
    tagline: str
    feed_kind: Literal["rss", "atom"]
    feed_path: str  #: "/fairlead/rss.xml"
    link_suffix: str = ""  #: what its feed appends to links: tracking parameters
    sections: Mapping[str, str]  #: slug -> title, in the order of the menu
    words: Mapping[str, str]  #: what its page design says: "related" -> "More on this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A name in a story's machine-readable data."""

    name: str
    kind: str = "Person"  #: schema.org type, as that site writes it, right or wrong
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture on a page."""

    image: str  #: file name under /media/
    caption: str
    credit: str | None = None  #: when the page keeps it apart from the caption
    alt: str = ""
    slot: Literal["lead", "body", "beside"] = "lead"  #: beside: caption in a div next to the image, no figure
    in_data: bool = True  #: told in JSON-LD and Media RSS too


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One page that a feed links to, as of one edition."""

    site: str
    path: str  #: absolute, "/courier/2026/03/04/..."
    kind: Kind = "story"
    markup: Markup = "json-ld"
    language: str
    section: str
    headline: str
    description: str
    keywords: tuple[str, ...] = ()
    published: datetime
    modified: datetime
    byline: str | None = None  #: as the page shows it
    authors: tuple[Author, ...] = ()
    photos: tuple[Photo, ...] = ()
    body: tuple[str, ...] = ()  #: paragraphs; "## " begins a subheading, "> " a quotation
    foot: str | None = None  #: "(Reporting by ...; editing by ...)"
    correction: str | None = None
    related: tuple[str, ...] = ()  #: paths
    is_free: bool | None = None  #: None: the page does not say
    notice: str | None = None  #: copyright line


@cache
def read_sites() -> Mapping[str, Site]:
    """The publishers by key, in the order of sites.toml."""
    rows = _read_toml(files(__package__) / "sites.toml")["sites"]
    return {row["key"]: Site(**row) for row in rows}


@cache
def read_months() -> Mapping[str, Sequence[str]]:
    """The names of the twelve months by language."""
    months: Mapping[str, Sequence[str]] = _read_toml(files(__package__) / "sites.toml")["months"]
    return months


@cache
def read_stories(edition: int) -> tuple[Story, ...]:
    """Every story as that edition has it, newest first; an edition beyond the last equals the last."""
    folder = files(__package__) / "stories"
    stories = [
        _make_story(site, file.name.removesuffix(".toml"), _read_toml(file), edition)
        for site in read_sites()
        for file in sorted((folder / site).iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    ]
    return tuple(sorted(stories, key=lambda story: (story.published, story.path), reverse=True))


def _read_toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _make_story(site: str, slug: str, row: dict[str, Any], edition: int) -> Story:
    for change in row.pop("editions", ()):
        if change.pop("edition") <= edition:
            row = _apply_change(row, change)
    published: datetime = row["published"]
    row.setdefault("modified", published)
    row.setdefault("path", f"/{site}/{published:%Y/%m/%d}/{slug}")
    row["body"] = tuple(part.strip().replace("\n", " ") for part in row.get("body", "").split("\n\n") if part.strip())
    row["authors"] = tuple(Author(**author) for author in row.get("authors", ()))
    row["photos"] = tuple(Photo(**photo) for photo in row.get("photos", ()))
    for name in ("keywords", "related"):
        row[name] = tuple(row.get(name, ()))
    return Story(site=site, **row)


def _apply_change(row: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """The row with the change's fields laid over it, and its `[old, new]` replacements made in the body.

    Raises ValueError for a replacement whose old words are not there.
    """
    body = row["body"]
    for old, new in change.pop("replace", ()):
        if old not in body:
            raise ValueError(f"an edition replaces words that the story does not have: {old!r}")
        body = body.replace(old, new)
    return {**row, **change, "body": body}
