"""Credit lines: who made a picture, which agencies carried it. Reads a credit alone; split.py finds it in a caption."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from transforms.agencies import find_agencies, parse_agency
from transforms.captions.words import credit_words, label_pattern, position_words
from transforms.names import is_person_like, normalize_person_name
from transforms.text import clean_text, fold_text

#: Longest text that is read as a credit; a longer one keeps its line and is not parsed.
_MAX_CREDIT = 300
_COPYRIGHT = re.compile(
    r"""(?: © | \(c\)(?=\s*(?:19|20)\d\d) | (?<![^\W_])copyright\b )   # "(C)" without a year is a position
        [\s:©]* (?P<year>(?:19|20)\d\d)? (?:\s?[-–]\s?(?:19|20)?\d\d(?!\d))? [\s,]*""",
    re.IGNORECASE | re.VERBOSE,
)
_SEPARATOR = re.compile(
    r"""  \s*[/|;•·＝／→]\s*          # Jane Roe / POOL / AFP
        | \s*,\s+(?!(?:Jr|Sr)\b)      # Jane Roe, AFP
        | \s+[-–—]\s+                 # "-" without spaces separates nothing: Kim Hong-Ji
        | \s*–\s*
        | \s+(?:via|VIA|through|for|on\ behalf\ of|für|pour|para|per|voor)\s+   # Jane Roe for The Post via AP
        | \s+(?:and|und|et|y|e|en|och|og|i|ve|&|и|та)\s+      # two photographers
        | (?<=[^\W\d_]{3})\.\s+       # "Frank Roe / UN Photo. Courtesy of the Court"
        | \s*[()\[\]【】]\s*
    """,
    re.VERBOSE,
)
_AFTER_INITIAL = re.compile(r"\b([^\W\d_]\.)(?=[^\W\d_]{2})")  # R.Schmitt
_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?]\s|[\u3040-\u9fff\uac00-\ud7af][.。]")
_HANDLE = re.compile(r"@\w[\w.]*")
_NUMBER_TAIL = re.compile(r"\s*\(?\b\d+\w?\)?$")  # Shutterstock (123a)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A credit line and what it says."""

    credit_line: str  #: verbatim, spaces collapsed, without outer brackets
    creators: tuple[str, ...] = ()  #: people, names repaired
    agencies: tuple[str, ...] = ()  #: short names, in printed order
    is_pool: bool = False
    is_handout: bool = False
    is_file_photo: bool = False
    copyright_year: int | None = None


def parse_credit(raw: str) -> Credit | None:
    """What a credit line says, or None when it says nothing; the line stays as printed.

    Only brackets around all of it and a label with its colon ("Foto: "), which announce it, are left out.

    >>> credit = parse_credit("(Photo by Kazuhiro NOGI / POOL / AFP)")
    >>> credit.credit_line, credit.creators, credit.agencies, credit.is_pool
    ('Photo by Kazuhiro NOGI / POOL / AFP', ('Kazuhiro Nogi',), ('AFP',), True)
    >>> parse_credit("REUTERS/Kim Hong-Ji/File Photo").creators
    ('Kim Hong-Ji',)
    """
    line = strip_brackets(clean_text(raw) or "")
    if not line:
        return None
    if len(line) > _MAX_CREDIT:
        return Credit(credit_line=line)
    notice = _COPYRIGHT.search(line)
    parties = tuple(_parties(_COPYRIGHT.sub(" / ", line)))
    kinds = {kind for kind, _ in parties}
    return Credit(
        credit_line=_strip_sign_label(line),
        creators=_unique(value for kind, value in parties if kind == "person"),
        agencies=_unique(value for kind, value in parties if kind == "agency"),
        is_pool="pool" in kinds,
        is_handout="handout" in kinds,
        is_file_photo="file" in kinds or _opens_as_file_photo(line),
        copyright_year=int(notice["year"]) if notice and notice["year"] else None,
    )


def strip_brackets(text: str) -> str:
    """Text without the brackets that enclose all of it.

    >>> strip_brackets("(Jane Roe (AFP))"), strip_brackets("(left) and (right)")
    ('Jane Roe (AFP)', '(left) and (right)')
    """
    text = text.strip(" \t,;|")
    for opening, closing in ("()", "[]", "【】", "（）"):
        inner = text[1:-1]
        if text[:1] == opening and text[-1:] == closing and is_balanced(inner, opening, closing):
            return inner.strip()
    return text


def is_credit_like(body: str, *, after_sentence: bool = False) -> bool:
    """Whether text without any label reads as a credit: each party is an agency, a flag or a name, and one is certain.

    `after_sentence`: a sentence ended before it, so that a lone name is enough.

    >>> is_credit_like("Jane Roe/AFP"), is_credit_like("HANDOUT / AFP"), is_credit_like("CDU")
    (True, True, False)
    >>> is_credit_like("Archivbild"), is_credit_like("Kunduz, 6.12.2010"), is_credit_like("left")
    (False, False, False)
    """
    if not 1 < len(body) <= 120:
        return False
    kinds = [kind for kind, _ in _parties(body)]
    if not kinds or (kinds.count("other") > 1 and kinds.count("other") * 2 > len(kinds)):
        return False
    if "agency" in kinds:
        return "other" not in kinds or len(body) <= 80
    if "pool" in kinds or "staff" in kinds or ("handout" in kinds and "other" not in kinds):
        return True
    if "person" in kinds and ("/" in body or after_sentence):
        return kinds.count("other") == 0 or "/" in body
    return False


