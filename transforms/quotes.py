"""Direct speech: words in quotation marks and who said them. Tells speech from scare quotes; reads no paraphrase."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from transforms.entities.people import NOUN_CAPITALS
from transforms.lexicons import read_lexicon
from transforms.records import Mention, Quote

#: Opening marks and what may close each: “en” „de“ «fr» »de« "plain" ”sv” ‚de‘ 「ja」.
_CLOSING = {"“": "”“", "„": '“”"', "«": "»", "»": "«", '"': '"', "”": "”", "‟": "”", "「": "」", "『": "』"}
_OPENING = re.compile("[" + "".join(_CLOSING) + "]")
#: Longer than this is a mark left open, not speech.
_LONGEST = 3000
#: One or two words are a term or irony, unless a speaker stands right beside them.
_SPEECH_WORDS = 3
#: Characters around a quotation in which its speaker is sought.
_REACH = 160
#: A name in quotation marks is seldom longer.
_TITLE_WORDS = 6
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"[.!?](?=\s|$)|\n")
_PRONOUNS = frozenset(
    [
        "he",
        "she",
        "er",
        "sie",
        "il",
        "elle",
        "él",
        "ella",
        "lui",
        "lei",
        "ele",
        "ela",
        "hij",
        "zij",
        "han",
        "hon",
        "hun",
        "hann",
        "hún",
        "on",
        "ona",
    ]
)


@dataclass(frozen=True, slots=True)
class _Said:
    name: str | None
    entity_id: int | None
    is_inferred: bool


def extract_quotes(body: str, mentions: tuple[Mention, ...], language: str | None) -> tuple[Quote, ...]:
    """The direct speech of a body in order; `body[start:end] == quote`, marks outside.

    The speaker is the person (or body) named beside a reporting verb in the same sentence, before or after; a pronoun
    goes to the person named last and is marked as inferred. One or two words count only as speech: "No," she said.

    >>> [(q.quote, q.speaker) for q in extract_quotes("“We are not going to close,” said Roe.", (), "en")]
    [('We are not going to close,', None)]
    """
    actors = tuple(m for m in mentions if m.field == "body" and m.kind in {"person", "organization"})
    spans = tuple(_find_quotations(body))
    made: list[Quote] = []
    for k, (start, end) in enumerate(spans):
        before = spans[k - 1][1] + 1 if k else 0
        after = spans[k + 1][0] - 1 if k + 1 < len(spans) else len(body)
        said = _find_speaker(
            body, (max(before, start - _REACH), start, end, min(after, end + _REACH)), actors, language
        )
        words = len(_WORD.findall(body[start:end]))
        if words < _SPEECH_WORDS and (said is None or body[end - 1] not in ",.!?" or words == 0):
            continue
        is_closed = body[end - 1] in ",.!?…" or body[end + 1 : end + 2] == ","
        is_name = language not in NOUN_CAPITALS and _is_title(body[start:end])
        if not is_closed and (is_name or (said is None and words <= _SPEECH_WORDS)):
            continue
        if said is None and made and made[-1].speaker and _goes_on(body, made[-1].end, start, language):
            said = _Said(made[-1].speaker, made[-1].entity_id, True)
        said = said or _Said(None, None, False)
        made.append(
            Quote(
                position=len(made),
                quote=body[start:end],
                speaker=said.name,
                entity_id=said.entity_id,
                start=start,
                end=end,
                is_inferred=said.is_inferred,
            )
        )
    return tuple(_fill_back(body, made))


def _fill_back(body: str, made: Sequence[Quote]) -> Iterator[Quote]:
    """Speech left open at a paragraph's end has the speaker whom only its last paragraph names."""
    filled: list[Quote] = []
    for quote in reversed(made):
        later = filled[-1] if filled else None
        if quote.speaker is None and later and later.speaker and _continues(body, quote.end, later.start):
            quote = replace(quote, speaker=later.speaker, entity_id=later.entity_id, is_inferred=True)
        filled.append(quote)
    return reversed(filled)


def _is_title(quote: str) -> bool:
    """Whether all longer words are capitalized: the name of a film, a bar, a campaign."""
    words = [word[0] for word in _WORD.finditer(quote)]
    long_words = [word for word in words if len(word) > 3]
    is_cased = any(word[0] != word[0].lower() for word in words)
    return is_cased and len(words) <= _TITLE_WORDS and all(word[0] == word[0].upper() for word in long_words)


def _find_quotations(body: str) -> Iterator[tuple[int, int]]:
    """Spans between marks, marks excluded; a mark left open reaches to its paragraph's end at most."""
    i = 0
    while opening := _OPENING.search(body, i):
        at = opening.start()
        i = at + 1
        if body[at] in '"”»' and at > 0 and body[at - 1].isalnum():
            continue
        end = _closing_at(body, at + 1, _CLOSING[body[at]])
        if end is None:
            continue
        # surrounding spaces are typography: « ... »
        start, stop = at + 1, end
        while start < stop and body[start].isspace():
            start += 1
        while stop > start and body[stop - 1].isspace():
            stop -= 1
        if stop > start:
            yield start, stop
        i = end + 1


