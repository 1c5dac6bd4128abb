"""Splits the text of a caption into what the picture shows and who is to be credited. Text in, text out; no trees."""

import re
from dataclasses import dataclass
from functools import lru_cache

from transforms.agencies import find_agencies
from transforms.captions.credits import find_given, is_balanced, is_credit_like, is_pure_credit, strip_brackets
from transforms.captions.labels import (
    before_shown,
    dangling_label,
    label_in_text,
    label_with_by,
    label_with_separator,
    may_hold_label,
    strip_label,
)
from transforms.captions.marks import list_mark
from transforms.captions.noise import strip_noise
from transforms.captions.parties import is_creator, read_parties
from transforms.captions.words import MAX_CAPTION, credit_words, noise_patterns
from transforms.text import clean_text, fold_text

#: A label with its separator never leads a longer credit than this, in characters.
_MAX_CREDIT = 180
_MAX_NAME = 40  #: of an agency before a label
_CLOSING = {")": "(", "]": "[", "）": "（", "】": "【"}
_COPYRIGHT = re.compile(
    r"""(?: © | \(c\)(?=\s*(?:19|20)\d\d)
          | (?<=[.!?»”"|]\s)\(c\)(?=\s?(?-i:[^\W\d_a-z]))     # "... Lyon? (c) Lyon Post": a position has a name before
          | \bCopyright\b(?=\s*[:©]|\s+(?:19|20)\d\d|\s+[A-Z]) )""",
    re.VERBOSE | re.IGNORECASE,
)
#: Where a credit without label or bracket can begin: after a sentence, a spaced dash, a bar or a slash.
_BOUNDARY = re.compile(
    r"""  (?<=[.!?…。»”"')\]])(?<!\b[^\W\d_]\.)\s*(?=[^\s.,;:!?)\]»”"'])    # "... on Monday. Jane Roe/dpa", glued too
        | \s+[-–—―]\s+ | \s*[|•]\s* | \s+/\s+                 # "... in Palma / Jane Roe"
        | \s*—\s*
    """,
    re.VERBOSE,
)
#: Whose photo it is, between the end of a sentence and a label: "... in Harl. U.S. Army photo by Jane Roe".
_OWNER = re.compile(r"(?<=[.!?»”)]\s)(?:[^\W\d_a-z](?:[\w.'’-]{0,3}\.|(?:[\w'’-]|\.(?=\w))*)\s+){1,5}$")
#: A sentence of four words or more and what stands in brackets behind it: "Minister Jana Roe in Harl. (AA)".
_BRACKET_AFTER_SENTENCE = re.compile(r"(?:\S+\s+){3,40}\S+[.!?…]\s*\([^()]{1,60}\)")
#: Somebody behind a slash, whose agency follows in brackets: "... in Vigo. / JUAN ROE (EFE)".
_SLASHED_NAME = re.compile(r"\s[/|]\s*(?P<name>[^\W\d_][^/|()]{3,50}?)\s*$")
_LICENCE_TAIL = re.compile(r"(?<=[.!?»”)])\s+(?=CC[ -](?:BY|0|NC)[\w. -]{0,20}$)")
_SENTENCE_END = re.compile(r"[.!?…。»”\"')\]]\s*$")
_LEADING_DASH = re.compile(r"^\s*[-–—]\s+")
_TRIM = " \t-–—―|•/,;:·"


@dataclass(frozen=True, slots=True)
class Split:
    """A caption's text in its two parts."""

    caption: str | None  #: what the picture shows
    credit: str | None  #: verbatim, without outer brackets
    is_file_photo: bool = False  #: the text was led by FILE PHOTO: and the like


@lru_cache(maxsize=256)
def split_caption(raw: str, *, has_credit: bool = False) -> Split:
    """Caption and credit of one printed text; what cannot be told apart stays in the caption.

    `has_credit`: the page gives the credit apart, so that a lone name at the end is no credit.

    >>> split_caption("Rain in Lyon (L) on May 3. (Photo by Jane ROE / AFP)").credit
    'Photo by Jane ROE / AFP'
    >>> split_caption("The minister (C) and aides (Archivbild)")
    Split(caption='The minister (C) and aides (Archivbild)', credit=None, is_file_photo=True)
    """
    text = clean_text(raw) or ""
    if len(text) > MAX_CAPTION:
        return Split(text, None)
    text, is_file = strip_noise(text.rstrip(" -–—|/"))
    if any(pattern.fullmatch(text) for pattern in noise_patterns("whole")):
        return Split(None, None)
    text = dangling_label().sub("", text) if has_credit else text
    tail = _split_sure_tail if has_credit else _split_tail
    for rule in (*_SURE_RULES, tail, *_LAST_RULES):
        parts = rule(text)
        if parts:
            caption, credit = parts
            credit = strip_brackets(_LEADING_DASH.sub("", credit))
            return Split(_tidy(caption), credit or None, is_file or _has_file_flag(caption))
    return Split(_tidy(text), None, is_file or _has_file_flag(text))


