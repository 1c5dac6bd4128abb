"""Pictures on invented pages, whatever their elements are called, and in JSON-LD and feeds."""

import json

import lxml.html
import pytest

from transforms.captions import extract_pictures, parse_captions
from transforms.feed import parse_feed
from transforms.records import Caption
from transforms.structured import read_structured

TEXT = "<p>" + "Rain fell over the harbour of Harl for three days and the ferries stayed in port. " * 4 + "</p>"
WORDS = "Boats wait in the old harbour of Harl"


def read(body: str, image: dict | None = None) -> tuple[Caption, ...]:
    data = {"@type": "NewsArticle", "headline": "Storm over Harl", "image": image or []}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    page = f"<html><head>{head}</head><body><article><h1>Storm over Harl</h1>{body}{TEXT * 3}</article></body></html>"
    tree = lxml.html.document_fromstring(page)
    pictures = extract_pictures(tree, read_structured(tree), "https://news.example/a/storm.html")
    return parse_captions(pictures, language="en")


@pytest.mark.parametrize(
    "caption",
    [
        f"<span>{WORDS}</span><span>Jane Roe/AFP</span>",
        f"<span>Jane Roe/AFP</span> <span>{WORDS}</span>",
        f"<div><p>{WORDS}</p><p>Jane Roe/AFP</p></div>",
        f"<b>{WORDS}</b><i>Jane Roe/AFP</i>",
        f"{WORDS}<div>Jane Roe/AFP</div>",
        f"{WORDS}. <em>Jane Roe/AFP</em>",
        f"{WORDS} - <span>Photo: </span><span>Jane Roe/AFP</span>",
        f'{WORDS} <a href="https://afp.example/"><small>Jane Roe/AFP</small></a>',
        f"<small>{WORDS}. (Jane Roe/AFP)</small>",
    ],
)
@pytest.mark.parametrize("box", ["figcaption", "div", "p"])
def test_a_credit_is_told_by_its_own_element_whatever_that_is_called(caption, box):
    end = f"<{box} class='x7f2a'>{caption}</{box}>"
    (picture,) = read(f'<figure class="k1"><img src="/i/boats-1.jpg" width="900">{end}</figure>')
    assert picture.caption.rstrip(".") == WORDS
    assert (picture.creators, picture.agencies) == (("Jane Roe",), ("AFP",))


def test_a_credit_after_its_caption_needs_no_name_either():
    (picture,) = read(f'<div><img src="/i/a.jpg"><p class="photo-caption">{WORDS}</p><p>Foto: Jane Roe/dpa</p></div>')
    assert (picture.caption, picture.credit_line) == (WORDS, "Jane Roe/dpa")


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="y"><img src="/i/a.jpg"><span>{WORDS}. Foto: Jane Roe/dpa</span></div>',
        f'<span class="y"><img src="/i/a.jpg"><span>{WORDS}. © Jane Roe | dpa</span></span>',
        f'<figure><div><img src="/i/a.jpg"></div><h2 class="fig__caption">{WORDS}. Bild: Jane Roe/dpa</h2></figure>',
        f'<div><p><img src="/i/a.jpg"></p><p>{WORDS}. (Jane Roe/dpa)</p></div>',
    ],
)
def test_an_image_whose_words_end_in_a_credit_is_a_picture(body):
    (picture,) = read(body)
    assert (picture.caption, picture.creators, picture.agencies) == (f"{WORDS}.", ("Jane Roe",), ("dpa",))


def test_an_agency_in_the_middle_of_a_caption_is_no_credit():
    (picture,) = read(
        f"<figure><img src='/i/a.jpg'><figcaption>{WORDS}, the mayor told <em>AFP</em></figcaption></figure>"
    )
    assert (picture.caption, picture.credit_line) == (f"{WORDS}, the mayor told AFP", None)


