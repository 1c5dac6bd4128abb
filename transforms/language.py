"""The language of a text. py3langid for long texts, the page's own word for short ones; no translation, no scripts."""

import re
from functools import cache
from typing import Protocol

_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?![A-Za-z])")
#: Old, three-letter and sister codes -> ISO 639-1 as news feeds use it.
_ALIASES = {
    code: short
    for short, codes in {
        "cs": "cz", "de": "deu ger", "el": "gr", "en": "eng", "es": "spa", "fr": "fra fre", "he": "iw", "id": "in",
        "it": "ita", "ja": "jp jpn", "ko": "kr kor", "pt": "por", "tr": "tur", "uk": "ua", "yi": "ji", "zh": "cn zho",
    }.items()
    for code in codes.split()
}  # fmt: skip
#: Languages that a classifier of characters cannot tell apart; the declared one is as good as the detected one.
_SISTERS = (
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"id", "ms"}),
    frozenset({"hr", "sr", "bs", "sh"}),
    frozenset({"cs", "sk"}),
    frozenset({"gl", "pt"}),
    frozenset({"af", "nl"}),
)
_SAMPLE = 600  #: characters; more changes no verdict and costs time
_GLANCE = 100  #: characters that settle it where they agree with the page
_TRUSTED = 250  #: letters (a quarter of that in scripts without an alphabet) from which text can overrule the page
_LEAST = 20  #: letters below which nothing can be said
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class _Classifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def detect_language(text: str, declared: str | None = None) -> str | None:
    """ISO 639-1 code of a text, or None when neither text nor declaration tells.

    Texts below about 250 letters trust `declared` ("en-GB", "de_AT"); longer ones overrule it when detection is sure.

    >>> detect_language("Rates hold", "en-GB"), detect_language("", None)
    ('en', None)
    """
    said = parse_language(declared) if declared else None
    sample = text[:_SAMPLE]
    weight = sum(map(str.isalpha, sample)) + 3 * len(_CJK.findall(sample))
    if weight < _LEAST or (said and weight < _TRUSTED):
        return said
    if said and _classifier().classify(text[:_GLANCE])[0] == said:
        return said
    found, probability = _classifier().classify(sample)
    if said is None:
        return parse_language(found) if probability > 0.5 or weight >= _TRUSTED else None
    if found == said or probability < 0.9 or any({found, said} <= group for group in _SISTERS):
        return said
    return found


def parse_language(tag: str) -> str | None:
    """The ISO 639-1 part of a language tag, or None.

    >>> parse_language("de_AT.UTF-8"), parse_language("x-default")
    ('de', None)
    """
    match = _TAG.match(tag)
    code = match[1].lower() if match else ""
    code = _ALIASES.get(code, code)
    return code if len(code) == 2 else None


@cache
def _classifier() -> _Classifier:
    # imported late: the model takes a while to load and short-lived processes seldom need it
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    classifier: _Classifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return classifier