def is_pure_credit(text: str) -> bool:
    """Whether text is a credit and nothing else: every party known, no sentence inside.

    >>> is_pure_credit("SN/APA/JANE ROE"), is_pure_credit("Rain in Lyon — Jane Roe/AP"), is_pure_credit("Jane Roe")
    (True, False, False)
    """
    if _SENTENCE.search(text) or not is_credit_like(text):
        return False
    parties = tuple(_parties(text))
    others = [value for kind, value in parties if kind == "other"]
    # "SN/APA/JANE ROE": a paper's own letters, or its domain
    known = len(others) <= 1 and all(value.isupper() or (" " not in value and "." in value) for value in others)
    return known and any(kind not in ("other", "person") for kind, _ in parties)


def strip_label(text: str) -> str:
    """Text without the words that announce a credit.

    >>> strip_label("Photo by Jane Roe"), strip_label("Foto: © dpa"), strip_label("AP Photo")
    ('Jane Roe', 'dpa', 'AP Photo')
    """
    for _ in range(3):
        match = _label().match(text)
        if not match or match.end() == len(text) or parse_agency(text):
            return text
        text = text[match.end() :]
    return text


def _parties(line: str) -> Iterator[tuple[str, str]]:
    """(kind, value) of each party: person, agency, pool, handout, file, staff or other."""
    for piece in _SEPARATOR.split(line):
        party = _NUMBER_TAIL.sub("", piece).strip(" .:,-–—\"'“”")
        if party and not party.isdigit():
            yield from _read_party(party)


def _read_party(party: str) -> Iterator[tuple[str, str]]:
    bare = _AFTER_INITIAL.sub(r"\1 ", strip_label(party).strip(" .:,-–—\"'"))
    bare = _after().sub("", bare)
    for text in dict.fromkeys((party, bare)):
        if agency := parse_agency(text):
            yield "agency", agency
            return
        if kind := _flags().get(fold_text(text)):
            yield kind, text
            return
    found = find_agencies(bare)
    if found:
        yield from _read_around(bare, found)
    elif _is_creator(bare):
        yield "person", normalize_person_name(bare)
    elif fold_text(bare) not in credit_words("label"):
        yield "other", bare


def _read_around(text: str, found: tuple[tuple[int, int, str], ...]) -> Iterator[tuple[str, str]]:
    """Agencies inside a party, and the name that leans on them: "Jane Roe AFP", "EPA-EFE"."""
    start = 0
    for begin, end, name in (*found, (len(text), len(text), "")):
        between = text[start:begin].strip(" .:,-–—+&")
        if between and _is_creator(between):
            yield "person", normalize_person_name(between)
        elif kind := _flags().get(fold_text(between)):
            yield kind, between
        elif between and not between.isdigit() and len(between) > 2 and not parse_agency(between):
            yield "other", between
        if name:
            yield "agency", name
        start = end


def _is_creator(text: str) -> bool:
    if _HANDLE.fullmatch(text):
        return True
    words = text.split()
    # "Rain in Lyon" has the shape of "Riera i Guilera"
    if any(len(word) > 1 and word in position_words("place") for word in words):
        return False
    return is_person_like(text) and not any(word.casefold() in credit_words("organization") for word in words)


def _opens_as_file_photo(line: str) -> bool:
    """ "Archivfoto: Jane Roe", "File photo by Jane Roe": the label is the flag."""
    match = _label().match(line)
    return match is not None and fold_text(match["label"] or "") in credit_words("file")


def _strip_sign_label(line: str) -> str:
    """The line without a label set off by a sign, "Foto: dpa"; "Photo by Jane Roe" is left as printed."""
    match = _sign_label().match(line)
    return line[match.end() :] if match and match.end() < len(line) else line


@cache
def _sign_label() -> re.Pattern[str]:
    return re.compile(rf"(?:{_spaced(label_pattern('label', 'file'))})\s*[:：=]\s*", re.IGNORECASE)


@cache
def _flags() -> dict[str, str]:
    return {fold_text(word): kind for kind in ("staff", "file", "handout", "pool") for word in credit_words(kind)}


@cache
def _label() -> re.Pattern[str]:
    return re.compile(
        rf"""(?P<label>{_spaced(label_pattern("label", "file"))})
             (?: (?:\s?[:：©/=]){{1,4}}\s*(?:(?:{_spaced(label_pattern("by"))})\s+)?   # Foto: dpa, Photo/Jane Roe
               | \s+(?:{_spaced(label_pattern("by"))})\s*:?\s+(?:©\s*)?      # Photo by Jane Roe
               | \s+(?-i:(?=[^\W\d_a-z])) )                                         # Foto Jane Roe
           | (?:{_spaced(label_pattern("by"))})\s+(?-i:(?=[^\W\d_a-z]))             # by Jane Roe
        """,
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{label_pattern('after')})$")


def _spaced(alternation: str) -> str:
    return alternation.replace(r"\ ", r"\s+")


def _unique(values: Iterator[str]) -> tuple[str, ...]:
    """Each value once, by its folded form: a doubled credit says nothing new."""
    seen: dict[str, str] = {}
    for value in values:
        seen.setdefault(fold_text(value).replace(".", ""), value)
    return tuple(seen.values())


def is_balanced(text: str, opening: str = "(", closing: str = ")") -> bool:
    """Whether every bracket in text is closed, and none before it opens."""
    depth = 0
    for char in text:
        depth += (char == opening) - (char == closing)
        if depth < 0:
            return False
    return depth == 0
