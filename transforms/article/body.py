"""The running text of a page, freed of captions, links and furniture. Knows trafilatura, as evident.py does."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from lxml.etree import strip_elements
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor
from trafilatura.xpaths import (
    BODY_XPATH,
    OVERALL_DISCARD_XPATH,
    RAW_TREE_PRUNE_XPATH,
    REMOVE_COMMENTS_AND_LISTS_XPATH,
    TEASER_DISCARD_XPATH,
)

from transforms.article.evident import find_story, read_story
from transforms.article.furniture import drop_furniture
from transforms.article.labels import Labels, find_linked_texts, is_label, squeeze
from transforms.article.remembered import remember_answers
from transforms.captions import SIGNED
from transforms.layout import read_all_text
from transforms.lexicons import read_lexicon
from transforms.records import Picture
from transforms.structured import Structured, article_nodes, as_text
from transforms.text import clean_text, fold_text

#: Characters under which an extraction is doubted and the slower mode asked too.
_DOUBTFUL = 250
#: How much longer the publisher's own articleBody must be before it is believed over the page.
_FAR_MORE = 2.0
#: Letters of a key that tell most lines apart.
_START = 12
_NOT_WORD = re.compile(r"[\W_]+")
#: "Read more: <a>...</a>" leaves its label; a paragraph longer than this is no label.
_MAX_NOISE = 240
_MAX_CAPTION = 1500
#: Leaks were 0 % of the text on 65 real pages once named captions were cut from the tree.
_LEAK_SHARE = 0.08
_SHORT_CAPTION = 60
_CAPTION_NAME = re.compile(
    r"caption|(?:photo|image|img|picture|media)[-_]?credit|bildunterschrift|bildnachweis|bildquelle", re.I
)
#: Names that contain "caption" and mean the box around picture and caption, or a video's subtitles.
_CAPTION_WRAP = re.compile(
    r"(?:closed|no|has|with)[-_]?caption|captioned|caption[-_]?(?:wrap|container|image|video)", re.I
)
_NAMELESS = (None, None, None)
_BODY_NAME = re.compile(r"(?:article|story|post|entry|content|news)[-_]*(?:body|content|text)|\barticleBody\b", re.I)
_BLOCK_END = re.compile(r"<(?:/p|/h\d|/div|/li|br\s*/?)[^<>]{0,40}>", re.I)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_ASKED_OF_ALL = (
    BODY_XPATH,
    OVERALL_DISCARD_XPATH,
    RAW_TREE_PRUNE_XPATH,
    REMOVE_COMMENTS_AND_LISTS_XPATH,
    TEASER_DISCARD_XPATH,
)
for _paths in _ASKED_OF_ALL:
    # half of the extractor's time; in the lists themselves, since its modules hold them by name
    _paths[:] = map(remember_answers, _paths)


def extract_body(
    tree: HtmlElement, structured: Structured, pictures: tuple[Picture, ...], printed: tuple[str, ...] = ()
) -> str | None:
    """Paragraphs separated by a blank line, or None. Changes the tree: hand it over last.

    `printed` are headlines and lines around the text that are known for what they are: bylines, dates.

    An evident story is read by itself, else the extractor's fast mode decides; when that finds next to nothing, its
    slower mode and JSON-LD's articleBody are asked. Captions and credits, link lists, share and newsletter lines,
    repeated headlines and paragraphs are left out.
    """
    dropped = drop_furniture(tree)
    labels = Labels(dropped, find_linked_texts(tree))
    _join_bodies(tree)
    story = find_story(tree)
    _drop_captions(tree)
    raw = read_story(story, _options(True)) if story is not None else []
    paragraphs = _clean(raw or _run(tree, fast=True), pictures, printed, labels)
    if _size(paragraphs) < _DOUBTFUL:
        slower = _clean(_run(tree, fast=False), pictures, printed, labels)
        paragraphs = max(paragraphs, slower, key=_size)
    enough = max(_FAR_MORE * _size(paragraphs), _DOUBTFUL)
    told = _told_body(structured, enough)
    if _size(told) > enough and _size(cleaned := _clean(told, pictures, printed, labels)) > enough:
        paragraphs = cleaned
    return "\n\n".join(paragraphs) or None


def _run(tree: HtmlElement, *, fast: bool) -> list[str]:
    document = bare_extraction(tree, options=_options(fast))
    text = document.text if isinstance(document, Document) else None
    return text.split("\n") if text else []


@cache
def _options(fast: bool) -> Extractor:
    return Extractor(output_format="python", fast=fast, comments=False, images=False, formatting=False, dedup=False)


def _told_body(structured: Structured, enough: float) -> list[str]:
    """The paragraphs of JSON-LD's articleBody, markup removed; none where it has no more letters than `enough`."""
    text = next((body for node in article_nodes(structured)[:1] if (body := as_text(node.get("articleBody")))), "")
    if len(text) <= enough:
        return []
    return _TAG.sub("", _BLOCK_END.sub("\n", text)).split("\n")


def _size(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))


def _key(text: str) -> str:
    return _NOT_WORD.sub("", fold_text(text))


