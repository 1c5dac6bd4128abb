"""When quoted words were said: the day named beside the verb that reports them. Knows no speakers; guesses no day."""

import re
from collections.abc import Sequence
from datetime import date

from transforms.clauses import WORD
from transforms.dates import ParsedDate
from transforms.dates.relative import NamedDay, day_words, find_days, resolve_day, words_around
from transforms.entities.words import is_role_noun
from transforms.grammar import Grammar, read_grammar
from transforms.speakers import TOLD, find_attribution

#: Characters between a verb and its day: whom, where, and in what the words were said.
_REACH = 90
#: "said the minister (Greens) on Tuesday"
_ASIDE = re.compile(r"\([^()\n]{1,40}\)")
_BREAKS = frozenset(';:()\n“”"«»„')


def find_said_on(
    body: str, window: tuple[int, int, int, int], language: str | None, published: ParsedDate
) -> date | None:
    """The day on which somebody said what stands from window[1] to window[2], where its sentence names one.

    The day stands after the verb, with nothing between but the speaker, whom he told and where ("told AFP in Oslo on
    Friday"), right before the verb, or first in the sentence.
    """
    around = body[window[0] : window[1]], body[window[2] : window[3]]
    if not any(day in part for day in day_words(language) for part in around):
        return None
    grammar = read_grammar(language)
    found = find_attribution(body, window, grammar)
    if found is None:
        return None
    verb, clause = found
    days = list(find_days(body, clause.start, clause.end, language))
    named = _day_after(body, verb, days, grammar, language)
    named = named or _day_before(body, verb, days, clause.start, grammar, language)
    return resolve_day(named, published) if named else None


def _day_after(
    body: str, verb: re.Match[str], days: Sequence[NamedDay], grammar: Grammar, language: str | None
) -> NamedDay | None:
    named = next((day for day in days if day.start >= verb.end()), None)
    if named is None or named.start - verb.end() > _REACH:
        return None
    nouns = 2 if verb[0].lower() in TOLD else 0
    return named if _is_free(body[verb.end() : named.start], grammar, language, nouns) else None


def _day_before(
    body: str, verb: re.Match[str], days: Sequence[NamedDay], start: int, grammar: Grammar, language: str | None
) -> NamedDay | None:
    named = next((day for day in reversed(days) if day.end <= verb.start()), None)
    if named is None or verb.start() - named.end > _REACH:
        return None
    gap = body[named.end : verb.start()]
    if "," not in gap and all(word.lower() in grammar.auxiliaries for word in WORD.findall(gap)):
        return named
    leads = words_around(language, "on") | grammar.governors | grammar.articles
    is_first = all(word.lower() in leads for word in WORD.findall(body[start : named.start]))
    return named if is_first and _is_free(gap, grammar, language, 0) else None


def _is_free(gap: str, grammar: Grammar, language: str | None, nouns: int) -> bool:
    """Whether no other statement stands in a gap: names, offices, pronouns, and what a preposition or article leads.

    `nouns`: how many small words may come next.
    """
    gap = _ASIDE.sub("", gap)
    if not _BREAKS.isdisjoint(gap):
        return False
    small = grammar.pronouns | grammar.auxiliaries | words_around(language, "on") | words_around(language, "last")
    words = list(WORD.finditer(gap))
    for word in words:
        low = word[0].lower()
        # "Roe said, before the bridge fell on Sunday"; but "said Roe, a pilot, on Sunday"
        is_clause = low in grammar.governors and gap[: word.start()].rstrip().endswith(",") and word is not words[-1]
        if is_clause or low in grammar.clauses:
            return False
        if low in grammar.governors:
            nouns = 2
        elif low in grammar.articles:
            nouns = max(nouns, 1)
        elif word[0] != low or low.isdigit() or is_role_noun(low) or low in small:
            nouns = 0
        elif nouns:
            nouns -= 1
        else:
            return False
    return True
