"""The parties of a credit line: people, agencies, flags and the rest, in printed order. Judges no line as a whole."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from transforms.agencies import find_agencies, parse_agency
from transforms.captions.labels import label_with_by, strip_label
from transforms.captions.words import credit_words, label_pattern, one_of, position_words
from transforms.lexicons import read_lexicon
from transforms.names import is_family_first, is_person_like, normalize_person_name
from transforms.text import fold_text

#: (kind, value). The kinds: person, agency, client (whom it was made for), other, and the flags.
Party = tuple[str, str]

_FLAGS = ("nobody", "rights", "staff", "file", "handout", "pool")
_EDGES = " .:,-–—\"'“”*"
_SEPARATOR = re.compile(
    r"""  \s*[/|;•·＝／→]\s*          # Jane Roe / POOL / AFP
        | \s*,\s+(?!(?:Jr|Sr|II|III|IV)\b)      # Jane Roe, AFP
        | \s+[-–—]\s+                 # "-" without spaces separates nothing: Kim Hong-Ji
        | \s*–\s*
        | \s+(?P<for>for|on\ behalf\ of|für|pour|para|per|voor|dla|för)\s+     # Jane Roe for The Post
        | \s+(?:via|VIA|through)\s+
        | \s+(?:and|AND|und|et|y|e|en|och|og|i|ve|&|\+|и|та)\s+  # two photographers
        | (?<=[^\W\d_]{3})\.\s+       # "Frank Roe / UN Photo. Courtesy of the Court"
        | \s*[()\[\]【】]\s*
        | \s+(?=@\w)                  # Jane Roe @janeroe
    """,
    re.VERBOSE,
)
#: What separates only where a party has no other meaning: "Supplied: Jane Roe", "AFP Contributor#AFP".
_WEAK = re.compile(r"\s*[:_\\#=>]+\s*")
_AFTER_INITIAL = re.compile(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_]{2})")  # R.Schmitt
_HANDLE = re.compile(r"@\w[\w.]*")
_NUMBER_TAIL = re.compile(r"\s*\(?\b\d{3,}[a-z]{0,3}\)?$")  # Shutterstock (123a)
_CONTACT = re.compile(
    r"""  [<(]?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+[>)]?      # jane@example.com
        | (?:\b(?:tel|phone|mob|mobile)\b[.: ]*)?\+?\d(?:[\s().-]{0,3}\d){8,16}  # +44 20 7946 0000
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SITE = re.compile(r"(?:https?://)?\bwww\.[\w.-]+", re.IGNORECASE)
_NICKNAME = re.compile(r"""\s(["'“”‘’(][^\W\d_][\w .-]{0,20}["'“”‘’)])\s""")
_TURNED = re.compile(r"(?P<family>[^\W\d_][\w'’-]+),\s+(?P<given>[^\W\d_][\w'’-]+)(?=\s*(?:[/|]|$))")
_ABBREVIATED = re.compile(r"\b(?:Jr|Sr)\.$")
_LICENCE = re.compile(r"(?<!\w)(?:CC[ -](?:BY|NC|SA|0)|CC0|Creative Commons|Public Domain|GFDL)\b.*", re.IGNORECASE)
_SPECIAL = re.compile(r"special to\s+\w", re.IGNORECASE)  # "Jane Roe, Special to the Post"
#: Small words that lead from a party to an agency: "Jane Roe on Unsplash".
_LEADING = re.compile(r"(?:^|\s+)(?:on|at|from|of|by|bei|sur|chez|en|auf)$", re.IGNORECASE)


@lru_cache(maxsize=256)
def read_parties(line: str, *, loosely: bool = False) -> tuple[Party, ...]:
    """(kind, value) of each party of a credit line, or of text that may be one.

    `loosely`: the text is a credit for certain, so that what prose could be too is read: small letters, inner colons.

    >>> read_parties("Jane ROE / POOL / AFP")
    (('person', 'Jane Roe'), ('pool', 'POOL'), ('agency', 'AFP'))
    >>> read_parties("Jane Roe for Harl Today")
    (('person', 'Jane Roe'), ('client', 'Harl Today'))
    """
    if loosely:
        line = _SITE.sub(r" / \g<0> / ", _CONTACT.sub(" / ", _rank().sub("", line)))
        line = _TURNED.sub(_turn, line)
    return tuple(_read_pieces(line, loosely))