def _drop_captions(tree: HtmlElement) -> None:
    """Caption and credit elements out of the tree, by their names; their texts are read elsewhere."""
    for element in list(tree.iter("p", "div", "span", "small", "cite", "em")):
        if _is_caption(element):
            element.tag = "figcaption"
    # all at once: dropping each by itself would copy the text behind it again and again
    strip_elements(tree, "figcaption", with_tail=False)


def _is_caption(element: HtmlElement) -> bool:
    names = element.get("class"), element.get("id"), element.get("itemprop")
    if names == _NAMELESS or not _is_caption_name(names):
        return False
    return len(read_all_text(element)) < _MAX_CAPTION and element.find(".//p/../p[3]") is None


@lru_cache(maxsize=4096)
def _is_caption_name(names: tuple[str | None, ...]) -> bool:
    name = " ".join(filter(None, names))
    return _CAPTION_NAME.search(name) is not None and _CAPTION_WRAP.search(name) is None


def _join_bodies(tree: HtmlElement) -> None:
    """A body that a box or paywall marker splits into like-named containers becomes one: the extractor takes only one.

    Containers of other stories, as a page that scrolls on appends them, are behind an h1 or article of their own.
    """
    firsts: dict[str, HtmlElement] = {}
    for element in list(tree.iter("div", "section", "h1")):
        name = element.get("class") or ""
        if element.tag == "h1":
            firsts.clear()
        elif name in firsts and _is_continuation(firsts[name], element):
            firsts[name].extend(list(element))
        elif _is_body_name(name) and (element.find("p") is not None or element.find("*/p") is not None):
            firsts.setdefault(name, element)


@lru_cache(maxsize=4096)
def _is_body_name(name: str) -> bool:
    return _BODY_NAME.search(name) is not None


def _is_continuation(first: HtmlElement, element: HtmlElement) -> bool:
    if element.get("class") != first.get("class") or element.find("p") is None:
        return False
    story = next(first.iterancestors("article"), None)
    return next(element.iterancestors("article"), None) is story and first not in element.iterancestors()


def _clean(raw: Iterable[str], pictures: tuple[Picture, ...], printed: tuple[str, ...], labels: Labels) -> list[str]:
    """Paragraphs as stored: one line each, without what is not the story's own text."""
    lines = [line for text in raw if (line := clean_text(text.removeprefix("- ").strip("|")))]
    signed = set(_caption_keys(picture for picture in pictures if picture.source == SIGNED))
    captions = set(_caption_keys(picture for picture in pictures if picture.source != SIGNED))
    lines_around = {_key(text) for text in printed}
    keys = _keys_of(lines, captions | signed | lines_around)
    # a caption guessed beside a picture may be the story's own paragraph: where "captions" make up much of the text,
    # only short ones are believed
    leaked = sum(len(line) for line, key in zip(lines, keys, strict=True) if key in captions)
    if leaked > _LEAK_SHARE * sum(map(len, lines)):
        captions = {key for key in captions if len(key) < _SHORT_CAPTION}
    foreign = captions | signed | lines_around
    seen: set[str] = set()
    kept = []
    for line, key in zip(lines, keys, strict=True):
        repeated = key in seen and len(key) > 20
        is_foreign = key in foreign or (len(line) < _MAX_NOISE and (squeeze(line) in labels or _is_noise(line)))
        if key and not repeated and not is_foreign:
            kept.append(line)
        seen.add(key)
    return _drop_edges(kept)


def _keys_of(lines: list[str], known: set[str]) -> list[str]:
    """The key of each line that begins as another does, or as a known key; the others differ from all, as they are."""
    starts = list(map(_start_of_key, lines))
    shared = {key[:_START] for key in known} | {start for start, count in Counter(starts).items() if count > 1}
    return [start and (_key(line) if start in shared else line) for line, start in zip(lines, starts, strict=True)]


def _start_of_key(line: str) -> str:
    """The first letters of a line's key, from its first words where they have letters enough."""
    start = _key(line[: 4 * _START])
    return (start if len(start) > _START else _key(line))[:_START]


def _caption_keys(pictures: Iterable[Picture]) -> Iterator[str]:
    for picture in pictures:
        pieces = [picture.caption_raw, picture.credit_raw, picture.copyright_notice]
        texts = [text for text in pieces if text]
        yield from (_key(text) for text in texts if len(text) > 3)
        if len(texts) > 1 or len("".join(texts)) <= 3:
            yield _key(" ".join(texts))
            yield _key(" ".join(reversed(texts)))


@cache
def _noise() -> re.Pattern[str]:
    """Openings of paragraphs that belong to the page, each row of the lexicon a regex of its own."""
    return re.compile("|".join(f"(?:{row['pattern']})" for row in read_lexicon("body_noise")), re.I)


def _is_noise(line: str) -> bool:
    # "-Aktualisiert am": the separator of what was left out
    return _noise().match(line.lstrip(" -–—•·|")) is not None


def _drop_edges(paragraphs: list[str]) -> list[str]:
    """Without the labels that stand at the end and announce what was left out, and a count of comments in front."""
    while paragraphs and paragraphs[0].isdecimal():
        paragraphs = paragraphs[1:]
    while paragraphs and is_label(paragraphs[-1]):
        paragraphs = paragraphs[:-1]
    return paragraphs
