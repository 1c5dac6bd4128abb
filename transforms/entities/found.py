"""A text read once and the names found in it: what one reading hands to the next. No rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.entities.tables import Known
from transforms.entities.tokens import Tokens
from transforms.records import EntityKind


class Found(NamedTuple):
    """Tokens `first` to before `last` as a name; `known` when a lexicon has it."""

    first: int
    last: int
    kind: EntityKind
    name: str
    role: str | None = None
    is_led: bool = False  #: told by what stands before or around it: a title, a dateline
    is_inferred: bool = False
    is_metonym: bool = False
    known: Known | None = None


@dataclass(slots=True, kw_only=True)
class Scan:
    """A text read once."""

    text: str
    language: str | None
    tokens: Tokens
    of: "Scan | None" = None  #: the body's, for a headline or a caption
    alone: frozenset[str] = frozenset()  #: capitalized words used alone, as surnames are
    is_sport: bool = False  #: about matches, so that cities may be teams
    found: list[Found] = field(default_factory=list)
    lone: list[int] = field(default_factory=list)  #: capitalized words of their own, undecided
    hints: Mapping[int, EntityKind] = field(default_factory=dict)  #: what a model says of lone words
    own: Mapping[int, EntityKind] = field(default_factory=dict)  #: what a user's file says of lone words
    told: dict[int, EntityKind | None] = field(default_factory=dict)  #: what the words beside lone words say
    words: frozenset[str] | None = None  #: of a body, once asked for


def name_of(scan: Scan, first: int, last: int) -> str:
    """The words as printed, between two tokens."""
    return " ".join(scan.text[scan.tokens.start[first] : scan.tokens.end(last - 1)].split())


def body_words(scan: Scan) -> frozenset[str]:
    """The words of a story's body as printed, but second halves: "tax" of "pre-tax"."""
    body = scan.of or scan
    if body.words is None:
        tied = zip(body.tokens.text, body.tokens.glue, strict=True)
        body.words = frozenset([word for word, glue in tied if glue != "-"])
    return body.words
