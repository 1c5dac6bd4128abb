"""Who stands where in a picture: names tied to the position marks of its caption. No entity resolution."""

import re
from collections.abc import Iterator
from functools import cache

from transforms.captions.marks import is_worded_mark, list_mark, make_ordinal, read_bracket, read_mark
from transforms.captions.words import one_of, position_words
from transforms.lexicons import read_lexicon
from transforms.names import is_person_like, normalize_person_name
from transforms.records import Depicted

_BRACKET = re.compile(r"\s?[(（](?P<mark>[^()（）]{1,60})[)）](?!\s*(?:19|20)\d\d)")  # "(c) 2024" is copyright
_SEGMENT = re.compile(r",\s+(?P<mark>[^,.;()]{3,40})(?=\s*[,.;]|$)")
_PARTY_LETTER = re.compile(r"\((?:D|[DRI]-[^()]{1,20})\)")
_AGE_OR_SUFFIX = re.compile(r",?\s+(?P<suffix>Jr|Sr)\.?,?\s*$|,\s*\d{1,3},?\s*$")
_SIDES = ("left", "right")
#: Words before a mark that are looked at for the name it belongs to.
_MAX_WORDS = 8
_MAX_NAME_WORDS = 4
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\u0300-\u036f-])*")
_ELIDED = re.compile(r"[dl]['’][^\W\d_a-z]")  # Jean-Luc d'Arcy
_BETWEEN = re.compile(r"\s*,\s*(?:(?:and|und|y|et|e|en|og|och|i|и)\s+)?|\s+(?:and|und|y|et|e|en|og|och|i|и|&)\s+")
_LAST_BETWEEN = re.compile(r"\b(?:and|und|y|et|e|en|og|och|i|и|&)\s+$")
_UNSPACED = re.compile(r"(?:[\u3400-\u9fff]{2,8}|[\uac00-\ud7a3]{2,4}(?:\s?[\uac00-\ud7a3]{1,4})?)$")


def find_depicted(caption: str, language: str | None = None) -> tuple[Depicted, ...]:
    """People whose position in the picture a caption marks, in printed order.

    >>> find_depicted("US Secretary of State Jane Roe (C) meets John Doe (2nd L)")[0]
    Depicted(name='Jane Roe', position='center', entity_id=None)
    >>> find_depicted("A book (c) 2024"), find_depicted("Rain, right, in Lyon")
    ((), ())
    >>> [who.position for who in find_depicted("From left, Jane Roe, John Doe and Ann Poe arrive in Harl.")]
    ['left', 'center', 'right']
    """
    found: dict[str, tuple[int, str]] = {}
    has_parties = language in (None, "en") and bool(_PARTY_LETTER.search(caption))
    for at, name, position in sorted(_find_all(caption, language)):
        # where senators are "(D)" and "(D-NY)", "(R)" is a party too
        if not (has_parties and caption[at:].lstrip()[:3] in ("(R)", "(I)")):
            found.setdefault(name, (at, position))
    return tuple(Depicted(name=name, position=position) for name, (_, position) in found.items())


def _find_all(caption: str, language: str | None) -> Iterator[tuple[int, str, str]]:
    """(place, name, position) of each mark that has a name."""
    rows = {match.start(): tuple(_read_row(caption, match)) for match in list_mark().finditer(caption)}
    for row in rows.values():
        yield from row
    for match in _BRACKET.finditer(caption):
        if rows.get(match.start()):
            continue  # "(v. l.)" after several names marks them all
        position = read_bracket(match["mark"], language)
        if position and (name := find_name_before(caption[: match.start()])):
            yield match.start(), name, position
    for match in _SEGMENT.finditer(caption):
        if any(row and match.start() < at < match.end() for at, row in rows.items()):
            continue  # "..., from left," behind several names
        if is_worded_mark(match["mark"], language) and (name := find_name_before(caption[: match.start()])):
            yield match.start(), name, read_mark(match["mark"], language) or ""


def _read_row(caption: str, match: re.Match[str]) -> Iterator[tuple[int, str, str]]:
    """The people a list mark sets in a row: those after it, with one right before it, or those before it."""
    words = match["inside"] or match["bare"]
    is_reversed = position_words("list").get(_printing(words)) == "right to left"
    joint = _BETWEEN.match(caption, match.end())
    after = _names_after(caption[joint.end() if joint else match.end() :])
    before = _names_before(caption[: match.start()].rstrip(", "))
    # German papers print "Jana Roe (v. l.), Max Lind und Uwe Holm"
    if match["inside"] and after and len(before) == 1 and (joint or match[0].endswith(",")):
        names = before + after
    elif len(after) >= 2 or (after and before and match["bare"]):
        # AP prints "Jane Roe, from left, John Doe and Ann Poe"
        names = before[-1:] + after if match["bare"] and caption[: match.start()].endswith(", ") else after
    else:
        names = before if len(before) >= 2 else []
    first, last = _SIDES[is_reversed], _SIDES[not is_reversed]
    for i, name in enumerate(names if len(names) > 1 else []):
        yield match.start() + i, name, _position_in_row(i, len(names), first, last)


def _position_in_row(index: int, size: int, first: str, last: str) -> str:
    if index in (0, size - 1):
        return first if index == 0 else last
    if size == 3:
        return "center"
    return f"{make_ordinal(index + 1)} {first}"


