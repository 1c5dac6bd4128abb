"""Bylines: case table, what a page offers, and who wins."""

import tomllib
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.bylines import choose_bylines, extract_byline_candidates, parse_byline
from transforms.lexicons import read_lexicon
from transforms.records import Candidate
from transforms.structured import read_structured

ODD_WORDS = ["By", "von", "Jane", "Roe", ",", "/", "&", "and", "(", ")", "26", "June", "AFP", "@x", "e-mail", "|", ";"]
CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "bylines.toml").read_text(encoding="utf-8"))["cases"]


def chosen(*pairs, feed_byline=None, publisher="Harbour Post"):
    candidates = tuple(Candidate(source=source, value=value) for source, value in pairs)
    bylines, printed = choose_bylines(candidates, feed_byline=feed_byline, publisher=publisher, language="en")
    return [byline.name for byline in bylines], printed


def page(body, head=""):
    tree = lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return [candidate.value for candidate in extract_byline_candidates(tree, read_structured(tree))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["raw"] or "nothing")
def test_a_printed_byline_is_split_into_names(case):
    assert [byline.name for byline in parse_byline(case["raw"])] == case["want"]


def test_roles_and_employers_stay_with_their_names():
    jane, john = parse_byline("By Jane Roe and John Doe, Science Editors")
    assert (jane.role, john.role) == ("Science Editors", "Science Editors")
    assert parse_byline("Jane Roe, BBC News")[0].affiliation == "BBC News"
    (jane,) = parse_byline("Words by Jane Roe, City Hall Editor")
    assert jane.role == "City Hall Editor"
    assert parse_byline("AFP")[0].kind == "organization"


@given(st.text() | st.lists(st.sampled_from(ODD_WORDS)).map(" ".join))
def test_no_text_breaks_a_byline(raw):
    names = parse_byline(raw)
    assert [byline.position for byline in names] == list(range(len(names)))
    assert all(byline.name.strip() and not any(ord(c) < 32 for c in byline.name) for byline in names)


@given(
    st.sampled_from([row["name"] for row in read_lexicon("given_names")]),
    st.sampled_from([row["name"] for row in read_lexicon("surnames")]),
)
def test_a_plain_name_is_read_alike_alone_and_among_other_words(first, last):
    alone, framed = parse_byline(f"{first} {last}"), parse_byline(f"{first} {last} (jr), Editor")
    assert [(b.name, b.kind) for b in alone] == [(b.name, b.kind) for b in framed]


def test_a_person_wins_over_the_publisher():
    assert chosen(("json-ld:author:Organization", "Harbour Post"), ("byline-element", "By Jane Roe"))[0] == ["Jane Roe"]
    assert chosen(("json-ld:author:Person", "Jane Roe"), ("json-ld:author:Person", "Harbour Post"))[0] == ["Jane Roe"]


def test_a_name_is_printed_where_a_reader_sees_it_whatever_scripts_hold():
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Max Webmaster"}}</script>'
    text = "<p>The harbour of Gull Holm reopens on Monday.</p>" * 40

    def sources(body: str) -> list[str]:
        tree = lxml.html.document_fromstring(f"<html><body><h1>Harbour reopens</h1>{data}{text}{body}</body></html>")
        return [candidate.source for candidate in extract_byline_candidates(tree, read_structured(tree))]

    hidden = "<script>Max Webmaster</script><style>Max Webmaster</style>"
    assert sources(hidden + "<i>Max</i><b>Miller</b>") == ["json-ld:author (not printed)"]
    for shown in ("<i>Max</i> A. <b>WEBMASTER</b>", "<i>Webmaster, Max</i>", "Ｍａｘ Webmaster"):
        assert sources(hidden + shown) == ["json-ld:author"]
    assert sources("<i>Max Webmasters</i>") == ["json-ld:author (not printed)"]


def test_an_agency_is_kept_when_it_is_all_there_is():
    assert chosen(("json-ld:author:Person", "AFP"))[0] == ["AFP"]


def test_the_owner_in_a_meta_tag_is_no_author():
    assert chosen(("meta:author", "Harbour Post")) == ([], None)


def test_the_fuller_spelling_of_a_name_wins():
    assert chosen(("json-ld:author:Person", "Miguel A Roe"), ("byline-element", "Miguel A. Roe"))[0] == [
        "Miguel A. Roe"
    ]


def test_the_printed_list_completes_the_data():
    printed = ("byline-element", "By Jane Roe and John Doe")
    assert chosen(("json-ld:author:Person", "Jane Roe"), printed) == (
        ["Jane Roe", "John Doe"],
        "By Jane Roe and John Doe",
    )


