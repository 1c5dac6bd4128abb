"""Known names looked up: at a place of a text, or whole. Decides nothing about context."""

from transforms.entities.facts import KNOWN
from transforms.entities.tables import Known, load_capitals, load_gazetteer, make_plain
from transforms.entities.tokens import Tokens, tokenize


def find_known(tokens: Tokens, i: int) -> tuple[int, Known] | None:
    """The longest known name that starts at token `i`, and the index after it; before cities all else."""
    if not tokens[i].facts & KNOWN:
        return None
    gazetteer, text = load_gazetteer(), tokens[i].text
    following = tokens[i + 1].text if i + 1 < len(tokens) and tokens.glue[i + 1] else None
    found = None
    for words, known in gazetteer.phrases.get(text, ()):
        if len(words) == 1 or (words[1] == following and stands_at(tokens, i, words)):
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
    if end > len(tokens) or "" in tokens.glue[i + 1 : end]:
        return False
    return all(tokens[i + k].text == words[k] for k in range(1, len(words)))


def _find_city(tokens: Tokens, i: int, longest: int, found: tuple[int, Known] | None) -> tuple[int, Known] | None:
    gazetteer = load_gazetteer()
    last = i + 1
    while last < min(i + longest, len(tokens)) and tokens.glue[last]:
        last += 1
    for end in range(last, found[0] if found else i, -1):
        phrase = tokens[i].text if end == i + 1 else " ".join(token.text for token in tokens[i:end])
        city = gazetteer.cities.get(phrase)
        if city:
            name, geoname_id, iso, is_sure = city
            is_capital = load_capitals().get(make_plain(name)) == iso
            return end, Known(
                "place", name, geoname_id, iso if is_capital else None, is_sure, is_capital=is_capital, is_city=True
            )
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
