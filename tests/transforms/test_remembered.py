"""Expressions that remember their answers: the same elements in the same order, whatever is asked and how often."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import XPath
from lxml.html import HtmlElement, document_fromstring
from trafilatura import xpaths

from transforms.article.remembered import remember_answers

_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}
_ASKED = (
    *xpaths.BODY_XPATH,
    *xpaths.OVERALL_DISCARD_XPATH,
    *xpaths.RAW_TREE_PRUNE_XPATH,
    *xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH,
    *xpaths.TEASER_DISCARD_XPATH,
    XPath(".//*[re:test(@id|@class, 'cookie')]", namespaces=_NAMESPACES),
    XPath(".//*[self::p or @id][re:test(@class, 'menu')]", namespaces=_NAMESPACES),
    XPath(".//*[self::p][re:test(@class, 'menu')][2]", namespaces=_NAMESPACES),
    XPath(".//*[re:test(@class, 'menu')][.//p]", namespaces=_NAMESPACES),
)
_NAMES = st.sampled_from(
    (
        "",
        "menu",
        "article-body",
        "post",
        "comment-list",
        "cookie",
        "share bar",
        "infinite-scroll",
        "hidden",
        "Teaser",
        "a\x01b",
    )
)
_ATTRIBUTES = st.lists(
    st.tuples(st.sampled_from(("class", "id", "style", "role", "href")), _NAMES),
    max_size=3,
    unique_by=lambda one: one[0],
)
_OPENINGS = st.lists(st.tuples(st.sampled_from(("div", "p", "section", "ul", "o:p", "span")), _ATTRIBUTES), max_size=12)


def _make_tree(openings: list[tuple[str, list[tuple[str, str]]]]) -> HtmlElement:
    """Each second element inside the one before it."""
    markup = []
    for n, (tag, attributes) in enumerate(openings):
        said = " ".join(f'{name}="{value}"' for name, value in attributes)
        markup.append(f"<{tag} {said}>Crane falls{f'</{tag}>' if n % 2 else ''}")
    return document_fromstring(f"<html><body><main>{''.join(markup)}</main></body></html>")


@given(openings=_OPENINGS)
def test_what_is_remembered_is_what_the_expression_says(openings: list[tuple[str, list[tuple[str, str]]]]) -> None:
    tree = _make_tree(openings)
    for asked in _ASKED:
        plain = XPath(asked.path, namespaces=_NAMESPACES)
        assert remember_answers(asked)(tree) == plain(tree)


def test_the_order_of_attributes_counts_where_the_first_is_asked() -> None:
    path = remember_answers(XPath(".//*[re:test(@id|@class, 'cookie')]", namespaces=_NAMESPACES))
    tree = document_fromstring("<body><p id=x class=cookie>1</p><p class=cookie id=x>2</p><p id=x class=cookie>3</p>")
    assert [found.text for found in path(tree)] == ["2"]


@pytest.mark.parametrize(
    "path",
    [".//p", ".//*[@id]", ".//*[re:test(., 'Crane')]", ".//*[re:test(@id, 'a')]/p", ".//*[re:test(@id, 'a')]|.//p"],
)
def test_what_asks_for_more_than_attributes_is_left_as_it_is(path: str) -> None:
    plain = XPath(path, namespaces=_NAMESPACES)
    assert remember_answers(plain) is plain