def test_the_full_name_in_print_completes_a_given_name_in_the_data():
    printed = ("printed", "A column by Jane Roe")
    assert chosen(("meta:author", "Jane"), ("byline-element", "By Jane Roe"), printed)[0] == ["Jane Roe"]


def test_helpers_in_the_credit_line_stand_behind_those_who_sign_with_their_tasks():
    foot = "(Reporting by Jane Roe in Oslo; Additional reporting by Ann Smith; Editing by John Doe)"
    candidates = [("json-ld:author:Person", "Jane Roe"), ("byline-element", "By Jane Roe"), ("foot", foot)]
    bylines, printed = choose_bylines(
        tuple(Candidate(source=source, value=value) for source, value in candidates),
        feed_byline=None,
        publisher=None,
        language="en",
    )
    assert [(b.name, b.role, b.position) for b in bylines] == [
        ("Jane Roe", "reporter", 0),
        ("Ann Smith", "reporter", 1),
        ("John Doe", "editor", 2),
    ]
    assert printed == "By Jane Roe"


def test_a_declared_author_whom_the_page_calls_the_editor_stands_behind_the_reporter():
    printed = [("byline-element", "Budi Santoso"), ("byline-element", "Editor : Siti Aminah")]
    assert chosen(("json-ld:author:Person", "Siti Aminah"), *printed)[0] == ["Budi Santoso", "Siti Aminah"]


def test_the_house_signs_its_news_in_the_data_and_nowhere_else():
    assert chosen(("json-ld:author:Person", "Harbour Post"))[0] == ["Harbour Post"]
    assert chosen(("json-ld:BlogPosting:author:Person", "Harbour Post"))[0] == []
    assert chosen(("itemprop=author", "Harbour Post"))[0] == []
    assert chosen(("byline-element", "Published by Harbour Post on 1 May"))[0] == []
    assert chosen(("byline-element", "By Harbour Post Staff"))[0] == ["Harbour Post Staff"]


def test_further_names_of_the_site_are_the_house_s_too():
    candidates = (Candidate(source="itemprop=author", value="Coastline"),)
    said = {"feed_byline": None, "publisher": "Harbour Post", "language": "en"}
    assert choose_bylines(candidates, owners=("coastline",), **said) == ((), None)


def test_a_pen_name_that_data_and_print_agree_on_is_a_name():
    printed = ("byline-element", "Von Der Hafenbär")
    assert chosen(("json-ld:author:Person", "Der Hafenbär"), printed)[0] == ["Der Hafenbär"]


def test_a_motto_in_the_author_s_meta_tag_is_no_author():
    assert chosen(("meta:author", "Department of Trade, Harbours and Fisheries"))[0] == []
    assert chosen(("meta:author", "Iberian Wines in Oslo - Vinos y Tapas"))[0] == []


def test_a_name_that_only_data_have_is_marked_and_loses():
    text = "<p>Nobody signs this text about ferries, and nobody is named in it at all, whatever it says.</p>" * 20
    data = '{"@type":"NewsArticle","headline":"x","author":{"@type":"Person","name":"Max Webmaster"}}'
    tree = lxml.html.document_fromstring(
        f'<html><head><script type="application/ld+json">{data}</script></head><body><h1>Rates hold</h1>{text}</body>'
    )
    (candidate,) = extract_byline_candidates(tree, read_structured(tree))
    assert candidate == Candidate(source="json-ld:author:Person (not printed)", value="Max Webmaster")
    assert choose_bylines((candidate,), feed_byline=None, publisher=None, language="en") == ((), None)


def test_a_page_built_by_scripts_is_no_witness_of_who_is_printed():
    data = '{"@type":"NewsArticle","headline":"x","author":{"@type":"Person","name":"Jane Roe"}}'
    head = f'<script type="application/ld+json">{data}</script>'
    tree = lxml.html.document_fromstring(f"<html><head>{head}</head><body><h1>Rates hold</h1></body></html>")
    assert [c.source for c in extract_byline_candidates(tree, read_structured(tree))] == ["json-ld:author:Person"]


def test_side_parts_are_told_by_name_but_never_enclose_the_headline():
    body = """<div class="page has-sidebar"><h1>Rates hold for now</h1><p class="author">By Jane Roe</p>
      <article><p>Text.</p><div class="post-footer"><a rel="author">Jane Roe</a></div></article></div>
      <div class="right sidebar"><span class="byline">By Ann Other</span></div>"""
    assert set(page(body)) == {"Jane Roe", "By Jane Roe"}


def test_the_feed_speaks_when_the_page_is_silent():
    assert chosen(feed_byline="Jane Roe") == (["Jane Roe"], "Jane Roe")


