"""Places in capitals that open wire copy: "ADDIS ABABA/NAIROBI (Agency) - ...". Reads line starts only, no words."""

import re

_LETTER = r"[^\W\d_a-zß-öø-ÿ]"
_CAPITALS = rf"{_LETTER}(?:{_LETTER}|['’.-])+"
_PLACE = rf"{_CAPITALS}(?:[ ]{_CAPITALS}){{0,3}}"
_OPENING = re.compile(
    rf"""\n                  # a literal first: such a pattern is sought fast
    (?P<places>{_PLACE}(?:[ ]?/[ ]?{_PLACE}){{0,3}})     # BERLIN/PARIS
    (?:[ ]?,[ ]?[^\W\d_][^()\n/–—]{{1,40}}?)?            # ", Ukraine, Dec 5"
    (?:
        [ ]?\([ ]?[^()\n]{{2,40}}\)[ ]{{0,2}}(?:--|[–—-])[ ]   # "(Agency) -"
      | [ ]{{0,2}}(?:--|[–—])[ ]                               # a dash alone must be a long one
    )
    """,
    re.VERBOSE,
)


def find_openings(text: str) -> list[tuple[int, int]]:
    """The spans of the places that open a text's lines, in order.

    >>> find_openings("OSLO/CAPE TOWN, March 3 (Agency) - Rates held.")
    [(0, 4), (5, 14)]
    """
    return [
        (match.start() + place.start(), match.start() + place.end())
        for match in _OPENING.finditer("\n" + text)
        for place in re.finditer(_PLACE, match["places"])
    ]
