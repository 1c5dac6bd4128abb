"""Who said the words between two marks: the name beside a reporting verb. Finds no quotations, guesses no one."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.clauses import (
    CLOSING,
    ENDS,
    WORD,
    Clause,
    begins_another,
    first_verb,
    head_clause,
    last_verb,
    tail_clause,
)
from transforms.entities.words import is_honorific, is_role_noun
from transforms.grammar import Grammar, read_grammar
from transforms.records import Mention

#: Characters before a pronoun in which the person it stands for is sought.
_PRONOUN_REACH = 1_500
#: Between a verb and its name stand an office at most, between a name and its verb an apposition.
_OFFICE, _APPOSITION = 70, 120
#: Characters before a quotation in which the sentence that leads to it begins.
_LEAD = 400
_CLOSING_MARKS = "".join(CLOSING.values())
#: Words at most between a subject and its verb: "has also".
_ADVERBS = 3
_BY_WAY = re.compile(
    r"(?i)\b(?:according to|laut|selon|d['’]après|según|secondo|segundo|volgens|według|zdaniem|enligt|ifølge|menurut)\b"
)
#: Where none of these words stands, neither does one of those phrases.
_BY_WAY_WORDS = frozenset([
    "according", "d'après", "d’après", "enligt", "ifølge", "laut", "menurut", "secondo", "segundo", "según", "selon",
    "volgens", "według", "zdaniem",
])  # fmt: skip
#: Words whose subject comes first: "X told Y", never "told X".
TOLD = frozenset({"told", "tells"})
_BREAKS = frozenset(',(\n“”"»«„;:.')
_POSSESSIVE = re.compile(r"['’](?:s\b)?")
_OF = re.compile(r" (?:of|from|at|with|von|vom|beim|bei|aus|de|del|du|di|da|van|bij|från|fra|z|ze) [^,;:()\n]{2,60}")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom words are given to; inferred where a pronoun or the speech before told it."""

    name: str
    entity_id: int | None
    is_inferred: bool


def find_speaker(
    body: str, window: tuple[int, int, int, int], actors: Sequence[Mention], language: str | None
) -> Speaker | None:
    """Who said what stands from window[1] to window[2]: after the quotation first, then before it, in one sentence.

    `actors` are people and bodies in order, none of them inside a quotation. A name counts only as the subject of the
    verb, right beside it; where another stands there, or nobody, the words have no speaker.
    """
    begin, start, end, stop = window
    grammar = read_grammar(language)
    told = False
    if tail := tail_clause(body, end, stop, grammar):
        verb = first_verb(body, tail, grammar)
        said = _subject_of(body, verb, tail, actors, grammar) if verb else None
        said = said or _named_by_way(body, tail, actors, grammar)
        if said:
            return said
        told = verb is not None and not begins_another(body, tail.start, verb, grammar)
    head = head_clause(body, begin, start)
    if told:
        return _named_right_before(body, head, actors)
    verb = last_verb(body, head, grammar)
    said = _subject_of(body, verb, head, actors, grammar) if verb else None
    return said or _named_by_way(body, head, actors, grammar)


def find_introduced(body: str, start: int, actors: Sequence[Mention], language: str | None) -> Speaker | None:
    """Who is let speak in a quotation from `start` that nothing in its own sentence gives to anybody; inferred.

    The one person of the words that lead to it by a colon ("Jane Roe was glad: ..."), else who said what the sentence
    before reports: 'Roe said nobody would lose a berth. "We have room for all."'
    """
    grammar = read_grammar(language)
    begin = max(0, start - _LEAD)
    head = head_clause(body, begin, start)
    if head.words:
        return _sole_person(body, head, actors, grammar) if body[: start - 1].rstrip().endswith(":") else None
    end = len(body[begin : head.start].rstrip().rstrip(_CLOSING_MARKS)) + begin
    if body[end - 1 : end] not in ENDS:
        return None
    before = head_clause(body, begin, end)
    verb = first_verb(body, before, grammar)
    if verb is None or verb[0].lower() in grammar.questions:
        return None
    said = _subject_of(body, verb, before, actors, grammar)
    # for whom a pronoun stands is too uncertain to be carried on
    return replace(said, is_inferred=True) if said and not said.is_inferred else None


