"""What is taken out of a page before its body is looked for, and what never is."""

from lxml.html import HtmlElement, document_fromstring

from transforms.article.furniture import drop_furniture
from transforms.article.labels import Labels

_PARAGRAPH = f"<p>{'The harbour of Ostrava was closed on Monday after a crane fell into the water. ' * 4}</p>"
_STORY = f"<div id=story><div id=text>{_PARAGRAPH * 3}</div></div>"


def _leave(markup: str) -> HtmlElement:
    tree = document_fromstring(f"<html><head><title>x</title></head><body>{markup}</body></html>")
    drop_furniture(tree)
    return tree


def _has(tree: HtmlElement, name: str) -> bool:
    return bool(tree.xpath("boolean(//*[@id=$name])", name=name))


def test_boxes_of_links_beside_the_story_go() -> None:
    links = "".join(f"<a href=/{n}>A title of another story, number {n}</a>" for n in range(20))
    tree = _leave(f"<div id=menu>{links}</div>{_STORY}<div id=empty><div></div></div>")
    assert not _has(tree, "menu") and not _has(tree, "empty")
    assert tree.text_content().count("harbour") == 12


def test_a_box_of_links_goes_with_the_words_between_them() -> None:
    teasers = "".join(f"<b>News</b><a href=/{n}>A title of another story, number {n}</a>" for n in range(20))
    assert not _has(_leave(f"{_STORY}<div id=teasers>{teasers}</div>"), "teasers")


def test_menus_and_asides_go_where_there_is_a_story_and_their_links_are_known() -> None:
    tree = document_fromstring(f"<body><nav><a href=/w>Weather</a></nav><aside id=side>{_PARAGRAPH}</aside>{_STORY}")
    labels = Labels(drop_furniture(tree), {"Tides"})
    assert "Weather" in labels and "Tides" in labels and "Weath" not in labels
    assert not _has(tree, "side") and tree.find(".//nav") is None


def test_a_page_without_paragraphs_keeps_its_asides() -> None:
    assert _has(_leave("<aside id=slide>Crane falls.</aside><div>Ferry.</div>"), "slide")


def test_an_aside_with_most_of_the_text_stays() -> None:
    assert _has(_leave(f"<aside id=story>{_PARAGRAPH * 6}</aside><div>{_PARAGRAPH * 3}</div>"), "story")


def test_a_box_with_words_of_its_own_stays() -> None:
    lead = "A crane fell, nobody was hurt, and the ferry to the islands will not sail before the end of next week."
    assert _has(_leave(f"<div id=lead><b>{lead}</b></div>{_STORY}"), "lead")


def test_the_box_of_the_headline_stays_however_short() -> None:
    assert _has(_leave(f"<header id=head><h1>Crane falls</h1></header>{_STORY}"), "head")


def test_short_lines_among_the_paragraphs_stay() -> None:
    tree = _leave(
        f"<div id=story>{_PARAGRAPH}<h2 id=cross>Crane</h2>{_PARAGRAPH}<p id=short>No one.</p>{_PARAGRAPH}</div>"
    )
    assert _has(tree, "cross") and _has(tree, "short")


def test_a_page_without_paragraphs_keeps_its_boxes() -> None:
    assert _has(_leave("<div id=flash>Crane falls.</div><div id=other>Ferry.</div>"), "flash")


def test_scripts_go_but_the_one_that_may_hold_the_body() -> None:
    tree = _leave(f'<script id=code>x</script><script id=ld type="application/ld+json">{{}}</script>{_STORY}')
    assert not _has(tree, "code") and _has(tree, "ld")


def test_text_behind_what_goes_is_kept() -> None:
    tree = _leave(f"<div>{_PARAGRAPH * 3}<div id=box>Ad</div>behind the box <svg></svg>and the drawing</div>")
    assert "behind the box" in tree.text_content() and "and the drawing" in tree.text_content()


def test_boxes_in_which_nothing_stands_go_but_not_the_space_between_two_words() -> None:
    tree = _leave(f"<div id=ad><div> </div><img></div>{_STORY}<p id=line>Crane<span> </span>falls</p>")
    assert not _has(tree, "ad") and tree.get_element_by_id("line").text_content() == "Crane falls"


def test_text_behind_thousands_of_elements_that_go_is_not_copied_again_and_again() -> None:
    behind = "and the ferry to the islands did not sail "
    tree = _leave(f"<div>{_PARAGRAPH * 6}{f'<script>x</script>{behind}<div></div>{behind}' * 10_000}</div>")
    assert not tree.xpath("boolean(//script)") and tree.text_content().count(behind) == 20_000
