"""What the lower-case words beside a name say it is: "Zorvik province", "carmaker Zorvex". English; finds no names."""

from transforms.entities.facts import BODY_AFTER, BODY_BEFORE, HOLDING, PLACE_AFTER, PLACE_BEFORE, REPORTS, ROLE
from transforms.entities.roles import honorific_start
from transforms.entities.tokens import Tokens
from transforms.entities.words import word_set
from transforms.records import EntityKind

#: Languages whose words of the lexicon `name_cues` these are; texts of no known language are read as theirs.
CUE_LANGUAGES = frozenset({"en", None})
_LEGAL_FORMS = frozenset({"Inc", "Incorporated", "LLC", "LLP", "Ltd", "Limited", "Corp", "PLC", "plc"})
_SUPERLATIVES = frozenset({"biggest", "largest", "leading", "main", "top"})
#: Who sails a ship: "ferry Captain Jane Roe".
_MASTERS = frozenset({"Captain", "Capt"})
_SEATED = frozenset({"based", "born", "bound", "headquartered", "listed"})


def tell_kind(tokens: Tokens, i: int, end: int) -> EntityKind | None:
    """What the lower-case words beside a name say it is: "the town of Zorvik", "Zorvik province", "carmaker Zorvik"."""
    has_after = tokens.glue[end] == " " and tokens.shape[end] == "l"
    after = tokens.facts[end] if has_after else 0
    has_before = tokens.glue[i] == " " and tokens.shape[i - 1] == "l"
    before, near = (tokens.low[i - 1], tokens.facts[i - 1]) if has_before else ("", 0)
    if tokens.glue[end] == "-" and is_home(tokens, end):
        return "place"
    if is_incorporated(tokens, end):
        return "organization"
    # "shares in Zorvex rose"
    if before == "in" and tokens.facts[i - 2] & HOLDING:
        return "organization"
    if after & PLACE_AFTER or before in {"in", "near"}:
        return "place"
    if before == "of" and (tokens.facts[i - 2] & PLACE_BEFORE or _is_age(tokens, i - 2)):
        return "place"
    # "the Zorvik Mercury reported"
    is_paper = before == "the" and end > i + 1 and after & REPORTS
    if after & ROLE and _is_before_holder(tokens, end):
        return "organization"
    if after & BODY_AFTER or near & BODY_BEFORE or is_paper:
        return "organization"
    return _tell_apposition(tokens, end)


def is_incorporated(tokens: Tokens, end: int) -> bool:
    """Whether a legal form follows a name after a comma: "Jane Roe, Inc."."""
    return tokens.text[end] in _LEGAL_FORMS and tokens.gap(end) == ", "


def is_craft(tokens: Tokens, i: int) -> bool:
    """Whether a name is a ship's: "the tanker Jane Roe"."""
    return tokens.glue[i] == " " and tokens.low[i - 1] in word_set("name_cues", "word", "craft-before")


def is_named_craft(tokens: Tokens, i: int) -> bool:
    """Whether the form of address before a word is a ship's: "the Lady Roe", "the ferry Sir Roe"."""
    first = honorific_start(tokens, i)
    if first is None or tokens.text[first] in _MASTERS:
        return False
    return is_craft(tokens, first) or (tokens.text[first] == "Lady" and tokens.low[first - 1] == "the")


def _is_before_holder(tokens: Tokens, end: int) -> bool:
    """Whether an office and a whole name follow: "Zorvik chairman Jane Roe"."""
    if tokens.low[end] not in word_set("name_cues", "word", "holder-after"):
        return False
    return all(tokens.glue[k] == " " and tokens.shape[k] == "C" for k in (end + 1, end + 2))


def is_home(tokens: Tokens, end: int) -> bool:
    """Whether what stands after a name tells of what is there: "Zorvik-based"."""
    return tokens.glue[end] == "-" and tokens.low[end] in _SEATED


def _is_age(tokens: Tokens, k: int) -> bool:
    """Whether the number at `k` is somebody's age before a home town: "Jane Roe, 41, of Zorvik"."""
    return tokens.text[k].isdigit() and tokens.gap(k)[-2:] == tokens.gap(k + 1)[:2] == ", "


def _is_owner(tokens: Tokens, k: int) -> bool:
    """Whether a word has a possessive ending: in "Roe, the state's director" the state is not Roe."""
    return tokens.gap(k + 1)[:2] in {"'s", "’s"}


def _tell_apposition(tokens: Tokens, end: int) -> EntityKind | None:
    """ "Zorvik, a small town in ...", "Zorvex, an alliance"."""
    if end + 1 >= len(tokens) or tokens.glue[end] or tokens.gap(end).strip(" ") != ",":
        return None
    is_best = _is_owner(tokens, end) and tokens.low[end + 1] in _SUPERLATIVES  # "Zorvex, Roa's biggest bank"
    if tokens.low[end] not in {"a", "an", "the"} and not is_best:
        return None
    begin = end + 2 if is_best else end + 1
    for k in range(begin, begin + 3):
        if tokens.shape[k] != "l" or tokens.glue[k] not in {" ", "-"}:
            return None
        if _is_owner(tokens, k):
            return None
        if tokens.facts[k] & (BODY_BEFORE | BODY_AFTER):
            return "organization"
        if tokens.facts[k] & PLACE_BEFORE:
            return "place"
    return None