def _closing_at(body: str, begin: int, closing: str) -> int | None:
    limit = body.find("\n", begin)
    limit = min(len(body) if limit < 0 else limit, begin + _LONGEST)
    found = [at for mark in closing if (at := body.find(mark, begin, limit)) >= 0]
    if found:
        return min(found)
    # speech that goes on in the next paragraph is left open here and opened again there
    return limit if limit < len(body) and body[limit] == "\n" and limit - begin > 40 else None


def _find_speaker(
    body: str, window: tuple[int, int, int, int], actors: Sequence[Mention], language: str | None
) -> _Said | None:
    """Who said what stands from window[1] to window[2]: after the quotation first, then before it, in one sentence."""
    begin, start, end, stop = window
    tail = body[end + 1 : stop]
    sentence_end = _SENTENCE.search(tail)
    tail_stop = end + 1 + (sentence_end.start() if sentence_end else len(tail))
    has_verb = False
    # "...," she said. — but after "... now.” The minister" a new sentence begins
    if body[end - 1 : end] not in {".", "!", "?"} or _starts_low(tail) or body[end + 1 : end + 2] == ",":
        said = _named_with_verb(body, end + 1, tail_stop, actors, language)
        if said:
            return said
        has_verb = any(word[0].lower() in _verbs(language) for word in _WORD.finditer(body, end + 1, tail_stop))
    head = body[begin : start - 1]
    cuts = [match.end() for match in _SENTENCE.finditer(head)]
    head_start = begin + (cuts[-1] if cuts else 0)
    return _named_with_verb(body, head_start, start - 1, actors, language) or (
        _named_before(body, head_start, start - 1, actors) if has_verb else None
    )


def _named_before(body: str, head_start: int, stop: int, actors: Sequence[Mention]) -> _Said | None:
    """The name right before a quotation whose verb follows it, as Turkish and Korean have it: 'Roe, "..." dedi.'"""
    inside = [actor for actor in actors if head_start <= actor.start and actor.end <= stop]
    if not inside or body[inside[-1].end : stop].strip(" ,:") or inside[-1].kind != "person":
        return None
    return _Said(inside[-1].name, inside[-1].entity_id, False)


def _starts_low(tail: str) -> bool:
    stripped = tail.lstrip(" ,–—-")
    first = _WORD.match(stripped)
    return first is not None and (first[0][0].islower() or first[0].lower() in _PRONOUNS)


def _named_with_verb(body: str, start: int, end: int, actors: Sequence[Mention], language: str | None) -> _Said | None:
    words = list(_WORD.finditer(body, start, max(start, end)))
    verbs = [word for word in words if word[0].lower() in _verbs(language)]
    by_way = re.search(
        r"(?i)\b(?:according to|laut|zufolge|selon|según|secondo|segundo|volgens|według)\b", body[start:end]
    )
    if not verbs and not by_way:
        return None
    at = verbs[0].start() if verbs else start + (by_way.start() if by_way else 0)
    inside = [actor for actor in actors if start <= actor.start and actor.end <= end]
    # the nearest name to the verb, people before bodies; "she told Doe News" names whom she told after the verb
    pronoun = next((word for word in words if word[0].lower() in _PRONOUNS and abs(word.start() - at) < 25), None)
    if pronoun:
        return _person_before(actors, pronoun.start())
    if told := next((verb for verb in verbs if verb[0].lower() in {"told", "tells"}), None):
        inside = [actor for actor in inside if actor.start < told.start()] or inside
    people = [actor for actor in inside if actor.kind == "person"] or inside
    if not people:
        return None
    nearest = min(people, key=lambda actor: min(abs(actor.start - at), abs(actor.end - at)))
    return _Said(nearest.name, nearest.entity_id, False)


def _person_before(actors: Sequence[Mention], position: int) -> _Said | None:
    earlier = [actor for actor in actors if actor.kind == "person" and actor.end <= position]
    return _Said(earlier[-1].name, earlier[-1].entity_id, True) if earlier else None


def _goes_on(body: str, last_end: int, start: int, language: str | None) -> bool:
    """Whether a quotation has the speaker of the last: it goes on, or but "he said." stands between in a paragraph."""
    if _continues(body, last_end, start):
        return True
    between = body[last_end : start - 1]
    if "\n" in between or len(between) > _REACH or not between.rstrip().endswith((".", ",", ":")):
        return False
    # a second sentence there speaks of something else
    sentences = len(_SENTENCE.findall(between.strip(" .,")))
    return sentences == 0 and any(word[0].lower() in _verbs(language) for word in _WORD.finditer(between))


def _continues(body: str, last_end: int, start: int) -> bool:
    """Whether a quotation goes on from the last: nothing but its closing, a paragraph's end and an opening between."""
    return not _WORD.search(body, last_end, max(last_end, start - 1)) and "\n" in body[last_end:start]


@cache
def _verbs(language: str | None) -> frozenset[str]:
    rows = read_lexicon("reporting_verbs")
    own = frozenset(row["word"] for row in rows if row["language"] == language)
    return own or frozenset(row["word"] for row in rows)
