"""Datelines: the place, agency and day that open a wire story. Pure; reads one paragraph, never a page."""

import re
from dataclasses import dataclass

from transforms.agencies import parse_agency
from transforms.entities.gazetteer import find_geoname_id, find_place
from transforms.entities.words import word_set
from transforms.text import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """What a first paragraph says of where and by whom it was written."""

    raw: str  #: verbatim, with its dash
    located: str | None  #: "London"
    agency: str | None  #: short name, "AFP"
    dated: str | None  #: as printed, "28 April"
    end: int  #: characters of the paragraph that the dateline takes up


_UPPER = r"[^\W\d_a-zß-öø-ÿ][^\W\d_a-zß-öø-ÿ'’.-]*"
_DATELINE = re.compile(
    rf"""\s{{0,4}}
    (?:(?P<shout>{_UPPER}(?:\s{_UPPER}){{0,4}})
      | (?P<place>[^\W\d_][\w'’.-]{{1,30}}(?:[\s-][^\W\d_][\w'’.-]{{0,30}}){{0,3}}))
    (?:/(?P<second>[^\W\d_][\w'’ .-]{{1,40}}?))?                       # BERLIN/PARIS
    (?:,\s(?P<region>[^\W\d_][\w'’ .-]{{1,30}}?))?                     # ", Ukraine"
    (?:,?\s(?P<date>\d{{1,2}}\.?\s[^\W\d_]{{3,12}}\.?
        |[^\W\d_]{{3,12}}\.?\s\d{{1,2}}|\d{{1,2}}\.\d{{1,2}}\.?)(?:,?\s\d{{4}})?)?
    (?:,?\s?[(\[](?P<agency>[^()\[\]]{{2,40}})[)\]]|,\s(?P<bare>[A-Z]{{2,8}}))?
    \s{{0,2}}(?P<dash>--|[–—]|-|:|\.-|\.\s[–—-]|\.)(?:\s|(?<=[–—])(?=\S))
    """,
    re.VERBOSE,
)
_AGENCY_ONLY = re.compile(r"\s{0,4}\(([^()]{2,40})\)\s{0,2}(?:--|[–—-])\s{0,2}")
_LOOK = 160
#: Characters a paragraph has behind "Erfurt." or "LINDI:": less is a list, a score, a label.
_LEAST_AFTER = 60
#: Paragraphs at the start of a body that may have the dateline.
_OPENING = 3


def take_dateline(body: str) -> tuple[Dateline | None, str]:
    """The dateline of a story's opening, and the body without it.

    A standfirst or two may stand above the paragraph that has it. Nothing is lost: `raw` has the words that went.

    >>> take_dateline("LONDON (Reuters) — Rates held.")[1]
    'Rates held.'
    """
    paragraphs = body.split("\n\n")
    for index, paragraph in enumerate(paragraphs[:_OPENING]):
        if found := parse_dateline(paragraph):
            paragraphs[index] = paragraph[found.end :].strip()
            text = "\n\n".join(filter(None, paragraphs))
            return (found, text) if text else (None, body)
    return None, body


def parse_dateline(first_paragraph: str) -> Dateline | None:
    """The dateline a paragraph opens with, or None.

    It takes a place in capitals, or a place with an agency in parentheses, closed by a dash; a city that the gazetteer
    knows may also be closed by a colon or a full stop. Ordinary sentences with a dash, and labels, are none.

    >>> parse_dateline("MEXICO CITY, 28 April (AP) - Rates held.").located
    'Mexico City'
    >>> parse_dateline("The minister - who resigned - spoke.") is None
    True
    """
    match = _DATELINE.match(first_paragraph[:_LOOK])
    if match is None:
        return _parse_agency_only(first_paragraph)
    agency, place = _agency_of(match), match["shout"] or match["place"]
    follows = first_paragraph[match.end() : match.end() + 1]
    # "NASA — the agency — said": a story does not begin in small letters
    if follows.islower() or not _is_believable(match, place, agency, len(first_paragraph) - match.end()):
        return None
    return Dateline(
        raw=first_paragraph[: match.end()].strip(),
        located=_place_name(place) if agency is None or not _is_agency(place) else None,
        agency=agency,
        dated=match["date"],
        end=match.end(),
    )


def _parse_agency_only(text: str) -> Dateline | None:
    """ "(Reuters) - Shares of": no place, the agency alone."""
    match = _AGENCY_ONLY.match(text)
    agency = parse_agency(match[1].strip()) if match else None
    if match is None or agency is None:
        return None
    return Dateline(raw=match[0].strip(), located=None, agency=agency, dated=None, end=match.end())


def _is_believable(match: re.Match[str], place: str, agency: str | None, after: int) -> bool:
    if match["dash"] in (":", "."):
        return (agency is not None and bool(match["agency"])) or _is_lone_city(match, place, after)
    if agency is not None:
        return all(word[:1].isupper() or word in _SMALL for word in place.split())
    shouted = match["shout"] is not None and sum(c.isalpha() for c in place) > 3
    if match["agency"]:
        # "OSLO (FLNA) —": nobody else puts capitals in parentheses between a place and a dash
        return shouted and match["agency"].isupper() and match["agency"].isalpha()
    spaced = match["dash"] in ("–", "—", "--") or match["date"] is not None
    # one or two title-case words before an em dash: "Paris — The ..."; a sentence seldom starts so
    plain = match["dash"] in ("—", "--") and len(place.split()) <= 2 and _is_place(place)
    return spaced and (shouted or plain)


def _is_lone_city(match: re.Match[str], place: str, after: int) -> bool:
    """ "Erfurt. Die ...", "LINDI: Street ...": nothing but a city, before a paragraph of some length."""
    is_alone = not any(match[part] for part in ("second", "region", "date", "agency", "bare"))
    return is_alone and after >= _LEAST_AFTER and _is_sure_city(place)


_SMALL = frozenset(
    (
        "am",
        "an",
        "auf",
        "bei",
        "de",
        "del",
        "der",
        "des",
        "di",
        "do",
        "du",
        "el",
        "in",
        "la",
        "le",
        "of",
        "on",
        "the",
        "upon",
        "van",
    )
)  # fmt: skip


def _agency_of(match: re.Match[str]) -> str | None:
    for part in re.split(r"[/,]|\s-\s", match["agency"] or match["bare"] or ""):
        agency = parse_agency(part.strip())
        if agency:
            return agency
    return None


def _is_agency(place: str) -> bool:
    return parse_agency(place) is not None


def _is_place(place: str) -> bool:
    return find_geoname_id(place) is not None


def _is_sure_city(place: str) -> bool:
    """Whether a city is meant: one that everybody knows, or whose name is neither a word, a label nor a person's."""
    name = _place_name(place) or place
    known = find_place(name)
    doubtful = word_set("ambiguous_places", "name") | word_set("given_names", "name") | word_set("surnames", "name")
    return known is not None and known.is_city and (known.is_sure or name not in doubtful)


def _place_name(place: str) -> str | None:
    """Capitals undone: "MEXICO CITY" gives "Mexico City", "WASHINGTON, D.C." stays as it is after the comma."""
    text = clean_text(place)
    if text is None or not text.isupper():
        return text
    words = [word if "." in word else "-".join(part.capitalize() for part in word.split("-")) for word in text.split()]
    return " ".join(word.lower() if i and word.lower() in _SMALL else word for i, word in enumerate(words))
