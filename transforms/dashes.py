"""Speech that a dash opens, as Nordic and Slavic papers print it: "– Vi er klare, sier Roe." Knows no speakers."""

import re
from collections.abc import Iterator

from transforms.clauses import ENDS, WORD
from transforms.grammar import reporting_verbs

#: Where a dash at a paragraph's head opens speech; elsewhere it opens the point of a list.
_LANGUAGES = frozenset({"cs", "da", "fi", "fo", "is", "nb", "nn", "no", "pl", "ru", "sv", "uk"})
#: At the head of a paragraph, or behind the sentence that tells the speaker.
_OPENING = re.compile(r"(?:(?P<head>(?:^|\n)[-–—])|(?<=[.!?…]\s)[–—])\s+(?=\S)")
#: What ends speech where a verb that reports it follows: ", sier Roe", "? spør Roe", " – mówi Roe".
_END = re.compile(r"(?:,|(?<=[?!…]))\s+(?P<verb>[^\W\d_]+)|,?\s+[-–—]\s+(?P<set_off>[^\W\d_]+)")
_LEAST_WORDS = 3


def find_dashed(body: str, language: str | None) -> list[tuple[int, int]]:
    """Spans of such speech in order, dashes excluded; none in a body in which no verb reports any.

    >>> body = "– Vi er klare, sier Roe. Han vil seile."
    >>> [body[start:end] for start, end in find_dashed(body, "no")]
    ['Vi er klare']
    """
    if language not in _LANGUAGES:
        return []
    found = list(_find_spans(body, reporting_verbs(language)))
    return [(start, end) for start, end, _ in found] if any(is_reported for *_, is_reported in found) else []


def _find_spans(body: str, verbs: frozenset[str]) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether a verb reports it) of what each dash opens: to that verb, else all of the paragraph."""
    done = told = 0
    for opening in _OPENING.finditer(body):
        start = opening.end()
        if opening.start() < done or (not opening["head"] and (start > told or not body[start].isupper())):
            continue
        limit = body.find("\n", start)
        limit = len(body) if limit < 0 else limit
        ends = (match for match in _END.finditer(body, start, limit) if _is_report(match, verbs))
        end = next((match.start() for match in ends), None)
        if end is None and not _is_speech(body[start:limit]):
            told = 0  # nor is what a later dash of the paragraph opens
            continue
        done, told = (limit, told) if end is None else (end, limit)
        yield start, done, end is not None


def _is_report(match: re.Match[str], verbs: frozenset[str]) -> bool:
    return (match["verb"] or match["set_off"]) in verbs


def _is_speech(text: str) -> bool:
    """Whether a paragraph is whole sentences."""
    return text.rstrip()[-1:] in ENDS and len(WORD.findall(text)) >= _LEAST_WORDS
