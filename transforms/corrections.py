"""Notices of correction in a story's text. Finds the paragraph that says so; judges nothing about what was wrong."""

import re
from functools import cache

from transforms.lexicons import read_lexicon
from transforms.text import clean_text

#: A notice is a paragraph; longer ones are text about somebody's correction.
_LONGEST = 800


def find_correction(body: str) -> str | None:
    """The notices of correction in a body, in their order, as one line; None when it bears none.

    >>> find_correction("The bridge is closed.\\n\\nCorrection: an earlier version gave the wrong year.")
    'Correction: an earlier version gave the wrong year.'
    """
    paragraphs = (paragraph for paragraph in body.split("\n\n") if len(paragraph) <= _LONGEST)
    return clean_text(" ".join(paragraph for paragraph in paragraphs if _notice().match(paragraph)))


@cache
def _notice() -> re.Pattern[str]:
    patterns = (str(row["pattern"]) for row in read_lexicon("correction_notices"))
    return re.compile(r"[\W_]*(?:" + "|".join(patterns) + ")", re.IGNORECASE)
