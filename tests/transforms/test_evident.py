"""An evident story is read as the extractor reads it, and by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement, document_fromstring

from transforms.article import body
from transforms.article.evident import find_story, read_story
from transforms.text import clean_text

_SENTENCE = "The harbour of Ostrava was closed on Monday after a crane fell into the water. "
_PARAGRAPH = f"<p>{_SENTENCE * 4}</p>"
_LINKS = "".join(f"<a href=/{n}>A title of another story, number {n}</a> " for n in range(6))
_BLOCKS = (
    _PARAGRAPH,
    "<p>Short.</p> and what follows it",
    "<p>One<br>two <b>and</b>\n three<br><br>four</p>",
    "<p> </p>",
    f"<p><a href=/x>{_SENTENCE * 2}</a></p>",
    f"<p>Of <a href=/x>cranes</a> and <em>ferries</em>, {_SENTENCE}</p>",
    "<p>Rates &amp;amp; fees\u200c rise</p>",
    "<p>Facebook</p>",
    "<h2>Ferries <i>wait</i></h2>",
    "<h3>Cranes</h3> behind a heading",
    "<br>After a break<hr>After a rule",
    "<ul><li>One</li><li><p>Two</p></li><li><a href=/y>three</a> of <ul><li>four</li></ul></li></ul> behind the list",
    f"<ul><li>{_LINKS}</li></ul>",
    f"<div>{_LINKS}</div>",
    f"<div><div><p>{_LINKS}</p></div><span>Read</span><p>{_LINKS}</p></div>",
    "<div>Words of a box <p>and its paragraph</p></div>",
    "<div class=related><p>Elsewhere</p></div>",
    "<section class=teaser-box><p>Announced</p></section>",
    "<div id=comments><p>Said by others</p></div>",
    "<blockquote><p>We wait,</p> said the <i>captain</i></blockquote> and went",
    "<pre>crane = 1\n    ferry = 2</pre>",
    "<table><tr><th>Ship</th><th>Tons</th></tr><tr><td>Ada</td><td>12</td></tr></table> behind the table",
    f"<table><tr><td>{_LINKS}</td></tr></table>",
    "<form><p>Write to us</p><input></form> behind the form",
    "<del>Struck</del>",
)


def _make_tree(*blocks: str, beside: str = "") -> HtmlElement:
    return document_fromstring(f"<body>{beside}<div class=article-body id=story>{''.join(blocks)}</div></body>")


def _clean(lines: list[str]) -> list[str]:
    """Each line once: the extractor may leave out one that repeats the line before it."""
    return list(dict.fromkeys(line for raw in lines if (line := clean_text(raw))))


@given(blocks=st.lists(st.sampled_from(_BLOCKS), max_size=12))
def test_a_story_reads_as_the_extractor_reads_it(blocks: list[str]) -> None:
    tree = _make_tree(f"<p>{'No ferry will sail before the end of the week. ' * 30}</p>", *blocks, _PARAGRAPH)
    story = find_story(tree)
    assert story is not None
    assert _clean(read_story(story, body._options(True))) == _clean(body._run(tree, fast=True))


def test_a_story_is_evident_where_it_has_most_of_the_text() -> None:
    story = find_story(_make_tree(_PARAGRAPH * 6, beside=_PARAGRAPH * 2))
    assert story is not None and story.get("id") == "story"


@pytest.mark.parametrize(("inside", "beside"), [(3, 0), (6, 7)])
def test_little_text_or_more_elsewhere_is_no_evident_story(inside: int, beside: int) -> None:
    assert find_story(_make_tree(_PARAGRAPH * inside, beside=_PARAGRAPH * beside)) is None


def test_a_story_is_left_as_it_was_and_given_up_where_hardly_anything_is_its_own() -> None:
    tree = _make_tree("".join(f"<p><a href=/{n}>{_SENTENCE * 2}</a></p>" for n in range(20)), "<p>Short.</p>")
    story = find_story(tree)
    assert story is not None
    before = story.text_content()
    assert read_story(story, body._options(True)) == []
    assert story.text_content() == before


def test_a_control_character_that_no_tree_takes_is_left_to_the_extractor() -> None:
    tree = _make_tree(_PARAGRAPH * 6, "<p>Crane&#1;<br>falls</p>")
    story = find_story(tree)
    assert story is not None and read_story(story, body._options(True)) == []
