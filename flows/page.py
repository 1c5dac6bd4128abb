"""One page of the archive -> a story, or why not: the work of a worker process. No tables, no Prefect, no settings."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from flows.names import read_own_names
from transforms.entities import OwnNames
from transforms.errors import TransformError
from transforms.faults import find_fault
from transforms.page import make_page
from transforms.records import Download, Entry, PageRef, Story
from transforms.story import StoryContext, make_story
from warehouse.archive import read_download
from warehouse.errors import ArchiveError

_WORDS = "The harbour council of Oslo met on Monday, and Mayor Ada Lindqvist said: “We build the quay.” "
_PAGE = f"""<!doctype html><html lang="en"><head><title>Quay</title><meta property="og:type" content="article"></head>
<body><article><h1>Council builds the quay</h1><p class="byline">By Tomas Halvorsen</p><figure><img src="a.jpg">
<figcaption>Ada Lindqvist in Oslo, March 3, 2026. (Tomas Halvorsen/AFP)</figcaption></figure>
<p>OSLO (AFP) - {_WORDS * 3}</p><p>{_WORDS * 3}</p></article></body></html>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageJob:
    """A page of the archive to make a story of."""

    url: str  #: as asked
    page: PageRef
    context: StoryContext
    entry: Entry | None = None  #: what showed it to us, if its state may change by this


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmade:
    """Why a page became no story."""

    reason: str  #: the slug that `rejects.reason` gets
    detail: str | None = None


def read_story(
    archive: Path, page: PageRef, context: StoryContext, ner: str, names_file: Path | None = None
) -> Story | Unmade:
    """The story of an archived page. An odd page, or a fault of ours, costs one story and never raises."""
    try:
        story = make_story(make_page(read_download(archive, page)), context, ner, _own_names(names_file))
    except TransformError as error:
        return Unmade(reason=error.reason, detail=error.detail)
    except ArchiveError as error:
        return Unmade(reason="not-in-archive", detail=str(error))
    except MemoryError:
        return Unmade(reason="out-of-memory", detail="the page needs more memory than a worker may take")
    except Exception as error:  # the boundary of an item: a fault of ours costs one story, never the run
        return Unmade(reason="fault", detail=f"{type(error).__name__}: {error}")
    fault = find_fault(story)
    return Unmade(reason="fault", detail=fault) if fault else story


@cache
def _own_names(path: Path | None) -> OwnNames:
    """Read once a worker; the workers end with their run."""
    return read_own_names(path)


def warm_up(ner: str) -> None:
    """Makes a page of no meaning, so that the next finds lexicons, patterns, classifier and English model loaded."""
    url, moment = "https://news.example/quay", datetime(2026, 3, 3, tzinfo=UTC)
    headers = (("Content-Type", "text/html"),)
    page = Download(url=url, final_url=url, status=200, headers=headers, body=_PAGE.encode(), fetched_at=moment)
    make_story(make_page(page), StoryContext(first_seen_at=moment), ner)
    _fill_caches()


def _fill_caches() -> None:
    """The lexicons and patterns that one page does not ask for: what is read here no worker reads for itself."""
    modules = [module for name, module in sys.modules.items() if name.startswith("transforms.")]
    cached = {value for module in modules for value in vars(module).values() if hasattr(value, "cache_info")}
    for load in cached:
        if not load.__wrapped__.__code__.co_argcount:
            load()
