"""Where the words of a text begin and end: "U.S.", "O'Neill", "Roe" of "Roe's". Knows no words."""

import re
from bisect import bisect_left
from itertools import accumulate

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
_GOES_ON = frozenset("'’.")


def split_words(text: str) -> tuple[list[str], list[str], list[int], list[int]]:
    """The words of a text, the characters before each, where each starts and where it ends.

    >>> split_words("Roe’s U.S. firm")
    (['Roe', 'U.S.', 'firm'], ['', '’s ', ' '], [0, 6, 11], [3, 10, 15])
    """
    parts = _RUN.split(text)
    gaps, words, at = parts[::2], parts[1::2], list(accumulate(map(len, parts)))
    starts, ends = at[:-1:2], at[1::2]
    drops: list[tuple[int, int]] = []
    done = 0
    for k in [k for k, after in enumerate(gaps[1:]) if after != " " and after[:1] in _GOES_ON]:
        if k < done or not _may_go_on(words[k], gaps[k + 1]) or not (match := _WORD.match(text, starts[k])):
            continue
        words[k], ends[k] = match[1], match.end(1)
        done = bisect_left(starts, match.end(), k + 1)
        gaps[done] = text[ends[k] : starts[done]] if done < len(starts) else ""
        drops.append((k + 1, done))
    gaps.pop()
    for first, last in reversed(drops):
        del words[first:last], gaps[first:last], starts[first:last], ends[first:last]
    return words, gaps, starts, ends


def _may_go_on(word: str, after: str) -> bool:
    """Whether a stop or an apostrophe may go on a word, or lead to its ending: "U.S.", "O'Neill", "Roe's"."""
    return after[0] != "." or after == "." or len(word) == 1 or word[0].isupper()
