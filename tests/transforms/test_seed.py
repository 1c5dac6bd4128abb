"""The seed story against its ideal record, and the same with every name, office and place exchanged for unseen ones."""

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from transforms.entities import find_recognizer, resolve_story
from transforms.quotes import extract_quotes
from transforms.records import Caption, Entity, Mention

SHARED = os.environ.get("COPYDESK_SHARED")
pytestmark = pytest.mark.skipif(not SHARED, reason="COPYDESK_SHARED names no folder with the seed story")
#: What the seed says -> what nobody has tuned for; longer words first, for one is part of the other.
EXCHANGED = {
    "Antony Blinken": "Rurik Halvard", "Blinken": "Halvard", "Lloyd Austin": "Marten Boyle", "Austin": "Boyle",
    "Joe Biden": "Osgood Thane", "Biden": "Thane", "Fumio Kishida": "Ragna Solheim", "Yoko Kamikawa": "Ingrid Tveit",
    "Kamikawa": "Tveit", "Minoru Kihara": "Sindre Moe", "S. Jaishankar": "P. Okonjo", "Penny Wong": "Tala Vaea",
    "Shin Won-sik": "Lim Hae-jun", "Naoko Aoki": "Birgit Aas", "US Secretary of State": "UK Secretary of Trade",
    "US Defense Secretary": "UK Fisheries Secretary", "Japanese Foreign Minister": "Norwegian Justice Minister",
    "Defense Minister": "Health Minister", "Indian Foreign Minister": "Kenyan Justice Minister",
    "President": "Chancellor", "South Korean defense minister": "South Sudanese interior minister",
    "political scientist": "marine biologist", "US Forces Japan": "UK Forces Norway",
    "Washington Post": "Bergen Courier", "RAND": "VOLDA", "Quad": "Hexad", "AFP": "dpa", "North Korea": "East Timor",
    "South Korea": "South Sudan", "Japanese-US": "Norwegian-UK", "Yokota Air Base": "Ramfjord Air Base",
    "Fussa": "Tromvik", "Camp David": "Camp Harold", "White House": "Stone House", "Japan": "Norway",
    "United States": "United Kingdom", "Hawaii": "Gibraltar", "Washington": "London", "Tokyo": "Oslo",
    "Beijing": "Brasilia", "China": "Brazil", "Manila": "Jakarta", "the Philippines": "Indonesia",
    "Philippines": "Indonesia", "Australia": "Fiji", "India": "Kenya", "Ukraine": "Chad",
    "Asia-Pacific": "North Atlantic", "US": "UK",
}  # fmt: skip
WORDS = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in EXCHANGED))


def exchange(text: str) -> str:
    return WORDS.sub(lambda match: EXCHANGED[match[0]], text)


def keep(text: str) -> str:
    return text


class Seed:
    """The seed, its names exchanged or not, as we read it."""

    def __init__(self, change: Any, ner: str) -> None:
        self.ideal = json.loads((Path(str(SHARED)) / "seed" / "ideal.json").read_text(encoding="utf-8"))
        self.change = change
        self.old = self.ideal["body_paragraphs"]
        self.paragraphs = [change(paragraph) for paragraph in self.old]
        self.body = "\n\n".join(self.paragraphs)
        picture = self.ideal["images"][0]
        caption = Caption(position=0, caption=change(picture["caption"]), credit_line=None)
        story = resolve_story(change(self.ideal["headline"]), self.body, (caption,), "en", find_recognizer(ner, "en"))
        self.mentions: tuple[Mention, ...] = story[0]
        self.entities: tuple[Entity, ...] = story[1]

    def found(self) -> Counter[tuple[str, int, str]]:
        """Kind (or "metonym"), paragraph and words of each mention in the body, but events."""
        ends = [self.body.index(paragraph) + len(paragraph) for paragraph in self.paragraphs]
        return Counter(
            ("metonym" if m.is_metonym else m.kind, next(k for k, end in enumerate(ends) if m.start < end), m.surface)
            for m in self.mentions
            if m.field == "body" and m.kind != "event"
        )

    def wanted(self) -> Counter[tuple[str, int, str]]:
        want: Counter[tuple[str, int, str]] = Counter()
        for person in self.ideal["people"]:
            want.update(("person", m["para"], self.change(m["text"])) for m in person["mentions_body"])
        for key, kind in (("organizations", "organization"), ("places", "place")):
            for entity in self.ideal[key]:
                for para, start, end in entity.get("mentions_body", []):
                    want[kind, para, self.change(self.old[para][start:end])] += 1
        for capital in self.ideal["metonyms"]:
            want["metonym", capital["para"], self.change(re.sub("’s$", "", capital["text"]))] += 1
        return want


@pytest.fixture(scope="module", params=["rules", "auto"])
def ner(request: pytest.FixtureRequest) -> str:
    if request.param == "auto" and find_recognizer("auto", "en") is None:
        pytest.skip("no spaCy model for English is installed")
    return str(request.param)


@pytest.fixture(params=[keep, exchange], ids=["seed", "exchanged"])
def seed(request: pytest.FixtureRequest, ner: str) -> Seed:
    return Seed(request.param, ner)


def test_every_mention_stands_where_the_ideal_has_it_and_no_other(seed: Seed) -> None:
    assert seed.found() == seed.wanted()


def test_people_have_their_full_names_roles_and_order(seed: Seed) -> None:
    people = [person for person in seed.ideal["people"] if person["mentions_body"]]
    names = {seed.change(person["name"]) for person in people}
    assert {m.name for m in seed.mentions if m.kind == "person"} == names
    roles = {m.name: (m.role, m.is_inferred) for m in seed.mentions if m.role}
    for person in people:
        role = person["roles"][0]
        # "Indian Foreign Minister X and Australia’s Y" share an office
        shared = "title_evidence" in role
        raw = "Indian Foreign Minister" if shared else role["raw"]
        want = seed.change(raw).split(" ", 1)[1] if shared else seed.change(raw)
        assert roles[seed.change(person["name"])] == (want, shared)


def test_family_names_sort_first_in_either_order(seed: Seed) -> None:
    sort_names = {entity.name: entity.sort_name for entity in seed.entities}
    for person in seed.ideal["people"]:
        if person["mentions_body"]:
            first, last = seed.change(person["name"]).split(" ", 1)
            order = (first, last) if person["name_order"] == "family-given" else (last, first)
            assert sort_names[f"{first} {last}"] == ", ".join(order)


def test_headline_and_caption_share_the_people_of_the_body(seed: Seed) -> None:
    name = seed.change("Antony Blinken")
    ids = {m.field: m.entity_id for m in seed.mentions if m.name == name}
    assert set(ids) == {"headline", "body", "caption"}
    assert len(set(ids.values())) == 1


def test_the_two_quotes_have_their_words_and_speakers_and_scare_quotes_are_none(seed: Seed) -> None:
    body = tuple(m for m in seed.mentions if m.field == "body")
    quotes = extract_quotes(seed.body, body, "en")
    got = [(quote.quote.rstrip(","), quote.speaker, quote.is_inferred) for quote in quotes]
    partial, full = (seed.change(quote["text"]) for quote in seed.ideal["quotes"])
    assert got == [(partial, None, False), (full, seed.change("Naoko Aoki"), True)]


def test_countries_have_their_geoname_ids(ner: str) -> None:
    seed = Seed(keep, ner)
    ids = {entity.name: entity.geoname_id for entity in seed.entities}
    places = [place for place in seed.ideal["places"] if place.get("mentions_body") and "geonames" in place]
    assert {place["name"]: ids[place["name"]] for place in places} == {p["name"]: p["geonames"] for p in places}
