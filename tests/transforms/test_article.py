"""Pages into articles: body and fields. All pages are invented."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from transforms.article import read_article, site_names
from transforms.errors import PageUnreadable
from transforms.lexicons import read_lexicon
from transforms.records import FeedEntry, Page

SENTENCES = [
    "The harbour reopened on Monday after three weeks of repairs, and the first ferries left before dawn.",
    "Crews had worked through the night to clear the channel of sand that the autumn storms had left there.",
    "“We are glad to be back,” the harbour master said at the quay, where some two hundred people had gathered.",
    "Fishing boats will follow on Thursday, once divers have checked the northern breakwater a second time.",
]
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def make(body: str, head: str = "", lang: str = "en") -> Page:
    html = f'<html lang="{lang}"><head><title>Harbour reopens | The Wire</title>{head}</head><body>{body}</body></html>'
    return Page(
        url="http://example.org/a",
        final_url="http://example.org/a",
        html=html,
        encoding="utf-8",
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


def story(inside: str = PARAGRAPHS, head: str = "", **kwargs: str) -> Page:
    return make(f"<nav><a href='/'>Home</a></nav><article><h1>Harbour reopens</h1>{inside}</article>", head, **kwargs)


def values(article, field: str) -> list[str]:
    return [candidate.value for candidate in article.candidates.get(field, ())]


def test_paragraphs_are_separated_by_a_blank_line():
    assert read_article(story()).body == "\n\n".join(SENTENCES)


def test_a_caption_does_not_enter_the_body():
    figure = "<figure><img src='/a.jpg'><figcaption>A ferry at the quay. (Photo: Jane Roe/Wire)</figcaption></figure>"
    box = (
        "<div class='image'><img src='/b.jpg'><p class='photo-caption'>Sand in the northern channel last week</p></div>"
    )
    body = read_article(story(PARAGRAPHS + figure + box + "<p>Tickets are sold at the quay.</p>")).body or ""
    assert "Jane Roe" not in body and "northern channel last week" not in body
    assert body.endswith("Tickets are sold at the quay.")


def test_links_to_other_stories_and_their_labels_stay_out():
    more = "<p>Read more: <a href='/b'>Storm closes harbour for weeks</a></p><p>Lire aussi :</p>"
    body = read_article(story(PARAGRAPHS + more)).body
    assert body == "\n\n".join(SENTENCES)


@pytest.mark.parametrize(
    "line",
    [
        "-Aktualisiert am",
        "कॉपी लिंक",
        "Headline",
        "Copyright @ 2026 Harbour Group - All Rights Reserved",
        "Lesedauer: 4 Minuten",
        "3 min read",
        "Most read in Football",
        "Subscribe Now!",
        "Etiketler :",
        "10.11.2025 17:59",
        "MORE: Storm closes harbour for weeks",
    ],
)
def test_furniture_of_the_page_stays_out(line):
    assert read_article(story(f"<p>{SENTENCES[0]}</p><p>{line}</p><p>{SENTENCES[1]}</p>")).body == "\n\n".join(
        SENTENCES[:2]
    )


@pytest.mark.parametrize("line", ["Most read in silence as the ferry left.", "More than sand was found."])
def test_words_that_only_resemble_furniture_stay(line):
    assert line in (read_article(story(f"{PARAGRAPHS}<p>{line}</p>{PARAGRAPHS}")).body or "")


def test_a_count_in_front_of_the_text_stays_out():
    assert read_article(story(f"<p>47</p>{PARAGRAPHS}")).body == "\n\n".join(SENTENCES)


def test_a_repeated_paragraph_is_printed_once():
    body = read_article(story(PARAGRAPHS + f"<p>{SENTENCES[1]}</p>")).body or ""
    assert body.count(SENTENCES[1]) == 1


def test_a_body_split_into_like_containers_is_one():
    half = "<div class='article-body x'>" + PARAGRAPHS + "</div>"
    rest = "<div class='article-body x'><p>Then the mayor spoke at length of sand, and of the coming winter.</p></div>"
    page = make(f"<h1>Harbour reopens</h1><div>{half}<div>Box</div>{rest}</div>")
    assert "coming winter" in (read_article(page).body or "")


def test_the_publisher_s_own_article_body_is_asked_when_the_page_is_nearly_empty():
    told = " ".join(SENTENCES * 2)
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{told}"}}</script>'
    body = read_article(story("<p>Loading</p>", head)).body or ""
    assert SENTENCES[3] in body


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>Page not found</p>",
        "<form><input type='password'></form><p>Please log in to read on.</p>",
        "<ul>"
        + "".join(f"<li><a href='/{n}'>Headline number {n} of the day, with words</a></li>" for n in range(60))
        + "</ul>",
    ],
    ids=["empty", "error", "login", "index"],
)
def test_pages_without_a_story_are_refused(body):
    with pytest.raises(PageUnreadable, match="no-article"):
        read_article(make(body))


def test_candidates_name_their_sources():
    head = '<meta property="og:title" content="Harbour open"><meta property="og:site_name" content="The Wire">'
    entry = FeedEntry(url="http://example.org/a", title="Harbour reopens!", keywords=("Ferries",))
    article = read_article(story(head=head), entry)
    sources = {candidate.source for candidate in article.candidates["headline"]}
    assert sources == {"h1", "meta:og:title", "title", "feed:title"}
    assert values(article, "keywords") == ["Ferries"]
    assert "The Wire" in site_names(article)


def test_a_breadcrumb_or_logo_in_an_h1_gives_way_to_the_heading_the_data_name():
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferries return"}</script>'
    crumbs = "<ul><li><h1>Ferries return: all you need to know</h1></li></ul>"
    article = read_article(make(f"{crumbs}<article><h2>Ferries return</h2>{PARAGRAPHS}</article>", head))
    sources = {candidate.source: candidate.value for candidate in article.candidates["headline"]}
    assert sources["heading"] == "Ferries return" and "h1" not in sources


def test_a_paywall_that_is_only_seen_is_evidence_and_decides_nothing():
    article = read_article(story(PARAGRAPHS + "<div class='site-paywall'>Subscribe</div>"))
    assert article.access == "undeclared"
    assert [(c.value, c.source) for c in article.candidates["access"]] == [("paywalled", "page (seen)")]


def test_a_paywall_that_only_scripts_speak_of_is_not_seen():
    scripts = "<script>x = '<div class=\"paywall\">'; paywall = 1</script><p class='firewall'>paywall</p>"
    assert "access" not in read_article(story(PARAGRAPHS + scripts)).candidates


def test_a_headline_marked_in_microdata_or_rdfa_is_a_candidate():
    titles = "<h2 itemprop='headline'>Ferries return</h2><p property='schema:headline'>Ferries are back</p>"
    article = read_article(story(titles + PARAGRAPHS))
    marked = [c.value for c in article.candidates["headline"] if c.source == "itemprop=headline"]
    assert marked == ["Ferries return", "Ferries are back"]


def test_keywords_are_split_and_told_once():
    head = '<meta name="keywords" content="Sand, ferries"><meta name="news_keywords" content="Ferries; Harbour">'
    assert values(read_article(story(head=head)), "keywords") == ["Ferries", "Harbour", "Sand"]


def test_relative_canonical_urls_are_made_absolute_and_broken_ones_left_out():
    head = '<link rel="canonical" href="/story/7?utm_source=x"><meta property="og:url" content="http://[">'
    assert values(read_article(story(head=head)), "canonical_url") == ["http://example.org/story/7"]


@pytest.mark.parametrize(
    ("said", "want"), [("false", "paywalled"), ('"False"', "paywalled"), ("true", "free"), ("null", "undeclared")]
)
def test_access_has_three_states(said, want):
    node = f'{{"@type": "NewsArticle", "headline": "x", "isAccessibleForFree": {said}}}'
    assert read_article(story(head=f'<script type="application/ld+json">{node}</script>')).access == want


@pytest.mark.parametrize(("lang", "want"), [("tr-TR", "tr"), ("ja", "ja"), ("", None)])
def test_the_declared_language_is_two_letters(lang, want):
    assert read_article(story(lang=lang)).declared_language == want


def test_a_japanese_story_has_a_body():
    text = "港は三週間ぶりに再開され、月曜日の早朝に最初のフェリーが出港しました。作業員は夜通しで砂を取り除きました。"
    body = read_article(story("".join(f"<p>{n}番目。{text}</p>" for n in range(4)), lang="ja")).body or ""
    assert body.count("フェリー") == 4


def test_the_same_page_gives_the_same_article():
    assert read_article(story()) == read_article(story())


def test_body_noise_is_sorted_and_has_reasons():
    rows = read_lexicon("body_noise")
    assert [row["pattern"] for row in rows] == sorted(row["pattern"] for row in rows)
    assert all(row["why"] for row in rows)


@pytest.mark.slow
@pytest.mark.skipif("COPYDESK_SHARED" not in os.environ, reason="real pages: set COPYDESK_SHARED to their folder")
def test_real_pages_give_bodies():
    import gzip

    folder = Path(os.environ["COPYDESK_SHARED"]) / "realnews" / "pages"
    for path in sorted(folder.glob("*.html.gz"))[:8]:
        html = gzip.decompress(path.read_bytes()).decode("utf-8")
        page = Page(
            url="http://e.org/a", final_url="http://e.org/a", html=html, encoding="utf-8", fetched_at=datetime.now(UTC)
        )
        assert len(read_article(page).body or "") > 300, path.name


def test_lists_nested_beyond_what_the_extractor_can_follow_are_absurd_markup():
    with pytest.raises(PageUnreadable, match="absurd-markup"):
        read_article(story(PARAGRAPHS + "<ul><li>Quay " * 900 + "</ul>" * 900))
