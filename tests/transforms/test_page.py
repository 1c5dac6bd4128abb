"""Bytes into pages: charset, guards, trees."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.charsets import decode_html
from transforms.errors import PageUnreadable
from transforms.lexicons import read_lexicon
from transforms.page import make_page, parse_tree
from transforms.records import Download

HTML = "<html><head><title>Grüße aus Łódź</title></head><body><p>“Hafen” wieder offen</p></body></html>"
GERMAN = "<html><head>{}</head><body><p>Die Fähren legten früh ab, über Größe sprach man später.</p></body></html>"


def download(body: bytes, content_type: str | None = "text/html", **headers: str) -> Download:
    found = {**({"Content-Type": content_type} if content_type else {}), **headers}
    return Download(
        url="http://example.org/a",
        final_url="http://example.org/a",
        status=200,
        headers=tuple(found.items()),
        body=body,
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


def reason(body: bytes, content_type: str | None = "text/html", **headers: str) -> str:
    with pytest.raises(PageUnreadable) as caught:
        parse_tree(make_page(download(body, content_type, **headers)))
    return caught.value.reason


def test_bytes_that_are_valid_utf8_are_believed_over_the_header():
    page = make_page(download(HTML.encode(), "text/html; charset=iso-8859-1"))
    assert (page.html, page.encoding) == (HTML, "utf-8")


def test_a_wrong_meta_is_not_believed():
    body = GERMAN.format('<meta charset="utf-8">').encode("cp1252")
    assert "Fähren" in decode_html(body, "text/html")[0]


def test_the_header_goes_before_the_meta():
    body = GERMAN.format('<meta charset="iso-8859-5">').encode("cp1252")
    assert decode_html(body, "text/html; charset=windows-1252") == (body.decode("cp1252"), "cp1252")


@pytest.mark.parametrize(("label", "codec"), [("shift_jis", "cp932"), ("euc-kr", "cp949"), ("iso-8859-9", "cp1254")])
def test_labels_mean_what_browsers_take_them_for(label, codec):
    text = {"cp932": "港が再開①", "cp949": "항구 재개 똠", "cp1254": "Liman açıldı €"}[codec]
    html = f'<html><meta charset="{label}"><p>{text}</p></html>'
    assert decode_html(html.encode(codec)) == (html, codec)


RECODED = [
    ("de", "cp1252", "Die Fähren legten früh ab, über Größe sprach man später – „nie“."),
    ("en-GB", "cp1252", "The café’s £5 fee"),
    ("pl", "cp1250", "Łódź: żółw, gęś i jaźń śpią spokojnie nad brzegiem rzeki, a świat się śmieje"),
    ("pl", "iso8859_2", "Łódź: żółw, gęś i jaźń śpią spokojnie nad brzegiem rzeki, a świat się śmieje"),
    ("tr-TR", "cp1254", "Feribot seferleri pazartesi günü yeniden başladı; çığ düştü"),
    ("ru", "cp1251", "Паром снова ходит с понедельника, сообщил порт"),
    ("ru", "koi8_r", "Паром снова ходит с понедельника, сообщил порт"),
    ("el", "iso8859_7", "Το πλοίο ξεκίνησε πάλι τη Δευτέρα"),
    ("ja", "cp932", "フェリーは月曜日に運航を再開した。"),
    ("ja", "euc_jp", "フェリーは月曜日に運航を再開した。"),
    ("ko", "cp949", "여객선이 월요일에 운항을 재개했다."),
    ("zh-CN", "gb18030", "渡轮星期一恢复航行。"),
    ("zh-Hant-TW", "big5hkscs", "渡輪星期一恢復航行。"),
    (None, "cp1251", "Паром снова ходит с понедельника, сообщил порт города после шторма"),
]


@pytest.mark.parametrize(("language", "codec", "text"), RECODED)
@pytest.mark.parametrize("meta", ['<meta charset="utf-8">', ""])
def test_what_nothing_declares_truly_is_read_by_the_page_s_language(language, codec, text, meta):
    lang = f' lang="{language}"' if language else ""
    html = f"<!doctype html><html{lang}><head>{meta}<title>{text}</title></head><body><p>{text * 5}</p></body></html>"
    assert decode_html(html.encode(codec), "text/html")[0] == html


@pytest.mark.parametrize(
    "wrong", ["iso-8859-1", "windows-1251", "shift_jis", "utf-16", "us-ascii", "gb2312", "nonsense"]
)
def test_utf8_under_any_wrong_header_is_utf8(wrong):
    assert decode_html(HTML.encode(), f"text/html; charset={wrong}") == (HTML, "utf-8")


def test_one_byte_in_an_english_page_is_no_utf8_slip():
    html = '<html lang="en"><meta charset="utf-8"><p>The café was closed.</p></html>'
    assert decode_html(html.encode("cp1252")) == (html, "cp1252")


def test_charset_fallbacks_are_sorted_and_known_to_python():
    rows = read_lexicon("charset_fallbacks")
    assert [row["language"] for row in rows] == sorted({row["language"] for row in rows})
    assert all("x".encode(codec) for row in rows for codec in row["codecs"])


def test_a_byte_order_mark_decides():
    assert decode_html(HTML.encode("utf-16"))[0] == HTML
    assert decode_html(b"\xef\xbb\xbf" + HTML.encode()) == (HTML, "utf-8")


def test_one_bad_byte_does_not_turn_utf8_into_another_charset():
    text, encoding = decode_html(HTML.encode() + b"\xff")
    assert encoding == "utf-8" and "Łódź" in text


@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_decode(body, content_type):
    text, encoding = decode_html(body, content_type)
    assert isinstance(text, str) and encoding


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image/png"),
        (b"%PDF-1.7 ...", "text/html"),
        (b'{"a": 1}', "application/json"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "application/xml"),
        (b"plain words", "text/plain"),
        (b"body { color: red }", "text/css"),
    ],
)
def test_what_is_no_html_is_refused(body, content_type):
    assert reason(body, content_type) == "not-html"


def test_html_behind_a_vague_type_is_read():
    assert make_page(download(HTML.encode(), "application/octet-stream")).html == HTML
    assert make_page(download(HTML.encode(), None)).html == HTML


def test_empty_and_huge_bodies_are_refused():
    assert reason(b" \n ") == "empty-body"
    assert reason(b"<p>" + b"x" * (5 * 1024 * 1024)) == "too-large"


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><div " + " ".join(f"a{n}=1" for n in range(3000)) + ">x</div></body></html>",
        "<html><body><div " + "a='>' " * 3000 + ">x</div></body></html>",
        "<html><body><div" + " a" * 3000 + ">x</div></body></html>",
        "<html><body>" + "<p>one</p>" * 2000 + "<b" + " a" * 3000 + ">x</b>" + "<p>two</p>" * 2000 + "</body></html>",
        "<html><body>" + "<p>one</p>" * 2000 + "<b" + " a" * 3000,
        "<html><body>" + "<i></i>" * 100_001 + "</body></html>",
    ],
)
def test_absurd_markup_is_refused_before_it_is_parsed(html):
    with pytest.raises(PageUnreadable, match="absurd-markup"):
        make_page(download(html.encode()))


def test_long_text_between_tags_is_no_absurd_markup():
    html = f"<html><body><p>{'words and more ' * 2000}</p><script>{'a = 1; ' * 3000}</script></body></html>"
    assert make_page(download(html.encode())).html == html


@pytest.mark.parametrize("piece", ['<a b="', "<a b='", "<a =", "<" * 50, "<a " + "b=c " * 50, "<!--", "<script>"])
def test_hostile_markup_ends_in_a_page_or_a_reason(piece):
    try:
        parse_tree(make_page(download(b"<html><body>" + piece.encode() * 1200 + b"</body></html>")))
    except PageUnreadable as exc:
        assert exc.reason in ("absurd-markup", "cut-short", "empty-body")


def test_deep_nesting_keeps_its_text():
    html = "<html><body>" + "<div>" * 600 + "<p>deep words</p>" + "</div>" * 600 + "</body></html>"
    assert "deep words" in parse_tree(make_page(download(html.encode()))).text_content()


@pytest.mark.parametrize(
    ("reference", "kept"),
    [("&#1;", ""), ("&#x0B;", ""), ("&#12", ""), ("&#X1f;", ""), ("&#xFFFE;", ""), ("&#65535;", ""), ("&#233;", "é")],
)
def test_references_to_what_no_text_may_hold_are_left_out(reference, kept):
    (paragraph,) = parse_tree(make_page(download(f"<p>caf{reference} bar &amp; &#10;</p>".encode()))).iter("p")
    paragraph.text = paragraph.text  # lxml refuses to set control characters
    assert paragraph.text.rstrip() == f"caf{kept} bar &"


def test_a_page_cut_inside_is_refused():
    full = b"<html><body><div><div><div><p>one</p><p>two</p></div></div></div></body></html>"
    assert reason(full[:48]) == "cut-short"
    assert reason(full[:-20], **{"Content-Length": str(len(full))}) == "cut-short"


def test_what_follows_the_end_of_a_page_does_not_cut_it():
    html = "<html><body><div><div><div><p>one</p></body></html>" + "<!-- made by a machine -->" * 200 + "<div><div"
    assert make_page(download(html.encode())).html == html


def test_a_page_without_its_closing_tags_is_not_cut():
    assert make_page(download(b"<html><body><div><p>one<p>two</div>")).html
    assert make_page(download(b"<p>one", **{"Content-Length": "3000", "Content-Encoding": "gzip"})).html


def test_charset_labels_are_sorted_and_known_to_python():
    rows = read_lexicon("charset_labels")
    assert [row["label"] for row in rows] == sorted({row["label"] for row in rows})
    assert all("x".encode(row["codec"]) for row in rows)
