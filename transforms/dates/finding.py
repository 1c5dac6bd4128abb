"""Every date a page offers for its story, best first, as found. Chooses nothing and parses only to tell text apart."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from lxml.etree import XPath
from lxml.html import HtmlElement

from transforms.dates.parsing import parse_date
from transforms.layout import Regions, find_all, find_regions, marks_of, short_text
from transforms.lexicons import read_lexicon
from transforms.records import Candidate
from transforms.structured import Structured, article_nodes, as_text

_FIELDS = ("published_at", "modified_at")
_LD_KEYS = {"published_at": ("datePublished", "dateCreated"), "modified_at": ("dateModified",)}
#: The way over the attributes is far quicker than asking each element for them.
_MARKED = XPath("descendant::*/@itemprop/.. | descendant::*/@property/..")
_PAGE_TYPE = re.compile(r"WebPage|Recipe|HowTo")
_ITEMPROPS = {"datepublished": "published_at", "datecreated": "published_at", "datemodified": "modified_at"}
#: Of text in lower case: a pattern that minds no case takes three times as long.
_MODIFIED = re.compile(
    r"\b(?:updated?|modified|last-?mod\w*|revised|edited|aktualisier\w*|geändert|stand|mis à jour|actualizad[oa]"
    r"|aggiornat[oa]|atualizad[oa]|bijgewerkt|güncelle\w*|oppdatert|opdateret|uppdaterad"
    r"|aktualizacja|zaktualizowano|diperbarui|uppfært)\b"
)
_DATE_MARK = re.compile(r"date|datum|fecha|time|publi|posted|meta\b|byline|dateline|info|stamp|tarih")
_DIGIT = re.compile(r"\d")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?=[/_-]|\b)")
#: What says in print that a date is the story's own.
_PUBLISHED = re.compile(
    r"\b(?:published|posted|written|issued|veröffentlicht|erschienen|gepostet|datum|erstellt"
    r"|publié|paru|mis en ligne|fecha|publicad[oa]|pubblicat[oa]|gepubliceerd|geplaatst|publisert|publicerad"
    r"|udgivet|julkaistu|opublikowan[oy]|dodano|vydáno|tarih|yayın\w*|diterbitkan|megjelent|дата|опубликовано|δημοσιεύθηκε"
    r")(?!\w)\D{0,24}\d|(?:公開|掲載|发布|發布|게시|등록|입력)\D{0,9}\d",
    re.IGNORECASE,
)
#: "29.11.2022 – The ministers met": a day that opens the text.
_OPENING = re.compile(r"\s{0,4}(?P<day>[^\W_][^\n–—]{4,40}?)\s?(?:[–—:]|\s-)\s")
_LABELLED_LENGTH = 160
_DATE_LENGTH = 30
_MOST_TEXTS = 20
#: Elements after the last paragraph among which a date still is the story's.
_NEAR_FOOT = 40
_COMPACT_URL_DATE = re.compile(r"[/_-]((?:20)[0-3]\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?=[/_.-]|$)")


def extract_date_candidates(
    tree: HtmlElement, structured: Structured, *, regions: Regions | None = None
) -> dict[str, tuple[Candidate, ...]]:
    """What a page says of when its story appeared and changed: {"published_at": ..., "modified_at": ...}, best first.

    `regions` saves a second look for the article's head when the caller has it already.
    """
    found: dict[str, dict[Candidate, None]] = {field: {} for field in _FIELDS}
    regions = regions or find_regions(tree, structured)
    for field, candidate in (
        *_from_json_ld(structured),
        *_from_meta(structured),
        *_from_itemprops(e for e in regions.visible if e in regions.marked),
        *_from_head(regions),
        *_from_opening(regions),
        *_from_url(structured),
    ):
        if candidate.value:
            found[field][candidate] = None
    # parts of a page that speak of other stories are asked only where nothing else tells a date
    if not _has_date(found["published_at"]):
        for field, candidate in _from_itemprops(_find_marked(tree)):
            if candidate.value:
                found[field][candidate] = None
    if not _has_date(found["published_at"]):
        found["published_at"] |= dict.fromkeys(_from_anywhere(regions))
    return {field: tuple(values) for field, values in found.items()}


def _has_date(candidates: Iterable[Candidate]) -> bool:
    return any(parse_date(candidate.value) for candidate in candidates)


def _find_marked(tree: HtmlElement) -> Iterator[HtmlElement]:
    body = tree.find("body")
    return find_all(_MARKED, body if body is not None else tree)


def _from_json_ld(structured: Structured) -> Iterator[tuple[str, Candidate]]:
    articles = article_nodes(structured)
    pages = tuple(n for n in structured.nodes if "datePublished" in n and _PAGE_TYPE.search(str(n.get("@type"))))
    for kind, nodes in (("json-ld", articles), ("json-ld:WebPage", pages)):
        for node in nodes:
            for field, keys in _LD_KEYS.items():
                for key in keys:
                    if value := as_text(node.get(key)):
                        yield field, Candidate(value=value, source=f"{kind}:{key}")


def _from_meta(structured: Structured) -> Iterator[tuple[str, Candidate]]:
    names = _meta_names()
    rows = [(names[name], name, value) for name, value in structured.meta if name in names]
    for (_, field), name, value in sorted(rows, key=lambda row: row[0][0]):
        yield field, Candidate(value=value, source=f"meta:{name}")


def _from_itemprops(elements: Iterable[HtmlElement]) -> Iterator[tuple[str, Candidate]]:
    # microdata say "datePublished", RDFa "schema:datePublished"
    named = [(e, name) for e in elements if (name := e.get("itemprop") or e.get("property"))]
    for element, said in named:
        name = said.strip()
        field = _ITEMPROPS.get(name.lower().rpartition(":")[2].partition(" ")[0])
        if field is None:
            continue
        # Blogger keeps the date in <abbr title>, and shows the time only
        titled = element.get("title") if element.tag == "abbr" else None
        value = element.get("content") or element.get("datetime") or titled or short_text(element, 80)
        if value and not _is_in_comment(element):
            yield field, Candidate(value=value.strip(), source=f"itemprop={name}")


def _is_in_comment(element: HtmlElement) -> bool:
    return any(
        "comment" in marks_of(parent) for parent in element.iterancestors() if parent.tag not in ("body", "html")
    )


def _from_head(regions: Regions) -> Iterator[tuple[str, Candidate]]:
    """<time> first, then elements that call themselves a date, then bare text, each in the article's head."""
    times = [
        (e, e.get("datetime") or regions.text_of(e, 80)) for e in regions.head if e.tag in ("time", "relative-time")
    ]
    yield from (_marked(regions, e, value, "time") for e, value in times if value)
    shown = (line for line in regions.head_lines if line.tag not in ("time", "h1", "a") and line.size < 8)
    dated = [line for line in shown if len(line.text) <= 120 and _DIGIT.search(line.text)]
    for line in dated:
        if _DATE_MARK.search(marks_of(line.element)):
            yield _marked(regions, line.element, line.text, "date-element")
    below = (line for line in regions.foot_lines if line.place < _NEAR_FOOT and line.size < 8)
    # text in no date-like element must be little more than the date: "Berlin, 19. Oktober 2019"
    bare = [line for line in (*dated, *below) if len(line.text) < 60 and _DIGIT.search(line.text)]
    told = {text for text in {line.text for line in bare} if parse_date(text) is not None}
    for line in bare:
        if line.text in told:
            yield _marked(regions, line.element, line.text, "head-text")


