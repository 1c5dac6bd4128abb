"""Invented news for benchmarks and tests: the same seed gives the same texts. No word of a real article."""

import random
from collections.abc import Iterator

_SYLLABLES = ["".join(pair) for pair in zip("bdfghklmnprstvwz" * 2, "aoeiuaoeiuaoeiuaeaoiueaoiueaoiue", strict=True)]
_LINKS = ("the", "of", "and", "in", "to", "a", "on", "for", "with", "that", "was", "at")


def make_words(seed: int, count: int = 4000) -> list[str]:
    """A vocabulary."""
    chance = random.Random(seed)
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(count)]


def make_body(chance: random.Random, words: list[str], length: int) -> str:
    """Paragraphs of sentences, about `length` words; frequent words are as frequent as in a language."""
    parts: list[str] = []
    count = 0
    while count < length:
        sentences = []
        for _ in range(chance.randint(2, 4)):
            size = chance.randint(8, 22)
            picked = [_pick(chance, words) for _ in range(size)]
            sentences.append(" ".join(picked).capitalize() + ".")
            count += size
        parts.append(" ".join(sentences))
    return "\n\n".join(parts)


def make_variants(chance: random.Random, body: str) -> Iterator[tuple[str, str]]:
    """What clients make of wire copy: (what was done, the text); the body itself first."""
    words, paragraphs = body.split(), body.split("\n\n")
    half = len(words) // 2
    yield "whole", body
    yield "cut", "\n\n".join(paragraphs[: max(1, len(paragraphs) * 3 // 5)])
    yield "slugged", f"PORT ELM (EX) — {body}\n\nReporting by Ann Example; editing by Sam Sample."
    yield "words lost", " ".join(word for word in words if chance.random() >= 0.05)
    yield "halves shuffled", " ".join(words[half:] + words[:half])


def _pick(chance: random.Random, words: list[str]) -> str:
    if chance.random() < 0.4:
        return chance.choice(_LINKS)
    return words[min(int(chance.paretovariate(0.6)) - 1, len(words) - 1) % len(words)]
