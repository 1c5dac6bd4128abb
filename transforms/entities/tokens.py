"""Words of a text with their place, shape and ties to the word before. Knows no names."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple, TypeVar

from transforms.entities.facts import DATE, FUNCTION, NAME, find_facts

T = TypeVar("T")

#: Turkish endings after an apostrophe; those that other languages' names have too (Sana'a) are left out.
_ENDING = "(?:n?d[ae]n?|t[ae]n?|n?[ıiuü]n|y[ae]|n[ae]|yl[ae])"
_WORD = re.compile(
    rf"""
    (
        (?:[^\W\d_]\.){{2,}}                      # U.S., J.D.
      | (?<=,[ ])(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev
        |Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo)\.       # a state after its city
      | [A-Z0-9][A-Za-z0-9]{{1,6}}\.(?:N|O|OQ|L|T|DE|PA|HK|SS|SZ|NS|BO|AX|TO|MI|MC|AS|ST|CO|HE|OL|KS|TW|SA|MX|VI|WA)\b
                                                # DOE.N, as an exchange lists it
      | [A-ZÇĞİÖŞÜ][^\W\d_]+ (?=['’]{_ENDING}\b) (?<!qu)       # Lig'de, but Quelqu'un
      | [^\W_]+ (?:['’](?![sS]\b)[^\W_]+)* (?:\.(?:com|org|net)\b)?      # plain words, O'Neill, Doe.com
    )
    (?:['’](?:[sS]|{_ENDING})\b)?                             # a possessive ending belongs to no word
    """,
    re.VERBOSE,
)
#: Where no full stop and no apostrophe follows, a run of letters and digits is a word.
_RUN = re.compile(r"([^\W_]+)")
_APOSTROPHES = frozenset("'’")
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
#: Longer words and gaps are read, but not kept in mind.
_KEPT = 30
#: A line of at least this many words, mostly capitalized, is a title: its capitals say nothing.
_TITLE_WORDS = 4


class Word(NamedTuple):
    """A word by itself. `shape`: l lower or caseless, d digit first, I initial, A capitals, M mixed (YouTube),
    C capitalized."""

    text: str
    low: str
    shape: str
    facts: int  #: what the lexicons say of it, as `words` has the bits


class Tokens(list[Word]):
    """The words of a text in order, and beside them what each is in its place."""

    __slots__ = ("end", "glue", "loud", "opens", "start")

    def __init__(self, words: Iterable[Word], start: list[int], end: list[int]) -> None:
        super().__init__(words)
        self.start, self.end = start, end  #: in characters
        self.glue = [" "] * len(self)  #: the tie to the word before: "", " ", "-", "." (it was shortened) or "&"
        self.opens = [False] * len(self)  #: first word of a sentence, a quotation or a bracket
        self.loud = [False] * len(self)  #: in a line whose capitals say nothing


def tokenize(text: str) -> Tokens:
    """The words of a text.

    >>> tokens = tokenize("S. Doe-Roe’s YouTube")
    >>> [(word.text, word.shape, glue) for word, glue in zip(tokens, tokens.glue)]
    [('S', 'I', ''), ('Doe', 'C', '.'), ('Roe', 'C', '-'), ('YouTube', 'M', '')]
    """
    words, gaps, start, end = _split(text)
    is_kept = max(map(len, words), default=0) <= _KEPT
    tokens = Tokens(map(read_word if is_kept else _read_any_word, words), start, end)
    line = 0
    for k, gap in enumerate(gaps):
        if gap == " " and k:  # nine gaps in ten
            continue
        glue, opens, breaks = _read_gap(gap) if len(gap) <= _KEPT else _make_gap(gap)
        if glue == "." and not (len(words[k - 1]) == 1 or words[k - 1] in _SHORTENED):
            glue = ""
        if breaks and k:
            if "." not in gap:  # a line with a full stop is a sentence, however many names it has
                _mark_title(tokens, line, k)
            line = k
        tokens.glue[k] = glue if k else ""
        tokens.opens[k] = k == 0 or (opens and not glue)
    if words and "." not in text[end[-1] :]:
        _mark_title(tokens, line, len(words))
    return tokens


def _split(text: str) -> tuple[list[str], list[str], list[int], list[int]]:
    """The words of a text, the characters before each, where each starts and where it ends."""
    parts = _RUN.split(text)
    gaps, words, at = parts[::2], parts[1::2], list(accumulate(map(len, parts)))
    starts, ends = at[:-1:2], at[1::2]
    drops: list[tuple[int, int]] = []
    done = 0
    for k, after in enumerate(gaps[1:]):
        if after == " " or k < done or not _may_go_on(words[k], after) or not (match := _WORD.match(text, starts[k])):
            continue
        words[k], ends[k] = match[1], match.end(1)
        done = bisect_left(starts, match.end(), k + 1)
        gaps[done] = text[ends[k] : starts[done]] if done < len(starts) else ""
        drops.append((k + 1, done))
    gaps.pop()
    return _without(words, drops), _without(gaps, drops), _without(starts, drops), _without(ends, drops)


def _without(values: list[T], drops: Iterable[tuple[int, int]]) -> list[T]:
    kept: list[T] = []
    done = 0
    for first, last in drops:
        kept += values[done:first]
        done = last
    return kept + values[done:]


def _may_go_on(word: str, after: str) -> bool:
    """Whether a run of letters may be but a part of a word, or have an ending: "U.S.", "O'Neill", "Roe's"."""
    if after[:1] == ".":
        return after == "." or len(word) == 1 or word[0].isupper()
    return after[:1] in _APOSTROPHES


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
    return Word(text, low, shape, facts)


#: A language's frequent words come again and again.
read_word = lru_cache(maxsize=20_000)(_make_word)
_read_gap = lru_cache(maxsize=1_000)(_make_gap)


def _read_any_word(text: str) -> Word:
    return read_word(text) if len(text) <= _KEPT else _make_word(text)


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
