"""The text of a byline without what stands around its names: prefixes, addresses, dates. Reads no names."""

import re
from functools import lru_cache

from transforms.bylines.words import (
    glued_pattern,
    inner_prefix_pattern,
    is_organization,
    is_placeholder,
    joiner_pattern,
    match_prefix,
    words_of,
)
from transforms.names import is_person_like

#: Separators between names that a name itself may not hold.
SOFT = re.compile(r"\s?[,，]\s?|\s?/\s?")
_NOISE = re.compile(
    r"""
      \(?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,24}){1,4}\)?   # e-mail
    | https?://\S+ | \bwww\.\S+                                 # addresses
    | \(?(?<![\w.])@\w{1,30}\)?                                 # handles
    | \bopens?\sin\s(?:a\s)?new\s(?:tab|window)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: What an address leaves behind: "Jane Roe <jane@example.org>".
_EMPTY = re.compile(r"<\s{0,3}>?|\(\s{0,3}\)")
#: What stands before a name in brackets, "[서울=뉴시스] 홍길동 기자".
_BRACKETED = re.compile(r"[\[【(（][^\[\]【】()（）]{1,40}[\]】)）]\s?(?=\S)")


def cut_noise(text: str) -> str:
    """Without e-mails, addresses and handles; a role that is glued to a name stands apart."""
    return glued_pattern().sub(", ", _EMPTY.sub(" ", _NOISE.sub(" ", text)))


def cut_date(text: str) -> str:
    """The part of a byline that is not its date: what stands before the first number, or after a later prefix."""
    digit = re.search(r"\d", text)
    if digit is None:
        return text
    before = text[: digit.start()].split()
    while before and is_date_word(before[-1].lower().strip(".,:|()-–—•·/")):
        before.pop()
    head = strip_prefix(" ".join(before))
    if head and not is_placeholder(head):
        return head
    after = inner_prefix_pattern().search(text, digit.start())
    rest = text[after.end() :] if after else re.sub(r"^.*\d[\w:.]*", "", text)
    return "" if re.search(r"\d", rest) and after is None else re.split(r"\d", rest)[0]


def is_date_word(word: str) -> bool:
    """Whether a lower-case word belongs to a date or count: a month, a weekday, "updated"."""
    return not word or word in words_of("byline_tails") or word in words_of("date_months")


@lru_cache(maxsize=128)
def strip_prefix(text: str) -> str:
    """Separators and prefixes off the front, separators off the end; twice, for "Text: Von Jane Roe"."""
    for _ in range(3):
        text = _BRACKETED.sub("", text.strip(" ,:;|–—•·*/-~>"), count=1) if text[:1] in "[【" else text
        text = text.strip(" ,:;|–—•·*/-~>")
        match = match_prefix(text)
        if match is None or _is_particle_prefix(match, text):
            break
        text = text[match.end() :]
    text = _cut_announcement(text)
    return text.rstrip(".") if text.endswith(".") and text.count(".") == 1 and len(text.split()[-1]) > 4 else text


def _cut_announcement(text: str) -> str:
    """The names after "Text und Fotos von": two words or more that are no name, a prefix, a full name."""
    inner = inner_prefix_pattern().search(text[:80])
    if inner is None or len(text[: inner.start()].split()) < 2:
        return text
    before, after = text[: inner.start()], text[inner.end() :]
    first = SOFT.split(joiner_pattern().split(after)[0])[0]
    return after if is_person_like(first) and not is_person_like(before) and not is_organization(before) else text


def _is_particle_prefix(match: re.Match[str], text: str) -> bool:
    """ "De" and "Di" introduce a byline only before a full name: "Di Mario Rossi", not "De Boer"."""
    word = match["word"]
    return (
        bool(word)
        and len(word) < 3
        and len(text[match.end() :].split()) < 2
        and word.lower() in ("de", "di", "av", "af")
    )
