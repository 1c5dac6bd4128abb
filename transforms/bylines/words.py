"""The words of bylines, as sets and patterns over the lexicons. No parsing."""

import re
from functools import cache, lru_cache

from transforms.agencies import parse_agency
from transforms.lexicons import read_lexicon
from transforms.names import is_person_like
from transforms.text import fold_text

_TOKEN = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*\.?")

#: Up to the first space, colon or slash.
_OPENING = re.compile(r"[^\s:：/／]+")


@cache
def words_of(lexicon: str, column: str = "word") -> frozenset[str]:
    """The words of a lexicon as they stand there: those of bylines in lower case."""
    return frozenset(row[column] for row in read_lexicon(lexicon))


@cache
def prefix_pattern() -> re.Pattern[str]:
    """A prefix at the start: "By ", "Text:", "Von"; common words only with their colon."""
    rows = sorted(read_lexicon("byline_prefixes"), key=lambda row: -len(row["word"]))
    free = "|".join(re.escape(row["word"]) for row in rows if not row.get("needs_colon"))
    bound = "|".join(re.escape(row["word"]) for row in rows)
    return re.compile(rf"(?:(?P<label>{bound})\s?[:：]\s?|(?P<word>{free})(?:\s|(?<=文)[/／]))", re.IGNORECASE)


def match_prefix(text: str) -> re.Match[str] | None:
    """The prefix that a text begins with; few texts do, and their first word tells."""
    return prefix_pattern().match(text) if first_word(text) in _prefix_openings() else None


@cache
def _prefix_openings() -> frozenset[str]:
    return frozenset(first_word(row["word"]) for row in read_lexicon("byline_prefixes"))


def first_word(text: str) -> str:
    """What stands before the first space, colon or slash, in lower case."""
    match = _OPENING.match(text)
    return match[0].lower() if match else ""


def opens_as_writer(text: str) -> bool:
    """Whether a text begins with a prefix that names a writer, not merely who put it on the page.

    >>> opens_as_writer("By Harbour Post"), opens_as_writer("Published by Harbour Post"), opens_as_writer("Harbour")
    (True, False, False)
    """
    match = match_prefix(text)
    return match is not None and (match["label"] or match["word"]).lower() not in _publishing()


@cache
def _publishing() -> frozenset[str]:
    return frozenset(row["word"] for row in read_lexicon("byline_prefixes") if row.get("publishes"))


@cache
def inner_prefix_pattern() -> re.Pattern[str]:
    """A prefix further on, after a date or a section: "10. Juni 2023 | von Jane Roe"."""
    words = [row["word"] for row in read_lexicon("byline_prefixes") if not row.get("needs_colon")]
    known = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if len(word) > 1)
    return re.compile(rf"(?:^|[\s|/,–—·•:)])(?:{known})[:\s]\s?(?=[^\W\d_])", re.IGNORECASE)


@cache
def joiner_pattern() -> re.Pattern[str]:
    """The joining words between spaces; "&" also stands without."""
    words = sorted((row["word"] for row in read_lexicon("byline_joiners")), key=len, reverse=True)
    known = "|".join(map(re.escape, words))
    return re.compile(rf"\s(?:{known})\s|\s?&\s?", re.IGNORECASE)


@cache
def glued_pattern() -> re.Pattern[str]:
    """Where a template lost the space before a role: "Jane RoeAssistant Editor"."""
    words = words_of("byline_roles") | words_of("date_months") | {"published", "updated", "posted"}
    roles = sorted(word.capitalize() for word in words if word.isascii() and len(word) > 3)
    return re.compile(rf"(?<=[a-zäöüßéèñçøåæ])(?=[A-Z])(?=(?:{'|'.join(roles)})\b)")


@lru_cache(maxsize=256)
def is_role_word(word: str) -> bool:
    """Whether a word is made for job titles; plurals of them too.

    >>> is_role_word("Editors"), is_role_word("Jane")
    (True, False)
    """
    low = word.lower().strip(".,:()")
    return any(key in words_of("byline_roles") for key in (low, low.removesuffix("s"), low.split("-")[-1]) if key)


def is_role(text: str) -> bool:
    """Whether a text is a job title: it ends or begins with a role's word and is no person's name with one."""
    words = text.split()
    if not 1 <= len(words) <= 8:
        return False
    return is_role_word(words[-1]) or (is_role_word(words[0]) and not is_person_like(" ".join(words[1:])))


@lru_cache(maxsize=128)
def is_organization(text: str) -> bool:
    """Whether a text names an agency, or bears a word that persons' names do not.

    >>> is_organization("AFP"), is_organization("Harbour Post Redaktion"), is_organization("Jane Post")
    (True, True, False)
    """
    if find_agency(text) or text in words_of("organizations", "name"):
        return True
    words = [word.lower().strip(".") for word in _TOKEN.findall(text)]
    known = [word for word in words if word in words_of("byline_organization_words") or word.endswith("redaktion")]
    if not known or len(words) > 10:
        return False
    # "Emily Post", "Jack City": one such word after a single given name may be a surname
    lone_surname = len(words) == 2 and known == [words[1]] and words[1] in _SURNAMES
    return not lone_surname


_SURNAMES = frozenset(
    (
        "amt",
        "bund",
        "center",
        "church",
        "city",
        "council",
        "day",
        "herald",
        "kirche",
        "kreis",
        "page",
        "post",
        "school",
        "science",
        "stadt",
    )
)  # fmt: skip


@lru_cache(maxsize=128)
def is_plain_name(text: str) -> bool:
    """Whether a text is a person's name of two or three capitalized words and nothing else: most of a byline's parts.

    >>> is_plain_name("Jane Roe"), is_plain_name("Jane Roe and John Doe"), is_plain_name("Harbour Desk")
    (True, False, False)
    """
    words = text.split(" ")
    # a hyphen at an end is a template's
    if (
        not 2 <= len(words) <= 3
        or text != text.strip("-")
        or not all(word.istitle() and word.replace("-", "").isalpha() for word in words)
    ):
        return False
    is_told = not _framing_words().isdisjoint(map(str.lower, words)) or any(map(is_role_word, words))
    return not is_told and is_person_like(text) and not is_organization(text) and not is_placeholder(text)


@cache
def _framing_words() -> frozenset[str]:
    """All that may stand before, between and behind the names of a byline."""
    framing = ("byline_prefixes", "byline_joiners", "byline_credits")
    phrases = {phrase for lexicon in framing for phrase in words_of(lexicon)}
    return frozenset({word for phrase in phrases for word in phrase.lower().split()} | {"for"})


def find_agency(text: str) -> str | None:
    """The short name of the agency that a text is the name of."""
    return parse_agency(text.strip(" .()"))


def opens_with_agency(text: str) -> bool:
    """ "AP Technology Writers": capitals that are an agency's, before words that have none."""
    first = text.split(" ", 1)[0]
    return first.isupper() and not text.isupper() and find_agency(first) is not None


def is_placeholder(text: str) -> bool:
    """Whether a text stands where a name should and names nobody: "admin", "Share", "View all posts"."""
    key = fold_text(text).strip(" .:|-–")
    return not key or key in words_of("byline_placeholders")
