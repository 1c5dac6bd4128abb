"""The words that announce a credit, as patterns: "Photo by", "Foto:", "© ". Reads the lexicon; judges no line."""

import re
from functools import cache

from transforms.agencies import parse_agency
from transforms.captions.words import credit_words, label_pattern, one_of
from transforms.text import fold_text

#: What stands between a label and the one it credits.
_SIGNS = (":", "：", "/", "©", "=", "by", "By", "BY", ". ")
_LETTERS = re.compile(r"[^\W\d_]+")
#: The last word of a label lies within this many characters before its sign.
_BEFORE = 30


def strip_label(text: str) -> str:
    """Text without the words that announce a credit.

    >>> strip_label("Photo by Jane Roe"), strip_label("Foto: © dpa"), strip_label("AP Photo")
    ('Jane Roe', 'dpa', 'AP Photo')
    """
    for _ in range(3):
        match = _label().match(text) if text[:2].casefold() in _starts() else None
        if not match or match.end() == len(text) or parse_agency(text):
            return text
        text = text[match.end() :]
    return text


def strip_sign_label(line: str) -> str:
    """The line without a label set off by a sign, "Foto: dpa"; "Photo by Jane Roe" is left as printed."""
    match = _sign_label().match(line)
    return line[match.end() :] if match and match.end() < len(line) else line


def may_hold_label(text: str) -> bool:
    """Whether the last word of a label stands before a sign in a text: a quick look before the labels are tried.

    >>> may_hold_label("Rain. Photo by Jane Roe"), may_hold_label("Rain: a photo of floods by the sea")
    (True, False)
    """
    for sign in _SIGNS:
        if sign in text:
            before = (_LETTERS.findall(piece[-_BEFORE:]) for piece in text.split(sign)[:-1])
            if any(words[-1].casefold() in _last_words() for words in before if words):
                return True
    return False


def opens_as_file_photo(line: str) -> bool:
    """ "Archivfoto: Jane Roe", "File photo by Jane Roe": the label is the flag."""
    match = _label().match(line)
    return match is not None and fold_text(match["label"] or "") in credit_words("file")


@cache
def label_with_by() -> re.Pattern[str]:
    """A label and its "by" inside a line: "U.S. Army photo by Jane Roe"."""
    return re.compile(rf"(?<![^\W_])(?P<label>{_labels()})\s+(?:{_by()})\s*:?\s+(?-i:(?=[^\W\d_a-z@]))", re.IGNORECASE)


@cache
def label_with_separator() -> re.Pattern[str]:
    """A label at the start, with its sign or "by"."""
    dotted = one_of(word for word in credit_words("label") if word.endswith("."))
    return re.compile(
        rf"""(?:{_labels()}) (?: \s*[:：©=]\s* | \s+(?:{_by()})(?=\s+(?-i:[^\W\d_a-z])) | \s*/\s*(?=\S) )
           | (?:{dotted}) \s* (?=(?-i:[^\W\d_a-z]))     # Fot. Jan Roe, Dok.ABC
        """,
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def label_in_text() -> re.Pattern[str]:
    """A label inside the text, led by a boundary or glued to the end of a sentence."""
    dotted = one_of(word for word in credit_words("label") if word.endswith("."))
    return re.compile(
        rf"""(?<![^\W_]) (?:{_labels()})
             (?: \s*[:：©=]\s*(?=\S)                       # Foto: dpa
               | \s*/\s*(?=(?-i:[^\W\d_a-z]))              # Foto/Jane Roe
               | \s+by\s+(?=(?-i:[^\W\d_a-z])) )           # Photo by Jane Roe
           | (?<=[.!?»”)]\s) (?:{dotted}) \s+ (?=(?-i:[^\W\d_a-z]))    # "... 2026 r. Fot. Jana Roe"
        """,
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def before_shown() -> re.Pattern[str]:
    """The end of a text whose next word, though a label, credits nobody: "im Bild: ...", "In this photo: ..."."""
    return re.compile(rf"(?:^|[\s(])(?:{label_pattern('shown')})\s+$", re.IGNORECASE)


@cache
def dangling_label() -> re.Pattern[str]:
    """A label left alone or at a caption's end when its credit has an element of its own: "... - Foto:"."""
    return re.compile(
        rf"(?:^|(?<=[.!?»”\")])\s+|\s*[-–—|/(]\s*)(?:{_labels()})\s*(?:[:：©]|{_by()})?\s*$", re.IGNORECASE
    )


@cache
def _sign_label() -> re.Pattern[str]:
    return re.compile(rf"(?:{_labels()})\s*[:：=]\s*", re.IGNORECASE)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(
        rf"""(?P<label>{_labels()})
             (?: (?:\s?[:：©/=・]){{1,4}}\s*(?:(?:{_by()})\s+)?   # Foto: dpa, Photo/Jane Roe
               | \s+(?:{_by()})\s*:?\s+(?:©\s*)?      # Photo by Jane Roe
               | \s+(?-i:(?=[^\W\d_a-z])) )                                         # Foto Jane Roe
           | (?:{_by()})\s+(?-i:(?=[^\W\d_a-z]))             # by Jane Roe
        """,
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def _starts() -> frozenset[str]:
    """The first two letters of every label and "by"."""
    return frozenset(word[:2] for kind in ("label", "file", "by") for word in credit_words(kind))


@cache
def _last_words() -> frozenset[str]:
    """The last words of all labels, case folded."""
    labels = credit_words("label") | credit_words("file")
    return frozenset(words[-1] for words in map(_LETTERS.findall, labels) if words)


@cache
def _labels() -> str:
    return label_pattern("label", "file").replace(r"\ ", r"\s+")


@cache
def _by() -> str:
    return label_pattern("by").replace(r"\ ", r"\s+")
