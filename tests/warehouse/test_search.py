"""Search: which stories a question finds, and in which order. All text is invented."""

import duckdb
import pytest

from warehouse.publish import publish

BODIES = {
    "pumpkin": "Der Kürbis wog 400 Kilo.\n\nЖюри взвешивало: новый рекорд.",
    "ferry": "The ferry left the harbour. The ferry came back, and the prime minister waved.",
    "report": "A report on portable pumps. Nobody mentioned boats, and the minister of pumps was away.",
    "flood": "東京都で大雨が降った。น้ำท่วมในกรุงเทพ",
    "boast": "Port Elm’s café “Été” is closed, and that is all there is to say about Port Elm in winter.",
}


@pytest.fixture
def search(con, load, make_story):
    """Ask, and get the slugs of what was found, in order."""
    load(
        stories=tuple(
            make_story(slug, headline=f"Of {slug}s", body=body, mentions=(), quotes=(), captions=())
            for slug, body in BODIES.items()
        )
    )

    def ask(words):
        rows = con.execute("select url from search_articles(?)", [words]).fetchall()
        return [url.rsplit("/", 1)[1] for (url,) in rows]

    return ask


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("kurbis 400", ["pumpkin"]),
        ("KÜRBIS", ["pumpkin"]),
        ("Ku\u0308rbis", ["pumpkin"]),
        ("жюри", ["pumpkin"]),
        ("Новый", ["pumpkin"]),
        ("port", ["boast"]),
        ("ete cafe", ["boast"]),
        ("東京", ["flood"]),
        ("กรุงเทพ", ["flood"]),
        ("elm", ["boast"]),
        ("of", ["report", "pumpkin", "ferry", "flood", "boast"]),
        ("zeppelin", []),
        ("", []),
        (" .* [^x] \\ ' (", []),
        (None, []),
    ],
)
def test_whole_words_are_found_in_any_script_case_and_latin_accents(search, words, found):
    assert set(search(words)) == set(found)


def test_a_story_with_more_of_the_rarer_words_comes_first(search):
    assert search("prime minister ferry") == ["ferry", "report"]
    assert search("minister pumps") == ["report", "ferry"]


def test_words_side_by_side_count_each(search, con):
    one, both = (
        con.execute("select max(score) from search_articles(?)", [w]).fetchone()[0] for w in ("port", "port elm")
    )
    assert both > 1.9 * one


def test_a_word_of_the_headline_outweighs_one_of_the_body(con, load, make_story):
    plain = {"mentions": (), "quotes": (), "captions": ()}
    load(
        stories=(
            make_story("body", headline="News of the day", body="A ferry sank off the coast.", **plain),
            make_story("headline", headline="Ferry sinks", body="It happened off the coast.", **plain),
        )
    )
    urls = con.execute("select url from search_articles('ferry')").fetchall()
    assert [url for (url,) in urls] == ["https://news.example/headline", "https://news.example/body"]


def test_of_equal_stories_the_latest_comes_first(con, load, make_story, noon):
    load(stories=tuple(make_story(f"s{day}", published_at=noon.replace(day=day)) for day in (3, 5, 4)))
    urls = con.execute("select url from search_articles('harbour')").fetchall()
    assert [url[-2:] for (url,) in urls] == ["s5", "s4", "s3"]


def test_the_published_file_is_searched_by_any_duckdb_without_an_extension(paths, make_story, load, con):
    load(stories=(make_story(),))
    con.close()
    publish(paths)
    bare = {"autoload_known_extensions": False, "autoinstall_known_extensions": False}
    with duckdb.connect(str(paths.published), read_only=True, config=bare) as reader:
        assert reader.execute("select headline from search_articles('storm')").fetchall() == [
            ("Harbour reopens after storm",)
        ]