def is_credit_text(text: str) -> bool:
    """Whether a text of its own is a credit and nothing else: "Foto: dpa", "Jane Roe/AFP", "© 2024 Jane Roe".

    >>> is_credit_text("Jane Roe/AFP"), is_credit_text("Jane Roe"), is_credit_text("Rain in Lyon. AFP")
    (True, False, False)
    """
    parts = split_caption(text)
    return parts.caption is None and parts.credit is not None


def _split_whole(text: str) -> tuple[str, str] | None:
    """The text is a credit and nothing else: "Foto: dpa", "(AP Photo/Jane Roe)", "© 2024 Jane Roe"."""
    bare = strip_brackets(text)
    if len(bare) > _MAX_CREDIT or not bare:
        return None
    label = label_with_separator().match(bare)
    if label and (lead := _split_lead(bare)) and _reads_as_caption(bare, lead[0]):
        return None  # "Foto: Jane Roe/dpa | Regen in Lyon" leads a caption
    if label and label.end() < len(bare) and _is_short_tail(bare[label.end() :]):
        return "", bare
    if is_pure_credit(bare) and not _BRACKET_AFTER_SENTENCE.fullmatch(bare):
        return "", bare
    notice = _COPYRIGHT.match(bare)
    return ("", bare) if notice and _is_short_tail(bare[notice.end() :]) else None


def _reads_as_caption(text: str, rest: str) -> bool:
    """Whether what a bar sets apart from a leading credit is prose: three words or more, one in small letters."""
    words = rest.split()
    return text[: -len(rest)].rstrip().endswith(("|", "•")) and len(words) > 2 and any(map(str.islower, words))


def _split_brackets(text: str) -> tuple[str, str] | None:
    """A credit in brackets, at the end or before the last words: "... Monday. (Photo by Jane Roe / AFP)"."""
    end = len(text.rstrip(" ."))
    start = _opening_of(text, end - 1)
    if start is None:
        return None
    body, before = text[start + 1 : end - 1].strip(), text[:start]
    bare = strip_label(body)
    labelled = bare != body or bool(label_with_separator().match(body) or label_with_by().search(body))
    after_sentence = bool(_SENTENCE_END.search(before))
    if fold_text(body).strip(" .") in credit_words("file"):
        return None  # "(Archivbild)" is a flag of the caption
    if labelled or _COPYRIGHT.match(body) or is_credit_like(body, after_sentence=after_sentence):
        return _more_before(before, text[start:end])
    return None


def _more_before(before: str, credit: str) -> tuple[str, str]:
    """Joins a second credit that stands before the bracketed one: "... Foto: Jane Roe (dpa)", a doubled credit."""
    doubled = strip_brackets(credit)
    trimmed = before.rstrip(" .)")
    if trimmed.endswith(doubled):
        return trimmed[: -len(doubled)].rstrip(" ("), credit
    if (slashed := _SLASHED_NAME.search(before)) and is_creator(slashed["name"]):
        return before[: slashed.start()], f"{slashed['name']} {credit}"
    for rule in (_split_label, _split_copyright):
        parts = rule(before.rstrip())
        if parts and len(parts[1]) <= 80:
            return parts[0], f"{parts[1]} {credit}"
    return before, credit


def _split_label(text: str) -> tuple[str, str] | None:
    """A label and what follows it: "... Foto: Jane Roe/dpa", "...Picture: PA", "... Photo by Jane Roe"."""
    for match in label_in_text().finditer(text) if may_hold_label(text) else ():
        tail = text[match.end() :]
        if before_shown().search(text[: match.start()]):
            continue  # "im Bild: ...", "In this photo: ..." tell what is shown
        if match.start() > 0 and _is_short_tail(tail) and is_balanced(tail):
            start = _start_of_owner(text, match.start())
            return text[:start], text[start:].lstrip(_TRIM)
    return None


def _start_of_owner(text: str, label: int) -> int:
    """Where the words before a label begin that belong to it: an agency, "AFP PHOTO/", or whose photo it is."""
    before = text[:label]
    agencies = find_agencies(before[-_MAX_NAME:])
    if agencies and not before[-_MAX_NAME:][agencies[-1][1] :].strip():
        return max(0, label - _MAX_NAME) + agencies[-1][0]
    owner = _OWNER.search(before)
    return owner.start() if owner else label


def _split_given(text: str) -> tuple[str, str] | None:
    """Who gave a picture, after a sentence: "... in Harl. Photo courtesy of the zoo"."""
    for match in find_given(text):
        if _SENTENCE_END.search(text[: match.start()]) and _is_short_tail(text[match.start() :]):
            return text[: match.start()], text[match.start() :]
    return None


def _split_copyright(text: str) -> tuple[str, str] | None:
    for match in _COPYRIGHT.finditer(text):
        if match.start() > 0 and _is_short_tail(text[match.end() :]):
            return text[: match.start()], text[match.start() :]
    return None


