"""Direct speech, in quotation marks or behind a dash, and who said it. No scare quotes; reads no paraphrase."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from transforms.clauses import CLOSING, ENDS, SENTENCE, WORD, next_sentence
from transforms.dashes import find_dashed
from transforms.dates import ParsedDate
from transforms.entities.people import NOUN_CAPITALS
from transforms.grammar import reporting_verbs
from transforms.records import Mention, Quote
from transforms.said import find_said_on
from transforms.speakers import Speaker, find_introduced, find_speaker

#: Longer than this is a mark left open, not speech.
_LONGEST = 3000
#: One or two words are a term or irony, unless a speaker stands right beside them.
_SPEECH_WORDS = 3
#: Characters around a quotation in which its speaker is sought.
_REACH = 160
#: What opens and closes speech, with its spaces.
_BESIDE_MARKS = " \u00a0\u202f–—" + "".join(CLOSING)
#: A name in quotation marks is seldom longer.
_TITLE_WORDS = 6


def extract_quotes(
    body: str, mentions: tuple[Mention, ...], language: str | None, published: ParsedDate | None = None
) -> tuple[Quote, ...]:
    """The direct speech of a body in order; `body[start:end] == quote`, marks outside.

    The speaker is the person (or body) named beside a reporting verb in the same sentence, before or after; a pronoun
    goes to the person named last and is marked as inferred; so is whoever a colon or the sentence before introduces.
    One or two words count only as speech: "No," she said. A day beside the verb ("said on Sunday") is resolved against
    `published`.

    >>> [(q.quote, q.speaker) for q in extract_quotes("“We are not going to close,” said Roe.", (), "en")]
    [('We are not going to close,', None)]
    """
    spans = _find_speech(body, language)
    actors = _outside(spans, mentions)
    made: list[Quote] = []
    for k, (start, end) in enumerate(spans):
        before = spans[k - 1][1] + 1 if k else 0
        after = spans[k + 1][0] - 1 if k + 1 < len(spans) else len(body)
        window = max(before, start - _REACH), start, end, min(after, end + _REACH)
        said = find_speaker(body, window, actors, language)
        if _is_term(body, start, end, said, language):
            continue
        said_on = find_said_on(body, window, language, published) if published else None
        if said is None and made and made[-1].speaker and _goes_on(body, made[-1].end, start, language):
            said, said_on = Speaker(made[-1].speaker, made[-1].entity_id, True), said_on or made[-1].said_on
        elif said is None and _is_whole(body, start, end, language):
            said = find_introduced(body, start, actors, language)
        made.append(
            Quote(
                position=len(made),
                quote=body[start:end],
                speaker=said.name if said else None,
                entity_id=said.entity_id if said else None,
                start=start,
                end=end,
                is_inferred=said is not None and said.is_inferred,
                said_on=said_on,
            )
        )
    return tuple(_fill_back(body, made))


def _find_speech(body: str, language: str | None) -> tuple[tuple[int, int], ...]:
    """Spans between marks, and of what a dash opens; marks within that are part of it."""
    marked, dashed = tuple(_find_quotations(body)), find_dashed(body, language)
    if not dashed:
        return marked
    starts = [start for start, _ in dashed]
    alone = [(a, b) for a, b in marked if not (k := bisect_right(starts, a)) or dashed[k - 1][1] <= a]
    return tuple(sorted((*dashed, *alone)))


def _outside(spans: Sequence[tuple[int, int]], mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The people and bodies that the story itself names, not those spoken of in its quotations."""
    starts = [start for start, _ in spans]
    named = (m for m in mentions if m.field == "body" and m.kind in {"person", "organization"})
    return tuple(m for m in named if not (k := bisect_right(starts, m.start)) or spans[k - 1][1] <= m.start)


def _fill_back(body: str, made: Sequence[Quote]) -> Iterator[Quote]:
    """Speech left open at a paragraph's end has the speaker whom only its last paragraph names."""
    filled: list[Quote] = []
    for quote in reversed(made):
        later = filled[-1] if filled else None
        if quote.speaker is None and later and later.speaker and _continues(body, quote.end, later.start):
            said_on = quote.said_on or later.said_on
            quote = replace(quote, speaker=later.speaker, entity_id=later.entity_id, is_inferred=True, said_on=said_on)
        filled.append(quote)
    return reversed(filled)


