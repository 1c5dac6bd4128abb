"""JSON-LD and meta tags, as they are found in the wild."""

from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from transforms.structured import article_nodes, as_list, as_text, read_structured


def page(*scripts: str, head: str = ""):
    blocks = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return document_fromstring(f"<html><head>{head}{blocks}</head><body><p>x</p></body></html>")


def test_broken_json_is_passed_over_and_its_neighbours_read():
    structured = read_structured(page('{"@type": ', '{"@type": "NewsArticle", "headline": "Harbour reopens"}'))
    assert [node["headline"] for node in article_nodes(structured)] == ["Harbour reopens"]


def test_a_trailing_comma_and_a_raw_line_break_are_repaired():
    structured = read_structured(page('{"@type": "NewsArticle", "headline": "Harbour\nreopens",}'))
    assert as_text(article_nodes(structured)[0]["headline"]) == "Harbour\nreopens"


def test_objects_that_only_follow_each_other_and_escaped_ones_are_read():
    article = '{"@type": "NewsArticle", "headline": "Harbour reopens"}'
    assert article_nodes(read_structured(page('{"@type": "Organization"}\n' + article)))
    assert article_nodes(read_structured(page(article + "; trackPage()")))
    escaped = page("")
    escaped.find("head/script").text = article.replace('"', "&quot;")
    assert article_nodes(read_structured(escaped))


def test_a_reader_s_review_is_no_article():
    recipe = '{"@type": "Recipe", "review": {"@type": "Review", "author": "Max", "datePublished": "2020-01-01"}}'
    assert article_nodes(read_structured(page(recipe))) == ()
    assert article_nodes(read_structured(page('{"@type": "Review", "headline": "A fine ferry"}')))


def test_entities_in_json_are_read_as_characters():
    assert as_text("R&uuml;ckbau &amp; mehr") == "Rückbau & mehr"


def test_references_lead_to_the_fullest_object():
    structured = read_structured(
        page(
            '{"@graph": [{"@id": "#a", "@type": "Person", "name": "Jane Roe"},'
            ' {"@type": "Article", "author": {"@id": "#a"}}]}'
        )
    )
    assert structured.resolve({"@id": "#a"})["name"] == "Jane Roe"


def test_the_page_s_own_article_goes_before_fuller_teasers():
    teaser = (
        '{"@type": "NewsArticle", "headline": "T", "author": "A", "datePublished": "2020", "url": "https://e.org/2"}'
    )
    own = '{"@type": "NewsArticle", "headline": "Own", "url": "https://e.org/1"}'
    head = '<meta property="og:url" content="https://e.org/1?x=y">'
    assert article_nodes(read_structured(page(teaser, own, head=head)))[0]["headline"] == "Own"


def test_a_deep_object_ends_somewhere():
    assert read_structured(page('{"@type": "Article", "a": ' * 400 + "1" + "}" * 400)).nodes


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_value_has_a_text_or_none(value):
    assert as_text(value) != ""
    assert isinstance(as_list(value), list)
