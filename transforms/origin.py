"""Whose copy a story is: the news agency behind it, and how we know. Names agencies; says nothing of who wrote it."""

import re
from collections.abc import Iterator, Set
from functools import cache

from transforms.agencies import find_agencies, parse_agency
from transforms.datelines import Dateline
from transforms.lexicons import read_lexicon
from transforms.records import Byline, Candidate, Caption

#: Ends the source of an agency that nobody declares: the copy only speaks as the agency's would.
INFERRED = " (inferred)"
#: A signature that closes the last paragraph: "... of the harbour. (AFP)", "... (dpa/lno)".
_SIGNED = re.compile(r"[(\[—–]\s?(?P<agency>[^()\[\]—–]{2,40}?)[)\]]?\s*$")
#: Characters that the name of an agency has at most, with what parts it from the words before.
_REACH = 80


def choose_agency(
    dateline: Dateline | None,
    bylines: tuple[Byline, ...],
    captions: tuple[Caption, ...],
    body: str,
    language: str | None = None,
) -> Candidate | None:
    """The agency behind the copy: by the dateline, a byline, the signature that closes it; else inferred from words
    such as "she told AFP", where the pictures or the last paragraph are that agency's too."""
    if dateline and dateline.agency:
        return Candidate(value=dateline.agency, source="dateline")
    for byline in bylines:
        if agency := parse_agency(byline.name):
            return Candidate(value=agency, source="byline")
    last = body.rpartition("\n\n")[2]
    if agency := _parse_signature(last):
        return Candidate(value=agency, source="foot")
    credited = {agency for caption in captions for agency in caption.agencies}
    return _infer_agency(credited, body, last, language)


def _parse_signature(paragraph: str) -> str | None:
    match = _SIGNED.search(paragraph[-60:])
    pieces = re.split(r"[/,]", match["agency"]) if match else []
    return next((agency for piece in pieces if (agency := parse_agency(piece.strip()))), None)


def _infer_agency(credited: Set[str], body: str, last: str, language: str | None) -> Candidate | None:
    told = list(_find_told(body, language))
    if not (credited or told):
        return None
    in_last = [name for _, _, name in find_agencies(last)]
    for name in (*in_last, *told):
        if name in credited or (name in told and (told.count(name) > 1 or name in in_last)):
            return Candidate(value=name, source="foot" + INFERRED if name in in_last else "body" + INFERRED)
    return None


def _find_told(body: str, language: str | None) -> Iterator[str]:
    """The agencies that a speaker spoke to, each time: "she told AFP"."""
    low = body.replace("İ", "i").lower()  # as long as the body
    done = 0
    for end in sorted(end for words in _tellings(language) for end in _find_ends(low, words)):
        after = body[end - 1 : end + _REACH]  # from the last letter of "told" on, which may go on: "toldAFP"
        named = next((found for found in find_agencies(after) if found[0]), None)
        # "told The Associated Press" is told and told the
        if named and end >= done and (named[0] == 1 or (named[0] == 2 and after[1].isspace())):
            done = end - 1 + named[1]
            yield named[2]


def _find_ends(low: str, words: str) -> Iterator[int]:
    """Where words of a text end that no letter precedes."""
    at = low.find(words)
    while at >= 0:
        if not low[at - 1 : at].isalnum():
            yield at + len(words)
        at = low.find(words, at + 1)


@cache
def _tellings(language: str | None) -> frozenset[str]:
    """What stands before the name of the agency that a speaker spoke to; of all languages where we know none of its."""
    rows = read_lexicon("agency_tellings")
    own = frozenset(row["words"] for row in rows if language in row["languages"])
    return own or frozenset(row["words"] for row in rows)
