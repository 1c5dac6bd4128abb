"""Words of a text with their place, shape and ties to the word before. Knows no names."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from transforms.entities.facts import DATE, DEMONYM, FAMILY, FUNCTION, GIVEN, KNOWN, NAME, STOP, find_facts
from transforms.entities.splitting import split_words

_OPENING = re.compile(r"[.!?:;\n\r\"“„«‘(\[—–•*|…»]")
#: Words whose full stop ends no sentence.
_SHORTENED = frozenset(
    [
        "St",
        "Mt",
        "Ft",
        "Dr",
        "Mr",
        "Mrs",
        "Ms",
        "Jr",
        "Sr",
        "Prof",
        "Gen",
        "Lt",
        "Col",
        "Maj",
        "Capt",
        "Sgt",
        "Sen",
        "Rep",
        "Gov",
        "Rev",
        "Hon",
        "Adm",
        "Brig",
        "Cmdr",
        "Pres",
        "Supt",
        "Insp",
        "M",
        "Mme",
        "Sra",
    ]
)
#: Longer words and gaps are read, but not kept in mind; of words so many at most.
_KEPT, _MOST_KEPT = 30, 50_000
#: A word of which none of these holds begins no name, whatever stands around.
_MAY_BEGIN = NAME | GIVEN | FAMILY | KNOWN
#: A line of at least this many words, mostly capitalized, is a title: its capitals say nothing.
_TITLE_WORDS = 4


class Word(NamedTuple):
    """A word by itself. `shape`: l lower or caseless, d digit first, I initial, A capitals, M mixed (YouTube),
    C capitalized."""

    text: str
    low: str
    shape: str
    facts: int  #: what the lexicons say of it, a bit a fact, as facts.py has them
    width: int  #: characters, with those after it, which in most places are a space
    begins: bool  #: whether a name may begin with it


#: What follows the last word.
_END = Word("", "", "l", 0, 0, False)


class Tokens(list[Word]):
    """The words of a text in order, and beside them, column by column, what each is and what it is in its place.

    Columns have a last entry for what follows the last word, which is no word and tied to none; so -1, what precedes
    the first, is none either.
    """

    __slots__ = ("begins", "facts", "gaps", "glue", "loud", "low", "opens", "shape", "start", "text")

    text: list[str]
    low: list[str]
    shape: list[str]
    facts: list[int]
    begins: list[bool]
    start: list[int]  #: in characters
    gaps: dict[int, str]  #: what stands before a word, if not a lone space, and after the last

    def __init__(self, text: str) -> None:
        words, self.gaps = split_words(text)
        super().__init__(map(_read_word, words))
        columns: Iterator[list[Any]] = map(list, zip(*self, _END, strict=True))
        self.text, self.low, self.shape, self.facts, widths, self.begins = columns
        for i, gap in self.gaps.items():
            widths[i - 1] += len(gap) - 1
        self.start = list(accumulate(widths[:-1], initial=len(self.gaps[0])))
        self.glue = [" "] * len(words) + [""]  #: the tie to the word before: "", " ", "-", "." (shortened) or "&"
        self.opens = [False] * len(self.text)  #: first word of a sentence, a quotation or a bracket
        self.loud = [False] * len(self.text)  #: in a line whose capitals say nothing

    def end(self, i: int) -> int:
        """The index of the character after word `i`."""
        return self.start[i] + len(self.text[i])

    def gap(self, i: int) -> str:
        """The characters before word `i`; those at the end for the place after the last."""
        return self.gaps.get(i, " ")


def tokenize(text: str) -> Tokens:
    """The words of a text.

    >>> tokens = tokenize("S. Doe-Roe’s YouTube")
    >>> [(word.text, word.shape, glue) for word, glue in zip(tokens, tokens.glue)]
    [('S', 'I', ''), ('Doe', 'C', '.'), ('Roe', 'C', '-'), ('YouTube', 'M', '')]
    """
    tokens = Tokens(text)
    line, last = 0, len(tokens)
    for k, gap in tokens.gaps.items():
        glue, opens, breaks = _read_gap(gap) if len(gap) <= _KEPT else _make_gap(gap)
        if glue == ".":
            before = tokens.text[k - 1]
            if len(before) > 1 and before not in _SHORTENED:
                glue = ""
            elif tokens.shape[k - 1] == "I" and tokens.facts[k] & NAME:
                # "Jane A. Roe", though "a" is a word
                tokens.facts[k - 1] |= NAME
                tokens.begins[k - 1] = True
        if (breaks and k) or k == last:
            if "." not in gap:  # a line with a full stop is a sentence, however many names it has
                _mark_title(tokens, line, k)
            line = k
        if k < last:
            tokens.glue[k] = glue if k else ""
            tokens.opens[k] = k == 0 or (opens and not glue)
    return tokens


def _make_gap(gap: str) -> tuple[str, bool, bool]:
    """What the characters between two words tell: how they tie, whether a sentence begins, and whether a line."""
    if gap == "\u00a0":
        glue = " "
    elif gap == "-":
        glue = "-"
    elif gap in {". ", ".\u00a0", "."}:
        glue = "."  # after an initial or a shortened word
    else:
        glue = "&" if gap.strip(" ") == "&" else ""
    return glue, _OPENING.search(gap) is not None, "\n" in gap


def _make_word(text: str) -> Word:
    low = text.lower()
    shape = _shape(text) if low != text else "l" if text[0].isalpha() else "d"
    facts = find_facts(text, low)
    if shape in "CAMI" and not facts & (FUNCTION | DATE):
        facts |= NAME
    return Word(text, low, shape, facts, len(text) + 1, facts & _MAY_BEGIN != 0)


class _Words(dict[str, Word]):
    """The words read so far: those of a language come again and again. Starts anew when it has grown large."""

    def __missing__(self, text: str) -> Word:
        word = _make_word(text)
        if len(text) <= _KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[text] = word
        return word


_read_word = _Words().__getitem__
_read_gap = lru_cache(maxsize=1_000)(_make_gap)


def _shape(word: str) -> str:
    first = word[0]
    if "." in word[2:] and word[1] != "." and word.rpartition(".")[2].isupper():
        return "d"  # a listing names nobody
    if not first.isupper():
        return "d" if first.isdigit() else "l"
    if len(word) == 1:
        return "I"
    rest = word[1:]
    if rest.islower():
        return "C"
    if word.isupper():
        return "A"
    if not any(map(str.isupper, rest)) or word.startswith(
        ("Mc", "Mac", "O'", "O’", "D'", "D’", "L'", "L’", "Fitz", "De")
    ):
        return "C"
    return "M"


def _mark_title(tokens: Tokens, begin: int, end: int) -> None:
    words = [word for word in tokens[begin:end] if len(word.text) > 3 and word.shape != "d"]
    capitals = sum(word.shape in "CAM" for word in words)
    shouted = sum(word.shape == "A" for word in words)
    if len(words) >= _TITLE_WORDS and (capitals >= 0.8 * len(words) or shouted > 0.6 * len(words)):
        tokens.loud[begin:end] = [True] * (end - begin)


def is_plain(word: Word) -> bool:
    """Whether a capitalized word or initial says nothing but a name, as far as is known."""
    return word.shape in "CI" and not word.facts & (STOP | DEMONYM)
