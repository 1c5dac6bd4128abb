"""Sets of words from the lexicons. Loaded once each; no rules."""

from functools import cache

from transforms.lexicons import read_lexicon

#: Letters that are joined to an office at least: "administer" is none.
_JOINED = 4


@cache
def word_set(lexicon: str, column: str = "word", kind: str | None = None, kind_column: str = "kind") -> frozenset[str]:
    """The words of a lexicon's column, or of those rows whose kind is the given one."""
    rows = read_lexicon(lexicon)
    return frozenset(row[column] for row in rows if kind is None or row[kind_column] == kind)


def is_role_noun(low: str) -> bool:
    """Whether a lower-case word, or its singular, names an office or a profession."""
    nouns = word_set("roles", "word", "noun")
    return low in nouns or (len(low) > 4 and low.endswith("s") and low[:-1] in nouns) or is_joined_role(low)


def is_joined_role(low: str) -> bool:
    """Whether a lower-case word is an office that another word is joined to: "turnierdirektorin", "ndb-sprecherin"."""
    if not low.endswith(_role_endings()):
        return False
    joined = (low.removesuffix(ending) for ending in _role_endings() if low.endswith(ending))
    return any(len(word) >= _JOINED or word.endswith("-") for word in joined)


@cache
def _role_endings() -> tuple[str, ...]:
    return tuple(word_set("roles", "word", "ending"))


def is_honorific(text: str) -> bool:
    """Whether a word is a form of address or a rank."""
    return text in word_set("honorifics")


def is_stopword(low: str) -> bool:
    """Whether a lower-case word starts no name of its own."""
    return low in word_set("entity_stopwords")


@cache
def speech_words(kind: str, language: str | None) -> frozenset[str]:
    """The small words of a kind in a language; of all languages where we know none of its own."""
    rows = [row for row in read_lexicon("speech_words") if row["kind"] == kind]
    own = frozenset(row["word"] for row in rows if row["language"] == language)
    return own or frozenset(row["word"] for row in rows)


def is_plural_acronym(word: str) -> bool:
    """Whether a word is several of a kind in their first letters: "NGOs"."""
    return len(word) > 2 and word[-1] == "s" and word[:-1].isupper()
