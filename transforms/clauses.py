"""The stretches of a body beside a quotation and the verbs in them that report speech. Knows no speakers."""

import re
from typing import NamedTuple

from transforms.grammar import Grammar

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SENTENCE = re.compile(
    r"""
    [!?.\n]                                              # first, for most characters are none of these
    (?:
        (?<=\n)
      | (?=\s|$)
        (?:
            (?<=[!?])
          | (?<!\b[^\W\d_]\.) (?<!\b(?:Mr|Ms|Dr|St)\.) (?<!\b(?:Mrs|Mme|Sra)\.)       # "M. Roe", "Mr. Roe"
        )
    )
    """,
    re.VERBOSE,
)
#: Opening marks and what may close each: “en” „de“ «fr» »de« "plain" ”sv” ‚de‘ 「ja」.
CLOSING = {"“": "”“", "„": '“”"', "«": "»", "»": "«", '"': '"', "”": "”", "‟": "”", "「": "」", "『": "』"}
#: Marks that end a sentence.
ENDS = frozenset(".!?…")
#: German "so Roe" reports only right after the speech.
_ONLY_FIRST = frozenset({"so"})


class Clause(NamedTuple):
    """A stretch of a body beside a quotation."""

    start: int
    end: int
    words: list[str]  #: in small letters


def tail_clause(body: str, end: int, stop: int, grammar: Grammar) -> Clause | None:
    """What follows a quotation in its sentence: "...," she said. — but "... now.” The minister" begins a new one."""
    tail = body[end + 1 : stop]
    is_open = body[end - 1 : end] not in {".", "!", "?"} or body[end + 1 : end + 2] == ","
    if not is_open and not _starts_low(tail, grammar):
        return None
    return next_sentence(body, end + 1, stop)


def next_sentence(body: str, start: int, stop: int) -> Clause:
    """The sentence that begins or goes on at `start`, as far as `stop`."""
    ending = SENTENCE.search(body[start:stop])
    return _make_clause(body, start, start + ending.start() if ending else min(stop, len(body)))


def head_clause(body: str, begin: int, start: int) -> Clause:
    """What stands before a quotation in its sentence."""
    head = body[begin : start - 1]
    if head.rstrip().endswith(":"):
        head = head.rstrip()  # the speech is a paragraph of its own
    cuts = [match.end() for match in SENTENCE.finditer(head)]
    return _make_clause(body, begin + (cuts[-1] if cuts else 0), start - 1)


def _make_clause(body: str, start: int, end: int) -> Clause:
    return Clause(start, end, WORD.findall(body[start:end].lower()))


def begins_another(body: str, start: int, verb: re.Match[str], grammar: Grammar) -> bool:
    """Whether a verb after a quotation is of another clause: 'said he would "wait" and stressed'."""
    return any(word[0].lower() in grammar.clauses for word in WORD.finditer(body, start, verb.start()))


def first_verb(body: str, clause: Clause, grammar: Grammar) -> re.Match[str] | None:
    """The first reporting verb of what follows a quotation."""
    verbs, start = _find_verbs(body, clause, grammar), clause.start
    return next(
        (verb for verb in verbs if verb[0].lower() not in _ONLY_FIRST or not body[start : verb.start()].strip(" ,")),
        None,
    )


def last_verb(body: str, clause: Clause, grammar: Grammar) -> re.Match[str] | None:
    """The last reporting verb of what leads to a quotation."""
    verbs = _find_verbs(body, clause, grammar)
    return next((verb for verb in reversed(verbs) if verb[0].lower() not in _ONLY_FIRST), None)


def _find_verbs(body: str, clause: Clause, grammar: Grammar) -> list[re.Match[str]]:
    """The reporting verbs of a clause; none in the passive, whose subject says nothing: "is said to"."""
    if grammar.verbs.isdisjoint(clause.words):
        return []
    words = list(WORD.finditer(body, clause.start, clause.end))
    return [
        word
        for k, word in enumerate(words)
        if word[0].lower() in grammar.verbs and not (k and words[k - 1][0].lower() in grammar.passives)
    ]


def _starts_low(tail: str, grammar: Grammar) -> bool:
    stripped = tail.lstrip(" ,–—-")
    first = WORD.match(stripped)
    return first is not None and (first[0][0].islower() or first[0].lower() in grammar.pronouns)
