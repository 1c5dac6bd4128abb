"""The statistical model, where one is installed: text -> spans with kinds. The one module that knows spaCy."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any, NamedTuple, cast

from transforms.errors import ModelMissing
from transforms.lexicons import read_lexicon
from transforms.records import EntityKind

#: Values of `ner` that name no model.
AUTO, RULES = "auto", "rules"
_BATCH = 64
#: A passage is a sentence; a longer one is a list without full stops, of which the model sees the head.
_LONGEST = 2_000
_KINDS: dict[str, EntityKind] = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}
#: What `ner` alone can do without; each would only cost time.
_UNUSED = ["tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "morphologizer"]


class Told(NamedTuple):
    """A span of a text, as the model sees it."""

    start: int
    end: int
    kind: EntityKind


class Recognizer:
    """A loaded model of one language."""

    def __init__(self, package: str, pipeline: Any) -> None:
        self.name = f"{package}-{pipeline.meta['version']}"  #: "en_core_web_sm-3.8.0"
        self.language: str = pipeline.lang
        self._pipeline = pipeline
        self._lock = Lock()  #: stages run in threads, and the model's table of words grows as it reads

    def read(self, passages: Sequence[str]) -> list[tuple[Told, ...]]:
        """The spans of each passage, in order; passages of many stories at once are read much faster."""
        with self._lock:
            docs = self._pipeline.pipe([passage[:_LONGEST] for passage in passages], batch_size=_BATCH)
            return [tuple(_spans(doc)) for doc in docs]


def find_recognizer(ner: str, language: str | None) -> Recognizer | None:
    """The model for texts of a language: of `ner` "auto" any installed one that we know, of "rules" none.

    A model's name means that model, for its own language only. Raises ModelMissing when that is not installed.
    """
    if ner == RULES or language is None:
        return None
    if ner != AUTO:
        named = load_recognizer(ner)
        return named if named.language == language else None
    package = _installed().get(language)
    return load_recognizer(package) if package else None


@cache
def load_recognizer(package: str) -> Recognizer:
    """The model of an installed package, loaded once a process, its `ner` only; else ModelMissing."""
    if not _is_installed(package):
        raise ModelMissing(package)
    # a package is loaded by its own function: spaCy would look among its entry points first, for a second
    module = import_module(package)
    pipeline = module.load(exclude=_UNUSED)
    # some models share one reader of words between their parts; where `ner` has its own, the shared one is idle
    if "tok2vec" in pipeline.pipe_names and "ner" not in pipeline.get_pipe("tok2vec").listening_components:
        pipeline.remove_pipe("tok2vec")
    return Recognizer(package, pipeline)


def has_model(ner: str) -> bool:
    """Whether texts can be read as `ner` says; loads nothing."""
    return ner in (AUTO, RULES) or _is_installed(ner)


@cache
def _installed() -> dict[str, str]:
    """Language -> the first package of the lexicon that is installed."""
    found: dict[str, str] = {}
    for row in read_lexicon("ner_models"):
        if row["language"] not in found and _is_installed(row["package"]):
            found[row["language"]] = row["package"]
    return found


def _is_installed(package: str) -> bool:
    return package.isidentifier() and find_spec("spacy") is not None and find_spec(package) is not None


def _spans(doc: Any) -> Iterable[Told]:
    for span in doc.ents:
        kind = _KINDS.get(cast(str, span.label_))
        if kind:
            yield Told(span.start_char, span.end_char, kind)
