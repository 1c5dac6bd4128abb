"""Whose copy a story is: the news agency behind it, and how we know. Names agencies; says nothing of who wrote it."""

import re
from functools import cache

from transforms.agencies import find_agencies, parse_agency
from transforms.datelines import Dateline
from transforms.lexicons import read_lexicon
from transforms.records import Byline, Candidate, Caption

#: Ends the source of an agency that nobody declares: the copy only speaks as the agency's would.
INFERRED = " (inferred)"
#: A signature that closes the last paragraph: "... of the harbour. (AFP)", "... (dpa/lno)".
_SIGNED = re.compile(r"[(\[—–]\s?(?P<agency>[^()\[\]—–]{2,40}?)[)\]]?\s*$")
_BEFORE = 24


def choose_agency(
    dateline: Dateline | None, bylines: tuple[Byline, ...], captions: tuple[Caption, ...], body: str
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
    return _infer_agency(captions, body, last)


def _parse_signature(paragraph: str) -> str | None:
    match = _SIGNED.search(paragraph[-60:])
    pieces = re.split(r"[/,]", match["agency"]) if match else []
    return next((agency for piece in pieces if (agency := parse_agency(piece.strip()))), None)


def _infer_agency(captions: tuple[Caption, ...], body: str, last: str) -> Candidate | None:
    credited = {agency for caption in captions for agency in caption.agencies}
    in_last = [name for _, _, name in find_agencies(last)]
    told = [name for start, _, name in find_agencies(body) if _telling().search(body[max(0, start - _BEFORE) : start])]
    for name in (*in_last, *told):
        if name in credited or (name in told and (told.count(name) > 1 or name in in_last)):
            return Candidate(value=name, source="foot" + INFERRED if name in in_last else "body" + INFERRED)
    return None


@cache
def _telling() -> re.Pattern[str]:
    """What stands before the name of the agency that a speaker spoke to."""
    words = sorted((row["words"] for row in read_lexicon("agency_tellings")), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, words))})\s?$", re.IGNORECASE)
