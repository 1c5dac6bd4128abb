"""Credit lines split by their tasks: "Reporting by ...; editing by ...". Finds the pieces; reads no names."""

import re
from functools import cache, lru_cache

from transforms.bylines.words import first_word
from transforms.lexicons import read_lexicon

#: Tasks of those who help with a story and do not sign it as its writers.
HELPING_ROLES = frozenset(("editor", "translator", "producer"))
_MAX_LABELS = 12


@lru_cache(maxsize=256)
def split_credits(text: str) -> tuple[tuple[str | None, str], ...]:
    """(task, the words that name who did it) of a line that opens with a task; () for any other text.

    The task is None for the writers of "Text: ..."; pictures and graphics are left out, since their credit is theirs.

    >>> split_credits("(Reporting by Jane Roe; Editing by John Doe)")
    (('reporter', 'Jane Roe'), ('editor', 'John Doe'))
    >>> split_credits("Text: Jane Roe Photos: John Doe")
    ((None, 'Jane Roe'),)
    >>> split_credits("By Jane Roe")
    ()
    """
    bare = text.strip(" ()[]—–-*")
    if first_word(bare) not in _openings() or _labels().match(bare) is None:
        return ()
    labels = list(_labels().finditer(bare))[:_MAX_LABELS]
    ends = [label.start() for label in labels[1:]] + [len(bare)]
    found = []
    for label, end in zip(labels, ends, strict=True):
        role = _tasks()[" ".join(label["label"].lower().split())]
        names = bare[label.end() : end].strip(" ;.,|/()")
        if names and role != "picture":
            found.append((None if role == "writer" else role, names))
    return tuple(found)


def split_maker(text: str) -> tuple[str, str | None]:
    """What stands before "pictures by", and the names behind it; (the text, None) where nothing stands before it.

    >>> split_maker("By Jane Roe, pictures by John Doe"), split_maker("Pictures by John Doe")
    (('By Jane Roe', 'John Doe'), ('Pictures by John Doe', None))
    """
    match = _makers().search(text)
    return (text[: match.start()], text[match.end() :]) if match else (text, None)


@cache
def _makers() -> re.Pattern[str]:
    words = [row["word"] for row in read_lexicon("byline_credits") if row.get("is_maker")]
    return re.compile(rf"(?<=\w)(?:\s?[,;|/•·–—-]|\sand)?\s(?:{'|'.join(words)})\s(?=[^\W\d_])", re.IGNORECASE)


@cache
def _tasks() -> dict[str, str]:
    return {row["word"]: row["role"] for row in read_lexicon("byline_credits")}


@cache
def _openings() -> frozenset[str]:
    return frozenset(first_word(word) for word in _tasks())


@cache
def _labels() -> re.Pattern[str]:
    rows = sorted(read_lexicon("byline_credits"), key=lambda row: -len(row["word"]))
    free = "|".join(re.escape(row["word"]) for row in rows if not row.get("needs_colon"))
    bound = "|".join(re.escape(row["word"]) for row in rows)
    free, bound = free.replace(r"\ ", r"\s"), bound.replace(r"\ ", r"\s")
    return re.compile(
        rf"(?<![^\W_])(?P<label>(?:{bound})(?=\s?[:：])|(?:{free})(?=\s?[:：]|\s))\s?[:：]?\s?", re.IGNORECASE
    )
