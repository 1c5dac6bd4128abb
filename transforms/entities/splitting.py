"""Where the words of a text begin and end: "U.S.", "O'Neill", "Roe" of "Roe's". Knows no words."""

import re
from functools import lru_cache

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
_RUN = re.compile(r"([^\W_]+)")
#: What may go on a run of letters and digits as one word, or lead to its ending: "U.S.", "O'Neill", "Roe's".
_GOES_ON = frozenset("'’.")
#: Longer pieces are read, but not kept in mind.
_KEPT = 30


def split_words(text: str) -> tuple[list[str], dict[int, str]]:
    """The words of a text, and the characters before those that follow on more than a space; those at the end too.

    >>> split_words("Roe’s U.S. firm.")
    (['Roe', 'U.S.', 'firm'], {0: '', 1: '’s ', 3: '.'})
    """
    words: list[str] = []
    gaps: dict[int, str] = {}
    gap, done = "", 0
    pieces = f"{text} ".split(" ")
    for k in [k for k, piece in enumerate(pieces) if not piece.isalnum()]:  # one in seven; the others are words
        if done < k:
            if gap != " " or not words:
                gaps[len(words)] = gap
            words += pieces[done:k]
            gap = " "
        piece = pieces[k]
        if gap[-2:] == ", ":  # the comma goes along, for what follows it may be a state
            gap, piece = gap[:-2], ", " + piece
        found, rest = _read_piece(piece) if len(piece) <= _KEPT else _make_piece(piece)
        for before, word in found:
            gap += before
            if gap != " " or not words:
                gaps[len(words)] = gap
            words.append(word)
            gap = ""
        gap += rest + " "
        done = k + 1
    gaps[len(words)] = gap[:-2]  # of the two spaces one was added, and the last piece is empty
    return words, gaps


def _make_piece(piece: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The words of a text without spaces, each after the characters before it, and what follows the last."""
    found, done, at = [], 0, 0
    while match := _RUN.search(piece, at):
        if piece[match.end() : match.end() + 1] in _GOES_ON:
            match = _WORD.match(piece, match.start()) or match
        found.append((piece[done : match.start()], match[1]))
        done, at = match.end(1), match.end()
    return tuple(found), piece[done:]


_read_piece = lru_cache(maxsize=10_000)(_make_piece)