@pytest.mark.parametrize(
    "body",
    [
        '<figure><img src="/i/o.jpg"><figcaption><a href="/o.html"><h5>Mayor speaks</h5></a></figcaption></figure>',
        '<figure><img src="/i/o.jpg"><figcaption><h3><a href="/o.html">Mayor speaks</a></h3></figcaption></figure>',
        '<figure><img src="/i/storm.jpg"><figcaption>Storm over Harl</figcaption></figure>',
        '<div class="caption-s6">Published 02/02/2022 at 09:23 GMT</div>',
        '<div><img src="/i/a.jpg" width="900"><span>boats_harl_harbour_3</span></div>',
        '<div class="author-box"><figure><img src="/i/j.jpg"><figcaption>Jane Roe, editor</figcaption></figure></div>',
        '<div class="ad"><figure><img src="/i/j.jpg"><figcaption>New boats from 999 crowns</figcaption></figure></div>',
        '<li><h3><a href="/b.html">Next</a></h3><figure><img src="/i/b.jpg"><figcaption>Sun</figcaption></figure></li>',
        '<figure><img src="/i/icon.svg" width="20" height="20"></figure>',
    ],
    ids=["linked headline", "headline with link", "own headline", "date", "file", "author", "ad", "list", "icon"],
)
def test_what_is_no_picture_of_the_story_is_left_out(body):
    assert read(body) == ()


@pytest.mark.parametrize(
    "attributes",
    [
        'src="/i/boats.jpg"',
        'src="data:image/gif;base64,R0" data-src="/i/boats.jpg"',
        'src="/img/placeholder.png" data-original="/i/boats.jpg"',
        'src="/spacer.gif" data-lazy-src="/i/boats.jpg"',
        'data-srcset="/i/boats-s.jpg 300w, /i/boats.jpg 1200w"',
        'srcset="/i/boats-s.jpg 1x, /i/boats.jpg 2x"',
    ],
)
def test_every_way_to_load_a_picture_gives_one_address(attributes):
    (picture,) = read(f"<figure><img {attributes} alt='Boats'><figcaption>{WORDS}</figcaption></figure>")
    assert (picture.image_url, picture.alt_text) == ("https://news.example/i/boats.jpg", "Boats")


def test_a_title_is_evidence_where_there_is_no_alt_text():
    (picture,) = read(f"<figure><img src='/i/a.jpg' title='Boats'><figcaption>{WORDS}</figcaption></figure>")
    assert (picture.caption, picture.alt_text) == (WORDS, "Boats")


def test_a_gallery_keeps_its_order_and_each_of_its_pictures():
    slides = "".join(
        f'<li><figure><img src="/i/harbour-{n}.jpg"><figcaption><p>{n} / 4 Boat {n} in Harl</p><p>AFP</p></figcaption>'
        for n in range(1, 5)
    )
    pictures = read(f"<ul class='slider'>{slides}</figure></ul>")
    assert [picture.caption for picture in pictures] == [f"Boat {n} in Harl" for n in range(1, 5)]
    assert [picture.position for picture in pictures] == [0, 1, 2, 3]
    assert {picture.credit_line for picture in pictures} == {"AFP"}


def test_pictures_that_only_share_their_credit_are_not_one():
    bodies = (
        f'<figure><img src="/i/{name}.jpg"><small>Foto: dpa</small></figure>' for name in ("harbour-1", "mayor-2")
    )
    assert len(read("".join(bodies))) == 2


def test_json_ld_names_makers_carriers_place_and_rights():
    image = {
        "@type": "ImageObject",
        "url": "/i/boats.jpg",
        "caption": WORDS,
        "creditText": "AFP",
        "creator": [{"@type": "Person", "name": "Jane Roe"}, {"@type": "Person", "name": "John Doe"}],
        "copyrightNotice": "© 2023-2024 Harl Post",
        "contentLocation": {"@type": "Place", "name": "Iwase Pier in Harl"},
    }
    (picture,) = read("", image)
    assert (picture.credit_line, picture.creators) == ("Jane Roe / John Doe / AFP", ("Jane Roe", "John Doe"))
    assert (picture.agencies, picture.place) == (("AFP",), "Iwase Pier in Harl")
    assert (picture.copyright_notice, picture.copyright_year) == ("© 2023-2024 Harl Post", 2023)


