"""Entities: cases, laws, a whole story with invented names. Nothing is fetched."""

import json
import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities import (
    extract_mentions,
    make_entity_id,
    make_organization_entity,
    make_person_entity,
    resolve_story,
)
from transforms.lexicons import read_lexicon
from transforms.records import Caption

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "entities.toml").read_text(encoding="utf-8"))["rows"]
SHARED = os.environ.get("COPYDESK_SHARED")
LEXICONS = [
    "ambiguous_places",
    "country_aliases",
    "day_words",
    "demonyms",
    "dependent_lands",
    "entity_stopwords",
    "given_names",
    "honorifics",
    "metonym_cues",
    "name_cues",
    "named_things",
    "ner_models",
    "organization_heads",
    "organizations",
    "place_heads",
    "place_names",
    "reporting_verbs",
    "roles",
    "speech_words",
    "sport_words",
    "state_abbreviations",
    "surnames",
    "teams",
]
#: A story with the shape of agency copy, every name in it invented.
BODY = (
    "US Secretary of State Ilka Vandermoor arrived in Japan on Sunday.\n\n"
    "Vandermoor and US Defense Secretary Marek Olling were due to meet Japanese Foreign Minister Yoko Tanebori and "
    "Defense Minister Minoru Kazehaya.\n\n"
    "They will see Indian Foreign Minister S. Prithamar and Australia’s Penny Ludgrove, their counterparts.\n\n"
    "It pleased neither Vandermoor nor Olling, said Naoko Hirabane, political scientist at the RAND think-tank.\n\n"
    "Washington and Tokyo plan to upgrade Washington’s “extended mooring” commitment."
)
NAMES = st.sampled_from(
    [
        "Jane Roe",
        "Roe",
        "Minister",
        "Washington",
        "of",
        "the",
        "\n",
        ",",
        "said",
        "’s",
        "Bank",
        "“",
        "-",
        "U.S.",
        "St.",
        "(",
        ".",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(NAMES, max_size=30).map(" ".join))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_mentions_are_those_of_the_case(case: dict) -> None:
    mentions = extract_mentions(case["raw"], case.get("language", "en"), "rules")
    assert [f"{m.surface}|{m.kind}|{m.name}" for m in mentions] == case["want"]


def test_an_office_before_a_name_between_commas_is_its_bearers() -> None:
    text = (
        "Doania's chief envoy, Ilka Roe, left. The head of the Vellum Trust, Ann Doe, and its founder and chief "
        "executive, Dame Jo Poe, stayed. Max Loe, the mayor, Tom Noe, and Kim Zoe met the brother of the pilot, "
        "Ida Foe, and their pilot, Max Quell, Zorvik editors said. Unlike the coach, Petra Goe, 40, was late. "
        "A spokeswoman for the foreign ministry in Tokyo, Reiko Hoe, came."
    )
    roles = {m.name: m.role for m in extract_mentions(text, "en", "rules") if m.kind == "person" and m.role}
    assert roles == {
        "Ilka Roe": "chief envoy",
        "Ann Doe": "head of the Vellum Trust",
        "Jo Poe": "founder and chief executive",
        "Max Loe": "mayor",
        "Reiko Hoe": "spokeswoman for the foreign ministry in Tokyo",
    }


@pytest.mark.parametrize(
    ("language", "text", "want"),
    [
        ("de", "Das sagte der Direktor der Kammer von Zorvik, Hans Roe, am Montag.", "Direktor der Kammer von Zorvik"),
        ("es", "El ministro de Pesca español, Pedro Roe, no vino.", "ministro de Pesca español"),
        ("fr", "Le ministre délégué aux Ports, Marcel Roe, a refusé.", "ministre délégué aux Ports"),
        ("tr", "Le ministre, Marcel Roe, a refusé.", None),
    ],
)
def test_an_office_before_a_name_is_found_where_the_small_words_are_known(
    language: str, text: str, want: str | None
) -> None:
    assert [m.role for m in extract_mentions(text, language, "rules") if m.kind == "person"] == [want]


@given(TEXTS, st.sampled_from(["en", "de", "fr", None]))
def test_spans_match_their_text_and_neither_overlap_nor_cross_a_line(text: str, language: str | None) -> None:
    last = 0
    for mention in extract_mentions(text, language, "rules"):
        assert text[mention.start : mention.end] == mention.surface
        assert mention.start >= last
        assert mention.end > mention.start
        assert "\n" not in mention.surface
        last = mention.end


@pytest.mark.parametrize(
    "piece", ["A ", "Roe ", "of the ", "de la ", "’s ", "U.S.", "Mr. ", "- ", "Bank of ", "(AB) ", "“"]
)
def test_long_hostile_text_is_read(piece: str) -> None:
    text = piece * 5_000
    assert all(text[m.start : m.end] == m.surface for m in extract_mentions(text, "en", "rules"))


def test_roles_stand_beside_their_people() -> None:
    mentions, _ = resolve_story("", BODY, (), "en")
    roles = {m.name: (m.role, m.is_inferred) for m in mentions if m.kind == "person" and m.role}
    assert roles == {
        "Ilka Vandermoor": ("US Secretary of State", False),
        "Marek Olling": ("US Defense Secretary", False),
        "Yoko Tanebori": ("Japanese Foreign Minister", False),
        "Minoru Kazehaya": ("Defense Minister", False),
        "S. Prithamar": ("Indian Foreign Minister", False),
        "Penny Ludgrove": ("Foreign Minister", True),
        "Naoko Hirabane": ("political scientist at the RAND think-tank", False),
    }


def test_an_office_has_all_words_of_the_body_it_is_in() -> None:
    text = (
        "Chief Financial Officer Ilka Roe met Rural Boat Service Commissioner Ann Doe, Deutsche Bank economist Jo Poe, "
        "New South Wales Premier Max Loe and Alaska’s Tom Noe."
    )
    roles = {m.name: m.role for m in extract_mentions(text, "en", "rules") if m.kind == "person"}
    assert roles == {
        "Ilka Roe": "Chief Financial Officer",
        "Ann Doe": "Rural Boat Service Commissioner",
        "Jo Poe": "Deutsche Bank economist",
        "Max Loe": "New South Wales Premier",
        "Tom Noe": "Premier",
    }


def test_capitals_that_act_are_governments_and_never_places() -> None:
    mentions, entities = resolve_story("", BODY, (), "en")
    metonyms = [(m.surface, m.name, m.kind) for m in mentions if m.is_metonym]
    america = ("Washington", "Government of the United States", "place")
    assert metonyms == [america, ("Tokyo", "Government of Japan", "place"), america]
    kinds = {entity.name: entity.kind for entity in entities}
    assert kinds["Government of Japan"] == kinds["Government of the United States"] == "organization"
    assert not {"Washington, D.C.", "Tokyo"} & {entity.name for entity in entities}


def test_a_surname_in_the_headline_finds_the_name_in_the_body() -> None:
    caption = Caption(
        position=2, caption="Ilka Vandermoor (C) waits with her staff at Example Air Base.", credit_line=None
    )
    mentions, entities = resolve_story("Vandermoor in Japan for talks", BODY, (caption,), "en")
    headline = [(m.surface, m.name) for m in mentions if m.field == "headline"]
    assert headline == [("Vandermoor", "Ilka Vandermoor"), ("Japan", "Japan")]
    assert [m.caption_position for m in mentions if m.field == "caption"] == [2, 2]
    by_id = {entity.entity_id: entity for entity in entities}
    assert list(by_id) == sorted(by_id)
    assert {m.entity_id for m in mentions} == set(by_id)
    vandermoor = by_id[make_entity_id("person", "Ilka Vandermoor")]
    assert (vandermoor.sort_name, vandermoor.aliases) == ("Vandermoor, Ilka", ("Vandermoor",))


def test_a_country_has_its_geoname_id_whatever_it_is_called() -> None:
    _, entities = resolve_story("", "He left the US for Japan and came back to the United States.", (), "en")
    assert {(e.name, e.geoname_id) for e in entities} == {("United States", 6252001), ("Japan", 1861060)}


def test_one_name_in_two_printings_has_one_id() -> None:
    assert make_entity_id("person", "Jane  Roe") == make_entity_id("person", "JANE ROE")
    assert make_entity_id("person", "Jane Roe") != make_entity_id("organization", "Jane Roe")


def test_bylines_make_entities_of_their_own() -> None:
    assert make_person_entity("Jane Roe").sort_name == "Roe, Jane"
    assert make_organization_entity("Agence France-Presse").name == "AFP"
    assert make_organization_entity("Examplia Wire").aliases == ()


@pytest.mark.parametrize("name", LEXICONS)
def test_lexicons_are_sorted_unique_and_give_reasons(name: str) -> None:
    rows = [tuple(row.values()) for row in read_lexicon(name)]
    keys = [(row[0].casefold(), row[0]) for row in rows]
    assert keys == sorted(keys)
    assert len(set(rows)) == len(rows)
    assert all(row[-1] for row in rows)


@pytest.mark.skipif(not SHARED, reason="COPYDESK_SHARED names no folder with the seed story")
def test_people_of_the_seed_story_are_found_with_their_first_spans() -> None:
    ideal = json.loads((Path(str(SHARED)) / "seed" / "ideal.json").read_text(encoding="utf-8"))
    mentions, _ = resolve_story(ideal["headline"], "\n\n".join(ideal["body_paragraphs"]), (), "en")
    found = {m.name for m in mentions if m.kind == "person"}
    assert found == {person["name"] for person in ideal["people"] if person["mentions_body"]}
