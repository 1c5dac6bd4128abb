"""Teams that bear a place's or a common name: told by the sport around them. Others are the gazetteer's."""

from functools import cache

from transforms.entities.gazetteer import find_known, stands_at
from transforms.entities.tokens import Tokens, tokenize
from transforms.entities.words import word_set
from transforms.lexicons import read_lexicon

#: So many different words of sport, and such a share of a text, tell that it is about sport.
_WORDS, _SHARE = 4, 0.025
_PLACE_BEFORE = frozenset({"in", "near", "from", "to", "outside", "around"})


def is_sport(tokens: Tokens) -> bool:
    """Whether a text tells of matches and players."""
    words = word_set("sport_words", "word", "text").intersection(tokens.low)
    return len(words) >= _WORDS and sum(map(tokens.low.count, words)) >= _SHARE * len(tokens)


def find_team(tokens: Tokens, i: int) -> tuple[int, str] | None:
    """In a text about sport, the team whose name starts at token `i`: the index after it, and its full name."""
    for words, name in _in_sport().get(tokens.text[i], ()):
        if not stands_at(tokens, i, words):
            continue
        end = i + len(words)
        # "Leeds" in "in Leeds" is the city, and in "Leeds Castle" neither
        known = find_known(tokens, i)
        is_place = tokens.glue[i] == " " and tokens.low[i - 1] in _PLACE_BEFORE
        is_place = is_place and known is not None and known[1].kind == "place"
        if known and known[0] > end:
            return None  # "Mainz 05"
        goes_on = tokens.glue[end] == " " and tokens.shape[end] in "CA"
        return None if is_place or goes_on else (end, name)
    return None


def is_team_place(tokens: Tokens, i: int, end: int) -> bool:
    """In a text about sport, whether a city stands as its team: "beat Zorvik", "Zorvik drew"."""
    before = tokens.low[i - 1] if tokens.glue[i] == " " else ""
    if before in _PLACE_BEFORE or before in {"at", "of"}:
        return False
    if before in word_set("sport_words", "word", "before"):
        return True
    return tokens.glue[end] == " " and tokens.low[end] in word_set("sport_words", "word", "verb")


def find_nickname_end(tokens: Tokens, end: int) -> int | None:
    """In a text about sport, the index after the nickname that follows a city: "Zorvik Herons"."""
    if tokens.glue[end] == " " and tokens.shape[end] == "C" and len(tokens.text[end]) > 4:
        return end + 1 if tokens.text[end].endswith("s") and not tokens.text[end].endswith("ss") else None
    return None


@cache
def _in_sport() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in read_lexicon("teams"):
        for form in filter(None, row["in_sport"].split(";")):
            words = tuple(token.text for token in tokenize(form))
            by_first.setdefault(words[0], []).append((words, row["name"]))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in by_first.items()}
