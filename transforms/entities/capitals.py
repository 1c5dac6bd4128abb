"""Why a word has a capital, if not as a name: for shouting, for opening a sentence, as the last of several."""

from transforms.entities.facts import DEMONYM, FUNCTION, GIVEN, HONORIFIC, ROLE, STOP, SURNAME
from transforms.entities.tokens import Tokens

#: What may stand before a surname: "Minister Roe", "Conservative Roe", "Jane Roe".
_LEADS = ROLE | HONORIFIC | DEMONYM | GIVEN


def is_shouted(tokens: Tokens, i: int) -> bool:
    """Whether a word in capitals stands among others that are words: "THIS IS A LIVE BLOG"."""
    beside = [k for k, tie in ((i - 1, tokens.glue[i]), (i + 1, tokens.glue[i + 1])) if tie == " "]
    return any(tokens.shape[k] == "A" and tokens.facts[k] & (FUNCTION | STOP) for k in beside)


def is_worn(tokens: Tokens, i: int) -> bool:
    """Whether a word has its capital for another reason: "Investigators said", "the U.S. Embassy said", "the Free
    Youth said"."""
    token = tokens[i]
    gap = tokens.gap(i) if i else "\n"
    if "." in gap or "\n" in gap:
        return token.low.endswith("s") and not token.facts & (SURNAME | GIVEN)
    if tokens.glue[i] != " ":
        return False
    is_tail = tokens.shape[i - 1] == "C" and not (tokens.opens[i - 1] or tokens.facts[i - 1] & _LEADS)
    return tokens.shape[i - 1] == "A" or (is_tail and not token.facts & SURNAME)