def _sole_person(body: str, clause: Clause, actors: Sequence[Mention], grammar: Grammar) -> Speaker | None:
    """The only person of a clause who is neither an object nor an owner, where it does not go on long about others."""
    people = {
        actor.name: actor
        for actor in _between(actors, clause.start, clause.end)
        if actor.kind == "person" and not _is_object(body, actor, grammar) and not _is_owner(body, actor)
    }
    if len(people) != 1:
        return None
    (actor,) = people.values()
    return Speaker(actor.name, actor.entity_id, True) if clause.end - actor.end <= _APPOSITION else None


def find_attribution(
    body: str, window: tuple[int, int, int, int], grammar: Grammar
) -> tuple[re.Match[str], Clause] | None:
    """The verb that reports what stands from window[1] to window[2], and its clause."""
    begin, start, end, stop = window
    tail, head = tail_clause(body, end, stop, grammar), head_clause(body, begin, start)
    if tail and (verb := first_verb(body, tail, grammar)):
        return verb, tail
    verb = last_verb(body, head, grammar)
    return (verb, head) if verb else None


def _subject_of(
    body: str, verb: re.Match[str], clause: Clause, actors: Sequence[Mention], grammar: Grammar
) -> Speaker | None:
    """The name right beside the verb, people before bodies; else the person a pronoun there stands for."""
    inside = _between(actors, clause.start, clause.end)
    near = [actor for actor in inside if _is_subject(body, actor, verb, grammar)]
    best = min(near, key=lambda actor: (actor.kind != "person", _distance(actor.start, actor.end, verb)), default=None)
    pronoun = _pronoun_beside(body, verb, clause, grammar)
    if pronoun and (best is None or _distance(*pronoun.span(), verb) < _distance(best.start, best.end, verb)):
        return _person_before(body, actors, pronoun.start(), grammar)
    return Speaker(best.name, best.entity_id, False) if best else None


def _is_subject(body: str, actor: Mention, verb: re.Match[str], grammar: Grammar) -> bool:
    if _is_owner(body, actor):
        return False
    if actor.start >= verb.end():
        return verb[0].lower() not in TOLD and _follows(body, verb.end(), actor, grammar)
    return not _is_object(body, actor, grammar) and _precedes(body, actor, verb.start(), grammar)


def _follows(body: str, verb_end: int, actor: Mention, grammar: Grammar) -> bool:
    """Whether nothing but an office stands between a verb and the name after it: "said the minister, Jane Roe"."""
    gap = body[verb_end : actor.start]
    if len(gap) > _OFFICE or not gap.strip(" ,"):
        return not gap.strip()
    is_apposed = gap.rstrip().endswith(",")
    if any(mark in gap.rstrip(" ,") for mark in ",;:()\n–—") or (not is_apposed and _is_object(body, actor, grammar)):
        return False
    words = [word[0].lower() for word in WORD.finditer(gap)]
    if actor.kind != "person" and any(is_role_noun(word) for word in words):
        return False
    return not any(word in grammar.clauses for word in words)


def _precedes(body: str, actor: Mention, verb_start: int, grammar: Grammar) -> bool:
    """Whether a name has its verb right after it, or after its apposition: "Jane Roe, a pilot, has said"."""
    gap = body[actor.end : verb_start]
    if len(gap) > _APPOSITION or "\n" in gap:
        return False
    if actor.kind == "person" and _OF.fullmatch(gap):
        return True
    opening = gap.lstrip()[:1]
    apposition, _, rest = gap.rpartition("," if opening == "," else ")")
    if opening == "," and not apposition.strip():
        # the name is the apposition: "The minister at the time, Jane Roe, said"
        is_closed = grammar.sets_off or "," in body[max(0, actor.start - _APPOSITION) : actor.start].rpartition(". ")[2]
    else:
        is_closed = opening not in {",", "("} or bool(apposition)
    words = WORD.findall(rest)
    if actor.kind != "person" and not grammar.auxiliaries.issuperset(words):
        return False  # "a Roe Corp official said"
    return is_closed and len(words) <= _ADVERBS and all(_is_adverb(word, grammar) for word in words)


