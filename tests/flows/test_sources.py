"""Lists of feeds: what is read, what is refused at which line, and that what we write reads the same."""

from pathlib import Path

import pytest

from flows.errors import FeedsFileError
from flows.opml import write_opml
from flows.settings import Settings
from flows.sources import add_source, find_own_list, parse_sources, read_sources, write_toml
from tests.flows.wire import Wire
from transforms.records import FeedSource

TOML = """# our feeds
[[feeds]]
url = "https://example.org/a.xml"  # the first
publisher = "Coastline Wire"
language = "en-GB"
interval = "2h"
tags = ["agency", "ports"]

[[feeds]]
url = "https://example.net/b"
interval = 30
"""
FEEDS = (
    FeedSource(
        url="https://example.org/a.xml",
        publisher="Coastline Wire",
        language="en",
        interval_minutes=120,
        tags=("agency", "ports"),
    ),
    FeedSource(url="https://example.net/b", interval_minutes=30),
)
OPML = b"""<?xml version="1.0"?><opml version="2.0"><body><outline text="Agencies"><outline text="North">
<outline type="rss" text="A" title="Coastline" xmlUrl="https://example.org/a" category="/wire,x" language="unknown"/>
</outline></outline><outline text="Again"><outline text="A" xmlUrl="https://example.org/a"/></outline></body></opml>"""


def test_a_feeds_file_is_read():
    assert parse_sources(TOML.encode(), "feeds.toml") == FEEDS


def test_what_is_written_reads_the_same():
    assert parse_sources(write_toml(FEEDS).encode(), "x") == FEEDS
    odd = (FeedSource(url="https://example.org/a", publisher='Quote " and \\ and \x01 and é'),)
    assert parse_sources(write_toml(odd).encode(), "x") == odd


def test_opml_written_reads_the_same_but_for_intervals():
    read = parse_sources(write_opml(FEEDS).encode(), "x.opml")
    assert [(s.url, s.publisher, s.language, s.tags) for s in read] == [
        ("https://example.org/a.xml", "Coastline Wire", "en", ("agency", "ports")),
        ("https://example.net/b", "https://example.net/b", None, ()),
    ]


def test_nested_outlines_become_tags_and_a_feed_in_two_folders_is_one():
    (source,) = parse_sources(OPML, "x.opml")
    assert source.url == "https://example.org/a" and source.language is None
    assert source.tags == ("Agencies", "North", "wire", "x", "Again")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[[feeds]]\nurl = https://example.org\n", 2, "this is no TOML"),
        ('[[feeds]]\nurl = "https://a.example/"\n\n[[feeds]]\npublisher = "B"\n', 4, "url is missing"),
        ('[[feeds]]\nurl = "https://a.example/"\nlangauge = "en"\n', 3, "did you mean language?"),
        ('[[feeds]]\nurl = "ftp://a.example/"\n', 2, "http:// or https://"),
        ('[[feeds]]\nurl = "https://a.example/"\n[[feeds]]\nurl = "https://A.example"\n', 4, "first at line 2"),
        ('[[feeds]]\nurl = "https://a.example/"\nlanguage = "german"\n', 3, 'as "de"'),
        ('[[feeds]]\nurl = "https://a.example/"\ninterval = "often"\n', 3, '"30m"'),
        ('[[feeds]]\nurl = "https://a.example/"\ntags = "x"\n', 3, "tags is no list"),
        ('\n[feed]\nurl = "https://a.example/"\n', 2, "[[feeds]]"),
        ("<html></html>", 1, "this is no OPML"),
        ('<opml>\n<outline xmlUrl="ftp://x"/>\n</opml>', 2, "http:// or https://"),
    ],
)
def test_a_wrong_file_is_refused_at_its_line_with_a_remedy(text, line, says):
    with pytest.raises(FeedsFileError) as caught:
        parse_sources(text.encode(), "feeds.toml")
    assert (caught.value.line, caught.value.exit_code) == (line, 2)
    assert f"feeds.toml, line {line}: " in str(caught.value) and says in str(caught.value)


def test_a_missing_file_says_what_to_do(tmp_path):
    own = str(tmp_path / "none.toml")
    with pytest.raises(FeedsFileError, match=r"copydesk feeds add .* COPYDESK_FEEDS_FILE"):
        read_sources(own, Settings(feeds_file=own))
    with pytest.raises(FeedsFileError, match="no such file; check its path"):
        read_sources(tmp_path / "none.opml", Settings())


@pytest.mark.parametrize(
    "text",
    ["<opml><body>\n<outline", "<opml><body>\n<outline xmlUrl='https://a.example/'/>", "<opml>\n<outline xmlUrl='ht"],
)
def test_an_opml_that_ends_too_early_is_refused_for_its_feeds_are_missing(text):
    with pytest.raises(FeedsFileError, match=r"x.opml, line \d: this OPML ends"):
        parse_sources(text.encode(), "x.opml")


def test_an_opml_with_a_bare_ampersand_is_read_all_the_same():
    (source,) = parse_sources(
        b"<opml><body><outline text='A & B' xmlUrl='https://a.example/'/></body></opml>", "x.opml"
    )
    assert source.url == "https://a.example/"


def test_a_text_that_is_named_opml_is_no_toml_with_a_fault():
    with pytest.raises(FeedsFileError, match="no OPML"):
        parse_sources(b"https://example.org/feed.xml\n", "list.opml")


def test_a_list_can_be_read_from_an_address(tmp_path):
    with Wire() as wire:
        wire.serves("/opml.xml", OPML)
        settings = Settings(home=tmp_path, allow_private_hosts=(wire.host,), host_delay_seconds=0)
        assert [source.url for source in read_sources(wire.url("/opml.xml"), settings)] == ["https://example.org/a"]
        with pytest.raises(FeedsFileError, match="COPYDESK_ALLOW_PRIVATE_HOSTS"):
            read_sources(wire.url("/opml.xml"), Settings(home=tmp_path, host_delay_seconds=0))


def test_adding_a_feed_keeps_the_comments(tmp_path):
    path = tmp_path / "feeds.toml"
    path.write_text(TOML)
    add_source(path, FeedSource(url="https://new.example/"))
    assert path.read_text().startswith(TOML)
    assert parse_sources(path.read_bytes(), "x") == (*FEEDS, FeedSource(url="https://new.example/"))
    with pytest.raises(FeedsFileError, match=r"feeds.toml: it lists https://new.example already; nothing was added"):
        add_source(path, FeedSource(url="https://new.example"))
    with pytest.raises(FeedsFileError, match="the new feed: 'notaurl' is no address"):
        add_source(path, FeedSource(url="notaurl"))
    with pytest.raises(FeedsFileError, match="the new feed: 'german' is no language code"):
        add_source(path, FeedSource(url="https://other.example/", language="german"))
    assert path.read_text().count("[[feeds]]") == 3
    assert [p.name for p in tmp_path.iterdir()] == ["feeds.toml"]


def test_the_list_we_ship_is_sound():
    sources = parse_sources((Path(__file__).parents[2] / "feeds.toml").read_bytes(), "feeds.toml")
    assert len(sources) >= 25 and all(source.publisher and source.language for source in sources)
    assert len({source.language for source in sources}) >= 8


def test_nothing_is_added_to_opml_or_to_a_list_at_an_address(tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(write_opml(FEEDS))
    with pytest.raises(FeedsFileError, match="feeds export --toml"):
        add_source(path, FeedSource(url="https://news.example/rss"))
    with pytest.raises(FeedsFileError, match="COPYDESK_FEEDS_FILE"):
        find_own_list(Settings(feeds_file="https://news.example/feeds.opml"))
