"""What the lower-case words beside a name say it is: "Zorvik province", "carmaker Zorvex". English; finds no names."""

from collections.abc import Sequence

from transforms.entities.tokens import Token
from transforms.entities.words import word_set
from transforms.records import EntityKind

#: Languages whose words of the lexicon `name_cues` these are; texts of no known language are read as theirs.
CUE_LANGUAGES = frozenset({"en", None})


def tell_kind(tokens: Sequence[Token], text: str, i: int, end: int) -> EntityKind | None:
    """What the lower-case words beside a name say it is: "the town of Zorvik", "Zorvik province", "carmaker Zorvik"."""
    after = tokens[end].low if end < len(tokens) and tokens[end].glue == " " and tokens[end].shape == "l" else ""
    before = tokens[i - 1].low if i > 0 and tokens[i].glue == " " and tokens[i - 1].shape == "l" else ""
    # "shares in Zorvex rose"
    if before == "in" and i > 1 and tokens[i - 2].low in word_set("name_cues", "word", "holding"):
        return "organization"
    if after in word_set("name_cues", "word", "place-after") or before in {"in", "near"}:
        return "place"
    if before == "of" and i > 1 and tokens[i - 2].low in word_set("name_cues", "word", "place-of"):
        return "place"
    if after in word_set("name_cues", "word", "organization-after"):
        return "organization"
    if before in word_set("name_cues", "word", "organization-before"):
        return "organization"
    # "the Zorvik Mercury reported"
    if before == "the" and end > i + 1 and after in word_set("reporting_verbs"):
        return "organization"
    return _tell_apposition(tokens, text, end)


def _tell_apposition(tokens: Sequence[Token], text: str, end: int) -> EntityKind | None:
    """ "Zorvik, a small town in ...", "Zorvex, an alliance"."""
    if end + 1 >= len(tokens) or text[tokens[end - 1].end : tokens[end].start].strip(" ") != ",":
        return None
    if tokens[end].low not in {"a", "an", "the"}:
        return None
    for token in tokens[end + 1 : end + 4]:
        if token.shape != "l" or token.glue not in {" ", "-"}:
            return None
        if any(token.low in word_set("name_cues", "word", f"organization-{side}") for side in ("before", "after")):
            return "organization"
        if token.low in word_set("name_cues", "word", "place-of"):
            return "place"
    return None