def _is_adverb(word: str, grammar: Grammar) -> bool:
    """Whether a word may stand between a subject and its verb: "has", "also", never a preposition or an office."""
    return word.islower() and not is_role_noun(word) and word not in grammar.clauses and word not in grammar.governors


def _is_object(body: str, actor: Mention, grammar: Grammar) -> bool:
    """Whether a preposition governs a name, over its office and article: "to the pilot Jane Roe"."""
    at = actor.start
    if actor.role and body.endswith(actor.role + " ", max(0, at - 100), at):
        at -= len(actor.role) + 1
    before = body[max(0, at - 40) : at]
    if before.rstrip(" ")[-1:] in _BREAKS:
        return False
    words = WORD.findall(before)
    while words and (words[-1].lower() in grammar.articles or is_honorific(words[-1])):
        words.pop()
    return bool(words) and words[-1].lower() in grammar.governors


def _is_owner(body: str, actor: Mention) -> bool:
    """Whether another is meant, who is but named after one: "Roe's lawyer", "ein Roe-Berater"."""
    return body[actor.end : actor.end + 1] == "-" or _POSSESSIVE.match(body, actor.end) is not None


def _named_by_way(body: str, clause: Clause, actors: Sequence[Mention], grammar: Grammar) -> Speaker | None:
    """The source that "according to" names, right after it."""
    if _BY_WAY_WORDS.isdisjoint(clause.words):
        return None
    found = _BY_WAY.search(body, clause.start, clause.end)
    if not found:
        return None
    named = [
        actor for actor in _between(actors, found.end(), clause.end) if _follows(body, found.end(), actor, grammar)
    ]
    named = [actor for actor in named if not _is_owner(body, actor)]
    # "according to Roe Air pilot Jane Doe"
    source = next((actor for actor in named if actor.kind == "person"), named[0] if named else None)
    return Speaker(source.name, source.entity_id, False) if source else None


def _named_right_before(body: str, clause: Clause, actors: Sequence[Mention]) -> Speaker | None:
    """The name right before a quotation whose verb follows it, as Turkish and Korean have it: 'Roe, "..." dedi.'"""
    inside = _between(actors, clause.start, clause.end)
    if not inside or body[inside[-1].end : clause.end].strip(" ,:") or inside[-1].kind != "person":
        return None
    return Speaker(inside[-1].name, inside[-1].entity_id, False)


def _pronoun_beside(body: str, verb: re.Match[str], clause: Clause, grammar: Grammar) -> re.Match[str] | None:
    """The pronoun beside a verb: "he said", "he has said", "sagte er", "a-t-il dit"."""
    before = list(WORD.finditer(body, max(clause.start, verb.start() - 40), verb.start()))[-3:]
    after = list(WORD.finditer(body, verb.end(), min(clause.end, verb.end() + 20)))[:2]
    for word in (*reversed(before), *after):
        if word[0].lower() in grammar.pronouns:
            gap = body[word.end() : verb.start()] if word.end() <= verb.start() else body[verb.end() : word.start()]
            if not any(mark in gap for mark in ",;:.\n"):
                return word
    return None


def _person_before(body: str, actors: Sequence[Mention], position: int, grammar: Grammar) -> Speaker | None:
    """The person named last who is no mere object: not "a meeting with Jane Roe", not "Roe's letter"."""
    for actor in reversed(_between(actors, position - _PRONOUN_REACH, position)):
        if actor.kind == "person" and not _is_object(body, actor, grammar) and not _is_owner(body, actor):
            return Speaker(actor.name, actor.entity_id, True)
    return None


def _between(actors: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    first = bisect_left(actors, start, key=lambda actor: actor.start)
    last = bisect_right(actors, end, key=lambda actor: actor.end)
    return actors[first:last]


def _distance(start: int, end: int, verb: re.Match[str]) -> int:
    return start - verb.end() if start >= verb.end() else verb.start() - end