def _printing(words: str) -> str:
    """The lexicon's printing of a list mark, spaces and case aside."""
    key = "".join(words.split()).casefold()
    return next((mark for mark in position_words("list") if "".join(mark.split()).casefold() == key), "")


def _names_after(text: str) -> list[str]:
    """The names of an enumeration that starts a text: "Jane Roe, her aide John Doe and Ann Poe arrive ..."."""
    names: list[str] = []
    start = len(text) - len(text.lstrip(" ,:：")) if text else 0
    for match in (*_BETWEEN.finditer(text, start), None):
        piece = text[start : match.start() if match else len(text)]
        if piece.partition(" ")[0] in position_words("place"):
            break  # "..., from left, at City Hall"
        # a piece that begins with a name may go on: "and Ann Poe arrive in Harl"
        name = _name_at_start(piece) or find_name_before(piece)
        if name is None and piece.strip():
            break
        names += [name] if name else []
        if len(piece.split()) > 2 * _MAX_WORDS or _LAST_BETWEEN.search(text[:start]):
            break
        start = match.end() if match else len(text)
    return names


def _names_before(text: str) -> list[str]:
    """The names of an enumeration that ends a text: "Ministerin Jana Roe, Max Lind und Uwe Holm"."""
    names: list[str] = []
    end = len(text)
    for match in (*reversed(list(_BETWEEN.finditer(text))), None):
        name = find_name_before(text[match.end() if match else 0 : end])
        if name is None:
            break
        names.insert(0, name)
        end = match.start() if match else 0
    return names


def _name_at_start(text: str) -> str | None:
    words = text.split()[: 2 * _MAX_WORDS]
    size = 0
    while size < len(words) and (_is_name_word(words[size]) or (size and _is_particle(words[size]))):
        size += 1
        if words[size - 1].endswith("."):
            break
    return find_name_before(" ".join(words[:size]).rstrip(".,;:"))


def find_name_before(text: str) -> str | None:
    """The person's name that a text ends with, titles before it left out.

    >>> find_name_before("He met South Korean defence minister Shin Won-sik")
    'Shin Won-sik'
    >>> find_name_before("und ihr Kollege Johann Doe"), find_name_before("Prince William"), find_name_before("Rain")
    ('Johann Doe', 'Prince William', None)
    """
    text = text[-160:].rstrip(" ,:")
    if "\u3040" <= text[-1:] <= "\u9fff" or "\uac00" <= text[-1:] <= "\ud7a3":
        return _unspaced_name(text)
    tail = _AGE_OR_SUFFIX.search(text)
    text = text[: tail.start()] if tail else text
    words = _without_titles(_name_words(text))
    while words and _is_particle(words[0]):
        words.pop(0)
    name = " ".join(words)
    if len(words) == 1 or not is_person_like(name):
        return _royal_name(text)
    return normalize_person_name(f"{name} {tail['suffix']}." if tail and tail["suffix"] else name)


def _name_words(text: str) -> list[str]:
    words: list[str] = []
    for word in reversed(text.split()[-_MAX_WORDS:]):
        if not (_is_name_word(word) or _is_particle(word)):
            break
        words.insert(0, word)
    return words


def _without_titles(words: list[str]) -> list[str]:
    """The words of a name: after the last title, from the first given name on, at most four beside its particles."""
    last_title = max((i for i, word in enumerate(words) if word in position_words("title")), default=-1)
    last_of = max((i for i, word in enumerate(words) if word == "of"), default=-2)
    # "Secretary of Trade Marian Holt": the word after "of" belongs to the office
    words = words[max(last_title + 1, last_of + 2) :]
    given = next((i for i, word in enumerate(words[:-1]) if word in _given_names()), 0)
    words = words[given:]
    strong = [i for i, word in enumerate(words) if not _is_particle(word)]
    return words[strong[-_MAX_NAME_WORDS] :] if len(strong) > _MAX_NAME_WORDS else words


def _royal_name(text: str) -> str | None:
    """ "Prince William", "Pope Leo": the title is half of the name."""
    words = text.split()[-2:]
    is_royal = len(words) == 2 and words[0] in position_words("royal") and _is_name_word(words[1])
    return " ".join(words) if is_royal else None


def _unspaced_name(text: str) -> str | None:
    """A name in Korean, Chinese or Japanese script, the title behind it left out: "김민지 장관", "田中太郎首相"."""
    bare = _title_after().sub("", text)
    match = _UNSPACED.search(bare)
    return normalize_person_name(match[0]) if match and is_person_like(match[0]) else None


def _is_name_word(word: str) -> bool:
    return bool(_NAME_WORD.fullmatch(word)) and (
        word[0].isupper() or not word[0].islower() or bool(_ELIDED.match(word))
    )


def _is_particle(word: str) -> bool:
    return word in _particles()


@cache
def _particles() -> frozenset[str]:
    known = {row["word"] for row in read_lexicon("name_particles")} | set(position_words("inside"))
    return frozenset(known - {"in", "am", "auf", "und", "e", "y", "z"})


@cache
def _given_names() -> frozenset[str]:
    return frozenset(row["name"] for row in read_lexicon("given_names"))


@cache
def _title_after() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{one_of(position_words('title_after'))})$")
