"""Known names looked up: at a place of a text, or whole. Decides nothing about context."""

from transforms.entities.facts import KNOWN
from transforms.entities.tables import Known, load_gazetteer
from transforms.entities.tokens import Tokens, tokenize


def find_known(tokens: Tokens, i: int) -> tuple[int, Known] | None:
    """The longest known name that starts at token `i`, and the index after it; before cities all else."""
    if not tokens.facts[i] & KNOWN:
        return None
    gazetteer, text = load_gazetteer(), tokens.text[i]
    following = tokens.text[i + 1] if tokens.glue[i + 1] else ""
    found = (i + 1, gazetteer.words[text]) if text in gazetteer.words else None
    for words, known in gazetteer.phrases.get((text, following), ()):
        if stands_at(tokens, i, words):
            found = i + len(words), known
            break
    longest = gazetteer.city_words.get(text, 0)
    if longest > 1 and following not in gazetteer.city_seconds:
        longest = 1
    if longest <= (found[0] - i if found else 0):
        return found
    return _find_city(tokens, i, longest, found)


def stands_at(tokens: Tokens, i: int, words: tuple[str, ...]) -> bool:
    """Whether the words of a phrase stand from token `i` on, of which the first does."""
    end = i + len(words)
    return "" not in tokens.glue[i + 1 : end] and tokens.text[i:end] == list(words)


def _find_city(tokens: Tokens, i: int, longest: int, found: tuple[int, Known] | None) -> tuple[int, Known] | None:
    gazetteer = load_gazetteer()
    last = i + 1
    while last < i + longest and tokens.glue[last]:
        last += 1
    for end in range(last, found[0] if found else i, -1):
        if city := gazetteer.cities.get(" ".join(tokens.text[i:end])):
            name, geoname_id, iso, is_sure = city
            return end, Known("place", name, geoname_id, iso, is_sure, is_capital=iso is not None, is_city=True)
    return found


def find_place(phrase: str) -> Known | None:
    """The place that a whole phrase names."""
    tokens = tokenize(phrase)
    found = find_known(tokens, 0) if tokens else None
    return found[1] if found and found[0] == len(tokens) and found[1].kind == "place" else None


def find_geoname_id(name: str) -> int | None:
    """The geoname id of a country or city under the name we give it."""
    return load_gazetteer().geoname_ids.get(name)


def find_organization(name: str) -> str | None:
    """The name our lexicon has for an organization or one of its aliases."""
    return load_gazetteer().organizations.get(name.casefold())


def country_name(iso: str) -> str:
    """The name of a country by its ISO 3166 letters."""
    return load_gazetteer().countries.get(iso, iso)