def _read_pieces(line: str, loosely: bool) -> Iterator[Party]:
    start, joint = 0, None
    # "Harl News & Photo Agency": what stands inside an agency's own name separates nothing
    whole = find_agencies(line) if "&" in line or " and " in line else ()
    for match in (*_SEPARATOR.finditer(line), None):
        if match and any(begin < match.start() and match.end() < close for begin, close, _ in whole):
            continue
        end = match.start() if match else len(line)
        yield from _read_piece(line[start:end], joint, loosely)
        start, joint = (match.end(), match["for"]) if match else (end, None)


def _read_piece(piece: str, joint: str | None, loosely: bool) -> Iterator[Party]:
    party = _tidy(_NUMBER_TAIL.sub("", piece))
    if not party or party.isdigit():
        return
    for kind, value in _read_party(party, loosely):
        # whom a picture was made for has not made it: "Jane Roe for Harl Today"
        yield ("client", value) if joint and kind in ("person", "other") else (kind, value)


def _read_party(party: str, loosely: bool) -> Iterator[Party]:
    bare = _after().sub("", _AFTER_INITIAL.sub(" ", _tidy(strip_label(party))))
    for text in dict.fromkeys((party, bare)):
        if known := _read_known(text):
            yield known
            return
    if loosely and (parts := _split_loosely(bare)):
        for part in parts:
            yield from _read_party(part, loosely)
    elif found := find_agencies(bare):
        yield from _read_around(bare, found, loosely)
    elif loosely and is_creator(bare.partition(" of ")[0]) and not is_creator(bare):
        name, _, client = bare.partition(" of ")  # "Jane Roe of the Harl Post"
        yield from (("person", _make_name(name)), ("client", client))
    elif is_creator(bare):
        yield "person", _make_name(bare)
    elif loosely and _is_lower_name(bare):
        yield "person", normalize_person_name(bare)
    elif fold_text(bare) not in credit_words("label") and not (loosely and len(bare) < 2):
        yield "other", bare


def _read_known(text: str) -> Party | None:
    """A whole party that the lexicons know: an agency, a flag, a licence."""
    first, _, rest = text.partition(" ")
    # "The Harl Archive": the article is no part of an agency's name
    if agency := parse_agency(text) or (parse_agency(rest) if first.casefold() == "the" else None):
        return "agency", agency
    if kind := _flags().get(fold_text(text)):
        return kind, text
    if _SPECIAL.match(text):
        return "client", text
    return ("rights", text) if _LICENCE.fullmatch(text) else None


def _split_loosely(party: str) -> list[str] | None:
    """The parts of a party that weak signs, an inner label or a flag at its edge set apart."""
    if (licence := _LICENCE.search(party)) and licence.start():
        return [_tidy(party[: licence.start()]), licence[0]]  # "Jane Roe CC BY-SA 3.0"
    parts = _split_at_label(party) or (_WEAK.split(party) if "@" not in party else [])
    if len(parts) < 2 and (edge := _flag_at_end().search(party)):
        rest = party[: edge.start()]
        # "JANE ROE HANDOUT", "Jane Roe-Pool", "Family handout"; but Pool may be a surname: "Jane Pool"
        parts = [rest, edge["flag"]] if is_creator(rest) or not is_creator(party) else []
    if len(parts) < 2 and (edge := _flag_at_start().match(party)):
        rest = party[edge.end() :]
        parts = [edge["flag"], rest] if is_creator(rest) or parse_agency(rest) else []
    parts = [part for part in map(_tidy, parts) if part]
    return parts if parts and parts != [party] else None


def _split_at_label(party: str) -> list[str]:
    """What stands before and after a label inside a party; the label too, where it is a flag."""
    made = label_with_by().search(party)
    if not made:
        return []
    # "Staff file photo by Jane Roe"
    flag = [made["label"]] if fold_text(made["label"]) in credit_words("file") else []
    return [party[: made.start()], party[made.end() :], *flag]


def _read_around(text: str, found: tuple[tuple[int, int, str], ...], loosely: bool) -> Iterator[Party]:
    """Agencies inside a party, and the name that leans on them: "Jane Roe AFP", "Jane Roe on Unsplash"."""
    start = 0
    for begin, end, name in (*found, (len(text), len(text), "")):
        between = text[start:begin].strip(" .:,-–—+&")
        between = _after().sub("", _LEADING.sub("", between)) if loosely else between
        if between and is_creator(between):
            yield "person", _make_name(between)
        elif kind := _flags().get(fold_text(between)):
            yield kind, between
        elif len(between) > 2 and not (between.isdigit() or parse_agency(between) or _says_nothing(between)):
            yield "other", between
        if name:
            yield "agency", name
        start = end


def _says_nothing(text: str) -> bool:
    """Whether what an agency's name leaves is its tail, "Rex Features Ltd", or a label, "AP Illustration"."""
    return fold_text(text) in credit_words("label") or (" " not in text and _is_organization_word(text))