@pytest.mark.parametrize(
    ("image", "line", "place"),
    [
        ({"creditText": "Jane Roe/AFP", "creator": "Jane Roe"}, "Jane Roe/AFP", None),
        ({"author": {"name": "Jane Roe"}}, "Jane Roe", None),
        ({"copyrightHolder": {"@type": "Organization", "name": "Harl Post"}}, "Harl Post", None),
        (
            {"contentLocation": {"@type": "Place", "address": {"addressLocality": "Harl", "addressCountry": "Norway"}}},
            None,
            "Harl, Norway",
        ),
        ({"contentLocation": [{"name": "Harl"}]}, None, "Harl"),
    ],
)
def test_json_ld_pictures_differ_in_what_they_declare(image, line, place):
    (picture,) = read("", {"@type": "ImageObject", "url": "/i/a.jpg", "caption": WORDS, **image})
    assert (picture.credit_line, picture.place) == (line, place)


def test_media_rss_gives_caption_credits_and_title_as_evidence():
    feed = f"""<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Post</title><item>
    <title>Storm over Harl</title><link>https://news.example/a/storm.html</link><media:group>
    <media:content url="https://news.example/i/s.jpg" medium="image" width="300"/>
    <media:content url="https://news.example/i/l.jpg" medium="image" width="1200"/>
    <media:title>Storm over Harl</media:title><media:description>{WORDS} on May 3, 2024</media:description>
    <media:credit role="photographer">Jane Roe</media:credit><media:credit role="provider">AFP</media:credit>
    </media:group></item></channel></rss>"""
    (entry,) = parse_feed(feed.encode(), "https://news.example/feed.xml").entries
    (picture,) = parse_captions((), entry.media, "en")
    assert (picture.caption, picture.alt_text) == (f"{WORDS} on May 3, 2024", "Storm over Harl")
    assert (picture.creators, picture.agencies, picture.image_url) == (
        ("Jane Roe",),
        ("AFP",),
        "https://news.example/i/l.jpg",
    )


#: A label of each language, as its pages print it.
LABELS = {
    "en": "Photo: ", "de": "Foto: ", "fr": "Photo : ", "es": "Fotografía: ", "it": "Immagine: ", "pt": "Imagem: ",
    "nl": "Beeld: ", "da": "Kilde: ", "no": "Bilde: ", "sv": "Bild: ", "fi": "Kuva: ", "is": "Ljósmynd: ",
    "pl": "Zdjęcie: ", "cs": "Snímek: ", "sk": "Snímka: ", "hu": "Fotó: ", "ro": "Sursa foto: ", "bg": "Снимка: ",
    "sr": "Фотографија: ", "hr": "Fotografija: ", "sl": "Slika: ", "ru": "Фото: ", "uk": "Світлина: ",
    "tr": "Fotoğraf: ", "el": "Φωτογραφία: ", "et": "Pilt: ", "lv": "Attēls: ", "lt": "Nuotr. ", "ca": "Imatge: ",
    "eu": "Argazkia: ", "gl": "Imaxe: ", "cy": "Llun: ", "ga": "Grianghraf: ", "id": "Gambar: ", "vi": "Ảnh: ",
    "tl": "Larawan: ", "sw": "Picha: ", "hi": "फोटो: ", "bn": "ছবি: ", "ta": "புகைப்படம்: ", "te": "ఫోటో: ", "th": "ภาพ: ",
    "ar": "تصوير: ", "fa": "عکس: ", "ur": "تصویر: ", "he": "צילום: ", "ja": "写真: ", "ko": "사진=", "zh": "图片来源：",
    "hy": "Լուսանկար: ", "ka": "ფოტო: ", "az": "Mənbə: ", "sq": "Burimi: ",
}  # fmt: skip


@pytest.mark.parametrize("language", LABELS)
def test_a_label_of_every_language_announces_a_credit(language):
    label = LABELS[language]
    (picture,) = read(f"<figure><img src='/i/a.jpg'><figcaption>{WORDS}. {label}Jane Roe / AFP</figcaption></figure>")
    assert (picture.caption, picture.creators, picture.agencies) == (f"{WORDS}.", ("Jane Roe",), ("AFP",))
