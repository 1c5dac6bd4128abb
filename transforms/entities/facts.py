"""What the lexicons say of one word, a bit a fact: a reader of names asks it of every word. Loaded once; no rules."""

from collections.abc import Iterator
from functools import cache

from transforms.entities.tables import load_gazetteer
from transforms.entities.words import is_joined_role, word_set

#: Facts of a word by its small letters.
ROLE = 1 << 0  #: it, or its singular, names an office or a profession
OFFICE = 1 << 1  #: itself does
MODIFIER = 1 << 2  #: stands before an office: "deputy"
PORTFOLIO = 1 << 3  #: what an office is held for: "defense"
SCRAP = 1 << 4  #: begins what is no office
STOP = 1 << 5  #: starts no name of its own
FUNCTION = 1 << 6  #: an article, a pronoun, a preposition
DATE = 1 << 7  #: a day or a month
REPORTS = 1 << 8  #: a verb that reports speech, of any language
CREDIT = 1 << 9  #: tells the makers: "reporting" of "Reporting by"
HOLDING = 1 << 10  #: what one holds in a firm: "shares in"
PLACE_AFTER = 1 << 11  #: "Zorvik province"
PLACE_BEFORE = 1 << 12  #: "the town of Zorvik"
BODY_AFTER = 1 << 13
BODY_BEFORE = 1 << 14  #: "carmaker Zorvik"
#: Facts of a word as it is printed.
HONORIFIC = 1 << 16  #: a form of address or a rank
GIVEN = 1 << 17
SURNAME = 1 << 18
FAMILY = 1 << 19  #: a family name that stands first: Chinese, Korean, Vietnamese
DEMONYM = 1 << 20
BODY_FIRST = 1 << 21  #: a body's name may begin with it: "Banco de Roe"
BODY_OF = 1 << 22  #: "Ministry of"
BODY_LAST = 1 << 23  #: "Roe Committee"
FIRM_LAST = 1 << 24  #: "Roe Inc"
PLACE_FIRST = 1 << 25  #: "Lake Roe"
PLACE_OF = 1 << 26  #: "Gulf of"
PLACE_LAST = 1 << 27  #: "Roe River"
KNOWN = 1 << 28  #: a name of the gazetteer begins with it
THING_LAST = 1 << 30  #: "Roe Cup": an event, a law, a prize
THING_FIRST = 1 << 31  #: "Hurricane Roe"
#: A fact that its shape has a say in, added by who reads it: the word may stand inside a name.
NAME = 1 << 29

#: Letters of an office that may have a plural.
_PLURAL = 4


def find_facts(text: str, low: str) -> int:
    """All that the lexicons say of a word as printed and of its small letters."""
    printed, small = _facts()
    facts = printed.get(text, 0) | small.get(low, 0)
    return facts or (ROLE | OFFICE if text != low and is_joined_role(low) else 0)


@cache
def _facts() -> tuple[dict[str, int], dict[str, int]]:
    return _gather(_printed()), _gather(_small())


def _gather(told: Iterator[tuple[int, frozenset[str]]]) -> dict[str, int]:
    facts: dict[str, int] = {}
    for fact, words in told:
        for word in words:
            facts[word] = facts.get(word, 0) | fact
    return facts


def _small() -> Iterator[tuple[int, frozenset[str]]]:
    offices = word_set("roles", "word", "noun")
    yield ROLE | OFFICE, offices
    yield ROLE, frozenset(word + "s" for word in offices if len(word) >= _PLURAL)
    yield MODIFIER, word_set("roles", "word", "modifier")
    yield PORTFOLIO, word_set("roles", "word", "of")
    yield SCRAP, word_set("roles", "word", "scrap")
    yield STOP, word_set("entity_stopwords")
    yield FUNCTION, word_set("entity_stopwords", "word", "function")
    yield DATE, word_set("entity_stopwords", "word", "date")
    yield REPORTS, word_set("reporting_verbs")
    yield CREDIT, word_set("name_cues", "word", "credit")
    yield HOLDING, word_set("name_cues", "word", "holding")
    yield PLACE_AFTER, word_set("name_cues", "word", "place-after")
    yield PLACE_BEFORE, word_set("name_cues", "word", "place-of")
    yield BODY_AFTER, word_set("name_cues", "word", "organization-after")
    yield BODY_BEFORE, word_set("name_cues", "word", "organization-before")


def _printed() -> Iterator[tuple[int, frozenset[str]]]:
    yield HONORIFIC, word_set("honorifics")
    yield GIVEN, word_set("given_names", "name")
    yield SURNAME, word_set("surnames", "name")
    yield FAMILY, word_set("name_family_first", "name")
    yield DEMONYM, word_set("demonyms")
    yield BODY_FIRST, word_set("organization_heads", "word", "first", "position")
    yield BODY_OF, word_set("organization_heads", "word", "of", "position")
    yield BODY_LAST, word_set("organization_heads", "word", "last", "position")
    yield FIRM_LAST, word_set("organization_heads", "word", "firm", "position")
    yield PLACE_FIRST, word_set("place_heads", "word", "first", "position")
    yield PLACE_OF, word_set("place_heads", "word", "of", "position")
    yield PLACE_LAST, word_set("place_heads", "word", "last", "position")
    gazetteer = load_gazetteer()
    yield THING_LAST, word_set("named_things", "name", "last")
    yield THING_FIRST, word_set("named_things", "name", "first")
    yield KNOWN, frozenset(gazetteer.words)
    yield KNOWN, frozenset(first for first, _ in gazetteer.phrases)
    yield KNOWN, frozenset(gazetteer.city_words)