def is_creator(text: str) -> bool:
    """Whether a party is somebody who can have made a picture: a person's name or a handle.

    >>> is_creator('Jane "Red" Roe'), is_creator("@janeroe"), is_creator("Harl City Police")
    (True, True, False)
    """
    if _HANDLE.fullmatch(text):
        return True
    text = _NICKNAME.sub(" ", text)
    if text.casefold() in _bodies():
        return False
    words = text.split()
    # "Rain in Lyon" has the shape of "Riera i Guilera"
    if any(len(word) > 1 and word in position_words("place") for word in words):
        return False
    if words and words[0].casefold() in position_words("article") and not is_family_first(text.title()):
        return False  # papers have articles: "Die Post", "LE JOURNAL"; but "Le Van Thanh" is a person
    return is_person_like(text) and not any(_is_organization_word(word) for word in words)


def is_given_name(text: str) -> bool:
    """Whether a text is one known given name and nothing else."""
    return text.capitalize() in _given_names()


def _is_organization_word(word: str) -> bool:
    # the letters of "AI" are a given name in small ones: Ai Weiwei
    known = word.casefold() in credit_words("organization")
    return known and (len(word) > 2 or word.isupper())


def _make_name(text: str) -> str:
    """The name with its nickname where it was printed."""
    nickname = _NICKNAME.search(text)
    if not nickname or _HANDLE.fullmatch(text):
        return normalize_person_name(text)
    words = normalize_person_name(_NICKNAME.sub(" ", text)).split()
    at = len(text[: nickname.start()].split())
    shown = nickname[1].title() if nickname[1].isupper() else nickname[1]
    return " ".join((*words[:at], shown, *words[at:]))


def _is_lower_name(text: str) -> bool:
    """A name printed without capitals, told by its given name: "jane roe"."""
    words = text.split()
    if not (2 <= len(words) <= 3 and text.islower()) or not is_given_name(words[0]):
        return False
    capitalized = " ".join(word.capitalize() for word in words)
    return is_creator(capitalized) and not any(word in credit_words("label") for word in words)


def _turn(match: re.Match[str]) -> str:
    """ "Roe, Jane" in its spoken order, when the second word is a given name and the first is not."""
    family, given = match["family"], match["given"]
    is_turned = is_given_name(given) and not is_given_name(family)
    return f"{given} {family}" if is_turned and not _read_known(family) else match[0]


def _tidy(text: str) -> str:
    stripped = text.strip(_EDGES)
    # the full stop of "Jr." belongs to the name
    return f"{stripped}." if _ABBREVIATED.search(text.rstrip(" ,")) else stripped


@cache
def _flags() -> dict[str, str]:
    return {fold_text(word): kind for kind in _FLAGS for word in credit_words(kind)}


@cache
def _flag_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:\s+|(?<=[^\W\d_])-)(?P<flag>{_long_flags()})$", re.IGNORECASE)


@cache
def _flag_at_start() -> re.Pattern[str]:
    return re.compile(rf"(?P<flag>{_long_flags()})\s+", re.IGNORECASE)


def _long_flags() -> str:
    # a short one may be something else beside a name: "DR" and "Dr Jane Roe"; so may "Presse": "La Presse"
    rows = (row for row in read_lexicon("credit_labels") if row["kind"] in _FLAGS and not row.get("is_whole"))
    return one_of(row["label"].casefold() for row in rows if len(row["label"]) > 3)


@cache
def _rank() -> re.Pattern[str]:
    """A military rank before a name: "Staff Sgt. Jane Roe", "Petty Officer 2nd Class Jane Roe"."""
    return re.compile(
        rf"""(?<![\w.])(?i:{label_pattern("rank")})
             (?:\s+(?:1st|2nd|3rd|First|Second|Third)\s+Class)?\s+(?=[^\W\d_a-z])""",
        re.VERBOSE,
    )


@cache
def _after() -> re.Pattern[str]:
    words = label_pattern("after")
    return re.compile(rf"\s?(?:{words})$|^(?:{words})\s?(?=[^\s])")


@cache
def _bodies() -> frozenset[str]:
    """Organizations and their aliases, some of which have the shape of a person's name: "Al Jazeera"."""
    names = (name for row in read_lexicon("organizations") for name in (row["name"], *row["aliases"].split(";")))
    return frozenset(name.casefold() for name in names if " " in name)


@cache
def _given_names() -> frozenset[str]:
    return frozenset(row["name"] for row in read_lexicon("given_names"))
