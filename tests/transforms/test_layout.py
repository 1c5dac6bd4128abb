"""Where on a page its story lies, by what the page calls its parts."""

import lxml.html
import pytest

from transforms.layout import find_regions
from transforms.structured import read_structured

STORY = "The harbour of Gull Holm reopens on Monday, said its master. " * 4


def find(html: str):
    tree = lxml.html.document_fromstring(f"<html><body>{html}</body></html>")
    return find_regions(tree, read_structured(tree))


def lines(html: str) -> list[str]:
    regions = find(html)
    return [line.text for line in (*regions.head_lines, *regions.foot_lines)]


@pytest.mark.parametrize(
    ("name", "is_shown"),
    [
        ("entry-meta", True),
        ("comment-list", False),
        ("commentlist", False),
        ("site_Comments", False),
        ("post-footer", True),
        ("site-footer", False),
        ("elementor-widget", True),
        ("widget", False),
        ("more-to-say", True),
        ("more-stories", False),
        ("morestories", False),
        ("shareholders", True),
        ("share", False),
        ("teaser", True),
    ],
)
def test_parts_of_a_page_are_known_by_the_words_of_their_names(name: str, is_shown: bool):
    html = f'<h1>Harbour reopens soon</h1><div class="{name}"><b>By Jane Roe</b></div><p>{STORY}</p>'
    by_class, by_id = lines(html), lines(html.replace("class=", "id="))
    assert ("By Jane Roe" in by_class, "By Jane Roe" in by_id) == (is_shown, is_shown)


def test_a_teaser_is_no_part_of_the_story_where_it_leads_to_another():
    link = "Ferries of the northern line wait in port"
    page = f'<h1>Harbour reopens soon</h1><div class="NAME"><a href="/7">{link}</a></div><p>{STORY}</p>'
    assert link in lines(page.replace("NAME", "entry-meta"))
    assert link not in lines(page.replace("NAME", "teaser"))


def test_the_text_of_a_line_holds_what_stands_in_parts_that_are_passed_over():
    head = "<div>By <button>Jane Roe<script>x()</script></button>\n <noscript>y</noscript>, Editor</div>"
    assert "By Jane Roe , Editor" in lines(f"<h1>Harbour reopens soon</h1>{head}<p>{STORY}</p>")


def test_what_encloses_a_long_text_is_no_line():
    nested = f"<div><div><p>{STORY * 3}</p></div><span>Gull Holm</span></div>"
    found = lines(f"<h1>Harbour reopens soon</h1>{nested}")
    assert "Gull Holm" in found and all(len(line) <= 400 for line in found)


def test_the_foot_begins_after_the_last_paragraph_of_the_story():
    regions = find(f"<h1>Harbour reopens soon</h1><main><p>{STORY}</p><p>Yes.</p><p>{STORY}</p></main><i>(jr)</i>")
    assert [line.text for line in regions.foot_lines] == ["(jr)"]
    assert [line.place for line in regions.foot_lines] == [0]


@pytest.mark.parametrize("around", ["form", 'div class="widget Blog"'])
@pytest.mark.parametrize("heading", ["h1", "h3"])
def test_what_holds_the_story_is_no_side_part_whatever_it_is_called(around: str, heading: str):
    story = f"<{heading}>Harbour reopens soon</{heading}><i>By Jane Roe</i><div><p>{STORY}</p><p>{STORY}</p></div>"
    html = f"<div><{around}><div>{story}</div></{around.split()[0]}></div>"
    assert "By Jane Roe" in lines(html)


def test_a_widget_beside_the_story_stays_one():
    html = f'<h2>Harbour reopens soon</h2><p>{STORY}</p><div class="widget"><i>By Jane Roe</i><p>{STORY}</p></div>'
    assert "By Jane Roe" not in lines(html)
