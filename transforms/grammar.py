"""The small words of a language by which speakers are told. Reads no text."""

from dataclasses import dataclass
from functools import cache

from transforms.entities.words import speech_words
from transforms.lexicons import read_lexicon


@dataclass(frozen=True, slots=True)
class Grammar:
    """Small words of a language, in lower case."""

    verbs: frozenset[str]  #: that report speech
    questions: frozenset[str]  #: those of the verbs that let another answer
    pronouns: frozenset[str]
    governors: frozenset[str]  #: prepositions: the name after one is an object
    articles: frozenset[str]
    passives: frozenset[str]  #: auxiliaries of the passive
    auxiliaries: frozenset[str]  #: that stand between a body and its verb
    clauses: frozenset[str]  #: that begin another clause or name another
    sets_off: bool  #: whether a comma parts a subject from what it does: "Roe, bunu dedi"


@cache
def read_grammar(language: str | None) -> Grammar:
    """The words of a language that tell speakers; of all languages where we know none of its own."""
    return Grammar(
        verbs=reporting_verbs(language),
        questions=speech_words("question", language),
        pronouns=speech_words("pronoun", language),
        governors=speech_words("governor", language),
        articles=speech_words("article", language),
        passives=speech_words("passive", language),
        auxiliaries=speech_words("auxiliary", language),
        clauses=speech_words("clause", language),
        sets_off=language == "tr",
    )


@cache
def reporting_verbs(language: str | None) -> frozenset[str]:
    """The verbs that report speech in a language; of all languages where we know none of its own."""
    rows = read_lexicon("reporting_verbs")
    own = frozenset(row["word"] for row in rows if row["language"] == language)
    return own or frozenset(row["word"] for row in rows)
