"""What a backfill would take: windows, pages known and new, requests, time. Asks for lists, stores nothing."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console

from flows.line import Line, begin_line
from flows.origins import Candidate
from flows.origins.reader import ListRead
from flows.origins.warc import ForeignStory
from flows.past.ask import Ask
from flows.past.importing import count_pages, make_import_id
from flows.past.listing import choose_listed, choose_pages, explain, make_client, make_walks, read_batch, take_up
from flows.past.sites import Site
from flows.past.turns import borrow_network
from flows.past.work import read_known_sites
from flows.settings import Settings
from flows.stages import open_warehouse
from transforms.records import Backfill
from transforms.urls import parse_host
from warehouse.past import read_archived_days, read_import_ids

#: What remaking takes, in seconds a page; measured on pages of 250 KB, one core.
_MAKE_SECONDS = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What one origin would take."""

    origin: str
    windows: int
    known: int  #: pages that are known already
    new: int
    lists: int  #: requests for lists, made for this estimate
    requests: int  #: still to be made, robots.txt included
    seconds: float
    notes: tuple[str, ...] = ()


def estimate(ask: Ask, settings: Settings, console: Console) -> None:
    """Says for each origin what it would take."""
    line = begin_line(settings, "backfill")
    for one in ask.split():
        show_estimate(_estimate(line, one), console)
    console.print("Nothing was changed.", highlight=False)


def show_estimate(found: Estimate, console: Console) -> None:
    """One line an origin, and its notes."""
    time = timedelta(seconds=round(found.seconds))
    console.print(
        f"{found.origin}: {found.windows} windows, {found.known} pages known already, {found.new} new; "
        f"{found.requests} requests to make, about {time} ({found.lists} lists read for this)",
        highlight=False,
    )
    for note in found.notes:
        console.print(f"  {note}", highlight=False, markup=False)


def _estimate(line: Line, ask: Ask) -> Estimate:
    if ask.origin == "archive":
        return _estimate_archive(line, ask)
    sites = read_known_sites(line, ask)
    if ask.origin == "warc":
        return _estimate_files(line, ask, sites)
    reads, notes, lists = _read_lists(line, ask, sites) if ask.origin != "urls" else ((), (), 0)
    span = ask.span(line.began.date())
    if ask.origin == "urls":
        pages, _, notes = choose_listed(ask, sites, span, line)
    else:
        pages = choose_pages(reads, sites, ask, span)
    return _estimate_pages(line, ask, pages, lists, notes)


def _estimate_archive(line: Line, ask: Ask) -> Estimate:
    span = ask.span(line.began.date())
    with open_warehouse(line) as con:
        days = read_archived_days(con, span.first, span.last)
    pages = sum(item.pages for item in days)
    seconds = pages * _MAKE_SECONDS
    return Estimate(origin="archive", windows=len(days), known=pages, new=0, lists=0, requests=0, seconds=seconds)


def _estimate_files(line: Line, ask: Ask, sites: Sequence[Site]) -> Estimate:
    span = ask.span(line.began.date())
    found = {}
    faults = 0
    for item in count_pages(line, ask, sites, span):
        if isinstance(item, ForeignStory):
            found[make_import_id(item)] = item.day
        else:
            faults += 1
    with open_warehouse(line) as con:
        known = read_import_ids(con, list(found))
    notes = (f"{faults} records are damaged and will be rejects",) if faults else ()
    return Estimate(
        origin="warc",
        windows=len(set(found.values())),
        known=len(known),
        new=len(found) - len(known),
        lists=0,
        requests=0,
        seconds=len(found) * _MAKE_SECONDS,
        notes=notes,
    )


def _estimate_pages(
    line: Line, ask: Ask, pages: Sequence[tuple[Candidate, int]], lists: int, notes: tuple[str, ...]
) -> Estimate:
    span = ask.span(line.began.date())
    nobody = Backfill(backfill_id="", origin=ask.origin, asked="", state="running", asked_at=line.began)
    with open_warehouse(line) as con:
        entries, _ = take_up(con, nobody, span, pages)
    new = [entry for entry in entries if entry.state == "waiting"]
    hosts = Counter(parse_host(entry.said.url) for entry in new)
    pause = line.settings.host_delay_seconds
    # hosts are asked side by side, each at its pace; its answer takes about half a second
    seconds = max((count + 1) * (pause + 0.5) for count in hosts.values()) if hosts else 0.0
    return Estimate(
        origin=ask.origin,
        windows=len({page.day_within(span) for page, _ in pages}),
        known=len(pages) - len(new),
        new=len(new),
        lists=lists,
        requests=len(new) + len(hosts),
        seconds=max(seconds, len(new) * _MAKE_SECONDS),
        notes=notes,
    )


def _read_lists(line: Line, ask: Ask, sites: Sequence[Site]) -> tuple[tuple[ListRead, ...], tuple[str, ...], int]:
    walks = make_walks(ask, sites, ask.span(line.began.date()))

    async def read() -> tuple[tuple[ListRead, ...], int]:
        reads: tuple[ListRead, ...] = ()
        async with make_client(line, None) as client:
            is_more = True
            while is_more:
                with borrow_network(line.settings):
                    is_more, more = await read_batch(client, walks, line.settings.home)
                reads += more
            return reads, len(client.fetches)

    reads, requests = asyncio.run(read())
    return reads, explain(ask, walks), requests
