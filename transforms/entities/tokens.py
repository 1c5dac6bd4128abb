"""Words of a text with their place, shape and ties to the word before. Knows no names."""

import re
from functools import partial
from typing import NamedTuple

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
#: A line of at least this many words, mostly capitalized, is a title: its capitals say nothing.
_TITLE_WORDS = 4


class Token(NamedTuple):
    """A word. `shape`: l lower or caseless, d digit first, I initial, A capitals, M mixed (YouTube), C capitalized."""

    start: int
    end: int
    text: str
    low: str
    shape: str
    glue: str  #: what ties it to the word before: "", " ", "-", "." (after an initial or shortened word) or "&"
    opens: bool  #: first word of a sentence, a quotation or a bracket
    loud: bool  #: in a line whose capitals say nothing


def tokenize(text: str) -> list[Token]:
    """The words of a text, in order.

    >>> [(t.text, t.shape, t.glue) for t in tokenize("S. Doe-Roe’s YouTube")]
    [('S', 'I', ''), ('Doe', 'C', '.'), ('Roe', 'C', '-'), ('YouTube', 'M', '')]
    """
    tokens: list[Token] = []
    add, make = tokens.append, partial(tuple.__new__, Token)  # Token(...) spends most of its time on its arguments
    line, end, last = 0, 0, ""
    for match in _WORD.finditer(text):
        start, stop = match.span(1)
        word = text[start:stop]
        low = word.lower()
        gap = text[end:start]
        if gap == " " and tokens:  # nine gaps in ten
            glue, opens = " ", False
        else:
            glue = _glue(gap, last)
            opens = not tokens or (glue == "" and _OPENING.search(gap) is not None)
            if "\n" in gap:
                if "." not in gap:  # a line with a full stop is a sentence, however many names it has
                    _mark_title(tokens, line)
                line = len(tokens)
        shape = _shape(word) if low != word else "l" if word[0].isalpha() else "d"
        end, last = stop, word
        add(make((start, end, word, low, shape, glue, opens, False)))
    if "." not in text[end:]:
        _mark_title(tokens, line)
    return tokens


def _glue(gap: str, last: str) -> str:
    if gap == "\u00a0":
        return " "
    if gap == "-":
        return "-"
    if gap in {". ", ".\u00a0", "."} and (len(last) == 1 or last in _SHORTENED):
        return "."
    return "&" if gap.strip(" ") == "&" else ""


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


def _mark_title(tokens: list[Token], begin: int) -> None:
    line = tokens[begin:]
    words = [token for token in line if len(token.text) > 3 and token.shape != "d"]
    capitals = sum(token.shape in "CAM" for token in words)
    shouted = sum(token.shape == "A" for token in words)
    if len(words) >= _TITLE_WORDS and (capitals >= 0.8 * len(words) or shouted > 0.6 * len(words)):
        tokens[begin:] = [token._replace(loud=True) for token in line]
