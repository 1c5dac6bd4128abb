"""A family name that two people of a story bear: whose it is where it stands. Finds no names."""

from collections.abc import Mapping

from transforms.entities.facts import HONORIFIC, NAME, ROLE
from transforms.entities.found import Scan
from transforms.entities.people import PARTICLES
from transforms.entities.tokens import Tokens

#: The first to bear a family name, and the words of the body between which nobody else is named so.
Early = tuple[str, int, int]
_SETTING_OFF = PARTICLES | {"the", "elder", "older", "younger"}


def find_early(scan: Scan, i: int, family: str, early: Mapping[str, Early]) -> str | None:
    """Whose a family name of two people is that stands after the first and before the second of them is named."""
    name, begin, end = early.get(family, ("", 0, 0))
    return name if scan.of is None and begin < i < end and not _is_set_off(scan.tokens, i) else None


def _is_set_off(tokens: Tokens, i: int) -> bool:
    """Whether the word before a family name tells it from another's: "the elder Roe", "de Roe", "Jane Roe"."""
    if tokens.glue[i] != " ":
        return False
    is_title = tokens.facts[i - 1] & (HONORIFIC | ROLE) != 0
    is_name = tokens.shape[i - 1] in "CAM" and tokens.facts[i - 1] & NAME != 0
    return (is_name and not is_title) or tokens.low[i - 1] in _SETTING_OFF