def test_a_page_offers_data_then_what_is_printed_in_its_head():
    data = '{"@type":"NewsArticle","headline":"x","author":[{"@type":"Person","name":"Jane Roe"}]}'
    head = f'<script type="application/ld+json">{data}</script>'
    body = '<h1>Rates hold for now</h1><div class="byline">By Jane Roe</div><p>Text.</p>'
    assert page(body, head)[:2] == ["Jane Roe", "By Jane Roe"]


def test_a_class_names_a_byline_in_capitals_too():
    assert page("<h1>Rates hold</h1><div class='Author_name'>Jane Roe, Wire</div><p>Text</p>") == ["Jane Roe, Wire"]


def test_who_signs_a_caption_is_not_offered():
    caption = "<p class='figcaption'>The quay at dawn / <span class='firma'>Jane Roe</span></p>"
    assert page(f"<h1>Rates hold</h1>{caption}<p>Text</p>") == []


def test_a_job_title_ends_where_a_sentence_does():
    (jane,) = parse_byline("Jane Roe Redakteurin im Lokalen. F.A.Z. Twitter")
    assert (jane.name, jane.role) == ("Jane Roe", "Redakteurin im Lokalen")


def test_the_site_behind_a_name_is_its_affiliation():
    (jane,) = parse_byline("Jane Roe Harbourpost.com Redakteurin")
    assert (jane.name, jane.role, jane.affiliation) == ("Jane Roe", "Redakteurin", "Harbourpost.com")


def test_names_that_data_escape_for_html_are_read_as_names():
    data = '{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "J&uuml;rgen Ro&#223;"}, "Ann O&#39;Roe"]}'
    head = f'<script type="application/ld+json">{data}</script>'
    assert page("<h1>Rain</h1>", head) == ["Jürgen Roß", "Ann O'Roe"]


def test_names_in_comments_and_other_stories_are_not_offered():
    body = """<h1>Rates hold for now</h1><p>Text.</p><div class="comments"><span class="author">Max Troll</span></div>
      <div class="related"><span class="byline">By Ann Other</span></div>"""
    assert page(body) == []


@pytest.mark.parametrize(
    "name", ["credits", "prefixes", "joiners", "roles", "organization_words", "placeholders", "tails"]
)
def test_byline_lexicons_are_sorted_and_unique_and_say_why(name):
    rows = read_lexicon(f"byline_{name}")
    words = [row["word"] for row in rows]
    assert words == sorted(set(words)) and all(row["why"] for row in rows)


def test_roles_stand_behind_names_of_either_gender_and_desk():
    assert [b.role for b in parse_byline("Von Max Muster , Redakteur 09.09.2025, 09:58 Uhr")] == ["Redakteur"]
    assert [b.role for b in parse_byline("By Jane Roe, Investigations")] == ["Investigations"]


@pytest.mark.parametrize("joint", [" | Pictures by ", ", photographs by ", " and photos by "])
def test_who_came_for_the_pictures_is_the_photographer(joint):
    named = parse_byline(f"Words by Jane Roe{joint}John Doe")
    assert [(b.name, b.role) for b in named] == [("Jane Roe", None), ("John Doe", "photographer")]
    assert parse_byline(f"{joint.strip(' |,')}John Doe".removeprefix("and ")) == ()


def test_a_declared_media_organization_is_one_unless_a_given_name_opens_it():
    candidates = [
        Candidate(value=v, source="json-ld:author:NewsMediaOrganization") for v in ("Nordan Vinden", "Jane Roe")
    ]
    said = {"feed_byline": None, "publisher": None, "language": "en"}
    kinds = [choose_bylines((candidate,), **said)[0][0].kind for candidate in candidates]
    assert kinds == ["organization", "person"]


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("1 day ago Share Save Add as preferred Jane Roe", "Jane Roe"),
        ("Jane Roe Jane Roe April 28 2023, 3:54 p.m.", "Jane Roe"),
        ("Jane Roe 12. MÄR 2025 18:03", "Jane Roe"),
        ("Do 25.04.24 | 14:07 Uhr | Von Jane Roe", "Von Jane Roe"),
        ("Jane Roe Political Correspondent 16 September 2024 9:33pm", "Jane Roe Political Correspondent"),
        ("Jane Roe , Redakteur 09.09.2025, 09:58 Uhr", "Jane Roe , Redakteur"),
        ("Jane Roe Formel 1 & Motorrad", "Jane Roe Formel 1 & Motorrad"),
        ("Text und Fotos von Jane Roe", "Text und Fotos von Jane Roe"),
    ],
)
def test_the_printed_byline_ends_where_the_byline_ends(line, want):
    assert chosen(("json-ld:author:Person", "Jane Roe"), ("byline-element", line)) == (["Jane Roe"], want)