def _from_opening(regions: Regions) -> Iterator[tuple[str, Candidate]]:
    """The day that opens the story's first paragraphs, before a dash."""
    for element in regions.head:
        text = element.text if element.tag == "p" else None
        opening = _OPENING.match(text) if text and _DIGIT.search(text, 0, 50) else None
        if opening and parse_date(opening["day"]) is not None:
            yield "published_at", Candidate(value=opening["day"].strip(), source="opening")


def _marked(regions: Regions, element: HtmlElement, value: str, source: str) -> tuple[str, Candidate]:
    parent = element.getparent()
    beside = regions.text_of(parent, 60) if parent is not None else None
    marks = marks_of(element)
    around = f"{marks} {beside or ''} {element.get('title') or ''}"
    is_published = "published" in marks or "pubdate" in element.attrib
    field = "modified_at" if _MODIFIED.search(around.replace("_", " ").lower()) and not is_published else "published_at"
    return field, Candidate(value=value.strip(), source=source)


def _from_url(structured: Structured) -> Iterator[tuple[str, Candidate]]:
    for url in (*structured.canonical, *(value for _, value in structured.meta_values("og:url"))):
        match = _URL_DATE.search(url) or _COMPACT_URL_DATE.search(url)
        if match:
            yield "published_at", Candidate(value="-".join(match.groups()), source="url")


def _from_anywhere(regions: Regions) -> Iterator[Candidate]:
    """The last resort, on pages with no other date: the short texts of the body that hold one, labelled ones first,
    then those that are little else than a date."""
    found: list[tuple[bool, bool, int, str]] = []
    for element in regions.visible:
        if len(element) >= 4 or element.tag == "a" or len(found) == _MOST_TEXTS:
            continue
        text = element.get("datetime") or regions.text_of(element, _LABELLED_LENGTH)
        if text and _DIGIT.search(text) and parse_date(text) is not None:
            is_labelled = _PUBLISHED.search(text) is not None and not _MODIFIED.search(text.lower())
            if is_labelled or len(text) <= 70:
                found.append((not is_labelled, len(text) > _DATE_LENGTH, len(found), text))
    for *_, text in sorted(found)[:3]:
        yield Candidate(value=text, source="page-text")


@cache
def _meta_names() -> dict[str, tuple[int, str]]:
    return {row["name"]: (int(row["rank"]), row["field"]) for row in read_lexicon("date_meta")}
