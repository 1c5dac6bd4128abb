"""The two ways to read names, as functions of (text, language), for a scorer of entities to call. Measures nothing."""

from transforms.entities import RULES, extract_mentions
from transforms.records import Mention


def by_rules(text: str, language: str) -> tuple[Mention, ...]:
    """Names by rules alone, whatever is installed."""
    return extract_mentions(text, language, RULES)


def with_model(text: str, language: str) -> tuple[Mention, ...]:
    """Names with the model installed for the language; by rules where there is none."""
    return extract_mentions(text, language)