def _split_sure_tail(text: str) -> tuple[str, str] | None:
    return _split_tail(text, is_name_enough=False)


def _split_tail(text: str, *, is_name_enough: bool = True) -> tuple[str, str] | None:
    """A bare credit after a boundary: "... on Monday. Jane Roe/dpa", "... in Palma / Jane Roe"."""
    for match in _BOUNDARY.finditer(text, max(0, len(text) - _MAX_CREDIT)):
        tail = text[match.end() :]
        if match.start() == 0 or not tail or tail[0].isdigit() or _goes_on(tail):
            continue
        # a bar or a slash announces a credit as the end of a sentence does; a dash may only set off an apposition
        certain = any(sign in match[0] for sign in "/|•") or bool(_SENTENCE_END.search(text[: match.start()]))
        certain = certain and is_name_enough and not tail.endswith(".")
        if is_credit_like(tail.rstrip(" ."), after_sentence=certain) and not _reads_as_sentence(tail):
            # "... That is wrong. Jane Roe / AFP": a short last sentence is no party of the credit
            start, _, last = tail.rpartition(". ")
            if (
                len(start.split()) > 1
                and not is_credit_like(start)
                and is_credit_like(last.rstrip(" ."), after_sentence=True)
            ):
                return text[: -len(last)], last
            return text[: match.start()], tail
    return None


def _goes_on(tail: str) -> bool:
    """Whether a sentence goes on after a bracket: "... (right) in Harl. AFP"; but dpa has small letters too."""
    return tail[0].islower() and next(iter(read_parties(tail)), ("other", ""))[0] == "other"


def _split_slash(text: str) -> tuple[str, str] | None:
    """An agency before a slash, with no boundary at all: "... group photo in Lyon EFE/ J.J. Roe"."""
    offset = max(0, len(text) - _MAX_CREDIT)
    for start, end, _ in reversed(find_agencies(text[offset:]) if "/" in text[offset:] else ()):
        tail = text[offset + start :]
        rest = text[offset + end :].lstrip()
        if offset + start > 0 and rest.startswith("/") and is_credit_like(tail.rstrip(" .")):
            return text[: offset + start], tail
    return None


def _split_lead(text: str) -> tuple[str, str] | None:
    """A credit that comes first: "(Photo: AP) Rain in Lyon", "Foto: dpa | Regen in Lyon", "AFP - ..." stays a place."""
    if text.startswith(("(", "[")) and (close := text.find(")" if text[0] == "(" else "]")) > 0:
        body = text[1:close]
        if list_mark().fullmatch(text[: close + 1]):
            return None  # "(From L to R) Jane Roe ..."
        if strip_label(body) != body or is_credit_like(body):
            return text[close + 1 :], text[: close + 1]
    match = label_with_separator().match(text)
    if match:
        for bound in _BOUNDARY.finditer(text, match.end(), match.end() + 80):
            body = text[match.end() : bound.start()]
            if is_credit_like(body, after_sentence=True):
                return text[bound.end() :], text[: bound.start()]
    return None


def _is_short_tail(tail: str) -> bool:
    """Whether what follows a label can be a credit: short, and not the beginning of another sentence."""
    tail = tail.strip()
    return bool(tail) and len(tail) <= _MAX_CREDIT and (len(tail) <= 60 or not _reads_as_sentence(tail))


def _reads_as_sentence(text: str) -> bool:
    """Whether text has the words of prose: five or more in lower case that are not small words of names."""
    return sum(word[:1].islower() and len(word) > 2 for word in text.split()) >= 5


def _opening_of(text: str, close: int) -> int | None:
    """Where the bracket opens that closes at this place."""
    if close < 1 or text[close] not in _CLOSING:
        return None
    depth = 0
    for i in range(close, max(-1, close - _MAX_CREDIT), -1):
        depth += (text[i] == text[close]) - (text[i] == _CLOSING[text[close]])
        if depth == 0:
            return i
    return None


def _has_file_flag(text: str) -> bool:
    """Whether brackets at the end say that the picture is an older one: "(Archivbild)"."""
    end = len(text.rstrip(" ."))
    start = _opening_of(text, end - 1)
    return start is not None and fold_text(text[start + 1 : end - 1]).strip(" .") in credit_words("file")


def _tidy(text: str) -> str | None:
    """A caption without the separators that led to its credit; a lone opening bracket goes too."""
    return text.rstrip(_TRIM + "([").lstrip(_TRIM + ".") or None


def _split_licence(text: str) -> tuple[str, str] | None:
    """A free licence after the last sentence: "... in Harl. CC BY-SA 4.0"."""
    match = _LICENCE_TAIL.search(text)
    return (text[: match.start()], text[match.end() :]) if match else None


_SURE_RULES = (_split_whole, _split_brackets, _split_label, _split_given, _split_copyright)
_LAST_RULES = (_split_slash, _split_lead, _split_licence)