def _is_term(body: str, start: int, end: int, said: Speaker | None, language: str | None) -> bool:
    """Whether the words between marks are no speech but irony, a term or a name."""
    words = len(list(islice(WORD.finditer(body, start, end), _SPEECH_WORDS + 1)))
    is_ended = body[end - 1] in ENDS or body[end - 1] == ","
    if words < _SPEECH_WORDS:
        return said is None or words == 0 or not (is_ended or _opens_sentence(body, start, end))
    is_closed = is_ended or body[end + 1 : end + 2] == ","
    if not is_closed and said is None and words <= _SPEECH_WORDS:
        return True
    # a comma behind the marks may set off a name as well
    is_bare = not is_closed or (not is_ended and said is None)
    return is_bare and language not in NOUN_CAPITALS and _is_title(body[start:end])


def _opens_sentence(body: str, start: int, end: int) -> bool:
    """Whether a sentence begins with a quotation and goes on behind a comma or dash: „Niemand kam“, sagte sie."""
    before = body[max(0, start - 4) : start - 1].strip(" –—")[-1:]
    behind = body[end : end + 3].strip('“”»«" ')[:1]
    return body[start].isupper() and (not before or before in ENDS or before == "\n") and behind in {",", "–", "—"}


def _is_title(quote: str) -> bool:
    """Whether all longer words are capitalized: the name of a film, a bar, a campaign."""
    words = [word[0] for word in islice(WORD.finditer(quote), _TITLE_WORDS + 1)]
    if len(words) > _TITLE_WORDS:
        return False
    is_cased = any(word[0] != word[0].lower() for word in words)
    return is_cased and all(word[0] == word[0].upper() for word in words if len(word) > 3)


def _find_quotations(body: str) -> Iterator[tuple[int, int]]:
    """Spans between marks, marks excluded; a mark left open reaches to its paragraph's end at most."""
    nexts = {mark: at for mark in CLOSING if (at := body.find(mark)) >= 0}
    i = 0
    while nexts:
        at = min(nexts.values())
        if at < i:  # within the last quotation
            mark = body[at]
            nexts[mark] = body.find(mark, i)
            if nexts[mark] < 0:
                del nexts[mark]
            continue
        i = at + 1
        if body[at] in '"”»' and at > 0 and body[at - 1].isalnum():
            continue
        end = _closing_at(body, at + 1, CLOSING[body[at]])
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
    limit = body.find("\n", begin, begin + _LONGEST)
    limit = min(len(body), begin + _LONGEST) if limit < 0 else limit
    found = [at for mark in closing if (at := body.find(mark, begin, limit)) >= 0]
    if found:
        return min(found)
    # speech that goes on in the next paragraph is left open here and opened again there
    return limit if limit < len(body) and body[limit] == "\n" and limit - begin > 40 else None


def _is_whole(body: str, start: int, end: int, language: str | None) -> bool:
    """Whether a quotation is a sentence of its own, and what follows does not say whose: “Who knows?” Roe asked."""
    if body[end - 1] not in ENDS or body[start].islower() or body[end + 1 : end + 2] not in {"", " ", "\n"}:
        return False
    behind = next_sentence(body, end + 1, end + 1 + _REACH)
    is_said = body[end - 1] != "." and not reporting_verbs(language).isdisjoint(behind.words)
    return not is_said and not body[behind.start : behind.end].lstrip(" ")[:1].islower()


def _goes_on(body: str, last_end: int, start: int, language: str | None) -> bool:
    """Whether a quotation has the speaker of the last: it goes on, or but "he said." stands between in a paragraph."""
    if _continues(body, last_end, start):
        return True
    between = body[last_end : start - 1].rstrip(_BESIDE_MARKS)
    if "\n" in between or len(between) > _REACH or not between.endswith((".", ",", ":")):
        return False
    # a second sentence there speaks of something else
    sentences = len(SENTENCE.findall(between.strip(_BESIDE_MARKS + ".,")))
    return sentences == 0 and any(word[0].lower() in reporting_verbs(language) for word in WORD.finditer(between))


def _continues(body: str, last_end: int, start: int) -> bool:
    """Whether a quotation goes on from the last: nothing but its closing, a paragraph's end and an opening between."""
    return not WORD.search(body, last_end, max(last_end, start - 1)) and "\n" in body[last_end:start]
