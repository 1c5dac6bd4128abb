"""`copydesk feeds`: the list of sources, and a look at a feed without storing anything.

What asks the network is imported when a command runs, for it takes a second.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from flows.settings import Settings, read_settings
from flows.tables import render_rows
from flows.terminal import make_command, make_console
from transforms.records import FeedSource
from transforms.urls import normalize_url
from warehouse.connection import open_published
from warehouse.errors import WarehouseMissing
from warehouse.muting import read_muted

app = typer.Typer(help="The feeds to poll: list, discover, check, add, unmute, import, export.", no_args_is_help=True)


@app.command("list")
def list_feeds() -> None:
    """List the feeds of feeds.toml, and which of them are not polled any more.

    Example: copydesk feeds list
    """
    from flows.sources import read_sources

    settings = read_settings()
    sources = read_sources(settings.feeds_file, settings)
    muted = _find_muted(settings, sources)
    rows = [
        (
            source.publisher,
            source.language,
            source.interval_minutes,
            ", ".join(source.tags),
            source.url,
            *([f"muted: {muted[source.url]}" if source.url in muted else None] if muted else []),
        )
        for source in sources
    ]
    names = ("publisher", "language", "minutes", "tags", "url", *(["state"] if muted else []))
    console = make_console()
    console.print(render_rows(names, rows))
    if muted:
        console.print(f"Poll a muted feed again: {make_command('feeds', 'unmute', 'URL')}", highlight=False)


def _find_muted(settings: Settings, sources: Sequence[FeedSource]) -> Mapping[str, str]:
    """The sources that are not polled any more, each with why; none where nothing is published yet."""
    from flows.plan import make_feed_id

    try:
        with open_published(settings.paths) as con:
            muted = read_muted(con)
    except WarehouseMissing:
        return {}
    ids = {source.url: make_feed_id(source.url) for source in sources}
    return {url: muted[feed_id] for url, feed_id in ids.items() if feed_id in muted}


@app.command()
def unmute(url: Annotated[str, typer.Argument(help="The address of a muted feed.")]) -> None:
    """Poll a feed again that said it was gone (410), from the next run on.

    Example: copydesk feeds unmute https://example.org/rss.xml
    """
    from flows.chores import unmute as unmute_feed
    from flows.progress import show_chore

    console = make_console()
    with show_chore(console, "Unmuting"):
        unmute_feed(read_settings(), url)
    console.print(f"The next run polls {url} again.", highlight=False, markup=False, soft_wrap=True)


@app.command()
def check(url: Annotated[str, typer.Argument(help="The address of a feed.")]) -> None:
    """Fetch a feed and one story of it, show both, store nothing.

    Example: copydesk feeds check https://example.org/rss.xml
    """
    from flows.check import check_feed

    check_feed(url, read_settings(), make_console())


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="The address of a feed, or of a site.")],
    publisher: Annotated[
        str | None, typer.Option(help="As it shall stand in the tables; default: the feed's title, else its host.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1, as in en.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="May be given several times.")] = None,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Ask nobody; add the address as it is.")] = False,
) -> None:
    """Add a feed to feeds.toml; of a site, the first feed that it declares.

    Example: copydesk feeds add https://example.org --publisher "The Example" --language en
    """
    from flows.discover import choose_feed, name_publisher
    from flows.sources import add_source, find_own_list

    settings, console = read_settings(), make_console()
    path = find_own_list(settings)
    chosen, title = (url, None) if unchecked else choose_feed(url, settings, console)
    name = publisher or name_publisher(chosen, title)
    add_source(path, FeedSource(url=chosen, publisher=name, language=language, tags=tuple(tag or ())))
    said = "" if publisher else f' Its publisher is "{name}" in the tables; for another name correct it there.'
    console.print(f"Added {chosen} to {path}.{said}", highlight=False, markup=False, soft_wrap=True)


@app.command("import")
def import_opml(
    file: Annotated[str, typer.Argument(help="An OPML file or its address.")],
) -> None:
    """Add the feeds of an OPML file to feeds.toml; those that are there already stay as they are.

    Example: copydesk feeds import subscriptions.opml
    """
    from flows.sources import add_source, find_own_list, read_sources

    settings = read_settings()
    path = find_own_list(settings)
    known = {normalize_url(source.url) for source in read_sources(str(path), settings)} if path.exists() else set()
    new = [source for source in read_sources(file, settings) if normalize_url(source.url) not in known]
    for source in new:
        add_source(path, source)
    make_console().print(f"Added {len(new)} feeds to {path}.", highlight=False)


@app.command()
def export(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Default: the terminal.")] = None,
    toml: Annotated[bool, typer.Option("--toml", help="feeds.toml's form instead of OPML.")] = False,
) -> None:
    """Write the feeds as OPML, which every feed reader takes.

    Example: copydesk feeds export --output feeds.opml
    """
    from flows.opml import write_opml
    from flows.sources import read_sources, write_toml

    settings = read_settings()
    sources = read_sources(settings.feeds_file, settings)
    text = write_toml(sources) if toml else write_opml(sources)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        typer.echo(text)


@app.command()
def discover(site: Annotated[str, typer.Argument(help="The address of a site, or of a page of it.")]) -> None:
    """Find the feeds of a site: those it declares, links to and lists in sitemaps, and those in the usual places.

    Example: copydesk feeds discover https://example.org
    """
    from flows.discover import show_feeds

    show_feeds(site, read_settings(), make_console())
