"""Credit lines: who made a picture, which agencies carried it. Reads a credit alone; split.py finds it in a caption."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.captions.labels import opens_as_file_photo, strip_label, strip_sign_label
from transforms.captions.parties import Party, is_given_name, read_parties
from transforms.captions.words import credit_words, label_pattern, stems_of
from transforms.text import clean_text, fold_text

#: Longest text that is read as a credit; a longer one keeps its line and is not parsed.
_MAX_CREDIT = 300
#: A text set apart as a credit is believed to be one up to this length, in characters.
_SHORT = 60
#: A party of more words than this is prose.
_MAX_WORDS = 5
_COPYRIGHT = re.compile(
    r"""(?: © | ^\W*\(c\)(?=\s*\w) | \(c\)(?=\s*(?:19|20)\d\d)     # "(C)" inside without a year is a position
          | (?<![^\W_])copyright\b ) (?:\s*\(c\))?
        [\s:©]* (?P<year>(?:19|20)\d\d)? (?:\s?[-–]\s?(?:19|20)?\d\d(?!\d))? [\s,]*""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?]\s|[\u3040-\u9fff\uac00-\ud7af][.。]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A credit line and what it says."""

    credit_line: str  #: verbatim, spaces collapsed, without outer brackets
    creators: tuple[str, ...] = ()  #: people, names repaired
    agencies: tuple[str, ...] = ()  #: short names, in printed order
    other_parties: tuple[str, ...] = ()  #: what is neither, verbatim: a paper, a museum, and what no rule can read
    is_pool: bool = False
    is_handout: bool = False
    is_file_photo: bool = False
    courtesy_of: str | None = None
    copyright_notice: str | None = None
    copyright_year: int | None = None


@lru_cache(maxsize=256)
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
    given = next(iter(find_given(line)), None)
    parties = _settle_makers(tuple(_read_line(line, given)))
    kinds = {kind for kind, _ in parties}
    notice = _COPYRIGHT.search(line)
    return Credit(
        credit_line=strip_sign_label(line),
        creators=_unique(value for kind, value in parties if kind == "person"),
        agencies=_unique(value for kind, value in parties if kind == "agency"),
        other_parties=_unique(value for kind, value in parties if kind in ("other", "client")),
        is_pool="pool" in kinds,
        is_handout="handout" in kinds or bool(given and given["supply"]),
        is_file_photo="file" in kinds or opens_as_file_photo(line),
        courtesy_of=given["who"].strip(" .,") or None if given else None,
        copyright_notice=_notice(line, notice) if notice else None,
        copyright_year=int(notice["year"]) if notice and notice["year"] else None,
    )


def parse_copyright_year(notice: str) -> int | None:
    """The year of a copyright notice: the first of a range.

    >>> parse_copyright_year("© 2019-2024 Jane Roe"), parse_copyright_year("Jane Roe")
    (2019, None)
    """
    match = _COPYRIGHT.search(notice[:_MAX_CREDIT])
    return int(match["year"]) if match and match["year"] else None


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
    kinds = ["other" if kind in ("nobody", "rights") else kind for kind, _ in read_parties(body)]
    if after_sentence and kinds == ["person", "client"]:
        return True  # "... on Monday. (Jane Roe for Harl Today)"
    kinds = ["other" if kind == "client" else kind for kind in kinds]
    if not kinds or (kinds.count("other") > 1 and kinds.count("other") * 2 > len(kinds)):
        return False
    if "agency" in kinds:
        return "other" not in kinds or len(body) <= 80
    if "pool" in kinds or "staff" in kinds or ("handout" in kinds and "other" not in kinds):
        return True
    if "person" in kinds and ("/" in body or after_sentence):
        return kinds.count("other") == 0 or "/" in body or strip_label(body) != body
    return False


def is_credit_line(text: str) -> bool:
    """Whether a text that the page sets apart as a credit can be one: short, or made of known parties.

    >>> is_credit_line("Anna Roe"), is_credit_line("Rain: a third day of floods in the old town, told in pictures (AP)")
    (True, False)
    """
    if len(text) <= _SHORT and not _SENTENCE.search(text):
        return True
    credit = parse_credit(text)
    is_known = credit and (credit.creators or credit.agencies or credit.copyright_notice or credit.courtesy_of)
    others = credit.other_parties if credit else ()
    return bool(is_known) and len(others) <= 1 and all(len(party.split()) <= _MAX_WORDS for party in others)


def is_pure_credit(text: str) -> bool:
    """Whether text is a credit and nothing else: every party known, no sentence inside.

    >>> is_pure_credit("SN/APA/JANE ROE"), is_pure_credit("Rain in Lyon — Jane Roe/AP"), is_pure_credit("Jane Roe")
    (True, False, False)
    """
    if _SENTENCE.search(text) or not is_credit_like(text):
        return False
    parties = read_parties(text)
    others = [value for kind, value in parties if kind in ("other", "client")]
    # "SN/APA/JANE ROE": a paper's own letters, or its domain; "janeroe / Pixelio": a user's name
    known = len(others) <= 1 and all(
        value.isupper() or (" " not in value and ("." in value or value.islower())) for value in others
    )
    return known and any(kind in ("agency", "pool", "handout", "file", "staff") for kind, _ in parties)


def is_balanced(text: str, opening: str = "(", closing: str = ")") -> bool:
    """Whether every bracket in text is closed, and none before it opens."""
    depth = 0
    for char in text:
        depth += (char == opening) - (char == closing)
        if depth < 0:
            return False
    return depth == 0


def find_given(text: str) -> tuple[re.Match[str], ...]:
    """Where a text says who gave a picture: few texts hold any of the words, and their pattern is slow."""
    folded = text.casefold()
    return tuple(_given_by().finditer(text)) if any(stem in folded for stem in _giving_stems()) else ()


@cache
def _giving_stems() -> tuple[str, ...]:
    return stems_of(credit_words("supply") | credit_words("courtesy"))


@cache
def _given_by() -> re.Pattern[str]:
    """ "Photo courtesy of the Museum of Harl", "Supplied by Jane Roe": the words and who follows them."""
    supply, courtesy = label_pattern("supply"), label_pattern("courtesy")
    return re.compile(
        rf"""(?<![^\W_]) (?: (?:{label_pattern("label")}) \s+ )?
             (?: (?P<supply>{supply}) | {courtesy} ) (?!\w) [\s:]+
             (?! (?:{label_pattern("label")}) \s* (?:$|[/|;,(:]|by\b) )     # "Courtesy photo by Jane Roe"
             (?P<who>(?: (?!\s+via\s) [^/|;,()] )+)""",
        re.IGNORECASE | re.VERBOSE,
    )


def _read_line(line: str, given: re.Match[str] | None) -> Iterator[Party]:
    """The parties of a line; people after "courtesy of" as givers, who need not be makers."""
    before, after = (line[: given.start()], line[given.end() :]) if given else (line, "")
    yield from read_parties(_COPYRIGHT.sub(" / ", before), loosely=True)
    if given:
        for kind, value in read_parties(given["who"], loosely=True):
            yield ("giver", value) if kind == "person" else (kind, value)
        yield from read_parties(_COPYRIGHT.sub(" / ", after), loosely=True)


def _settle_makers(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """Who is a maker after all when no other is named: the giver, or the given name in "Ella/REX"."""
    kinds = {kind for kind, _ in parties}
    if "person" in kinds:
        return tuple(("client" if kind == "giver" else kind, value) for kind, value in parties)
    can_be_named = "agency" in kinds and "giver" not in kinds
    return tuple(
        ("person" if kind == "giver" or (can_be_named and kind == "other" and is_given_name(value)) else kind, value)
        for kind, value in parties
    )


def _notice(line: str, match: re.Match[str]) -> str:
    """The copyright notice: from its sign on, or all of the line when the sign closes it ("Jane Roe © 2024")."""
    return line[match.start() :].strip() if line[match.end() :].strip(" .") else line


def _unique(values: Iterator[str]) -> tuple[str, ...]:
    """Each value once, by its folded form: a doubled credit says nothing new."""
    seen: dict[str, str] = {}
    for value in values:
        seen.setdefault(fold_text(value).replace(".", ""), value)
    return tuple(seen.values())
