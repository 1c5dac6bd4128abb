"""Names a user brings: found, named and identified as the user says."""

from dataclasses import asdict

from transforms.entities import OwnName, OwnNames, identify_entities, resolve_story

OWN = OwnNames(
    (
        OwnName(name="Zorvex Works", kind="organization", wikidata_id="Q42", aliases=("zx corp", "Zorvex")),
        OwnName(name="Ilka Vandermoor", kind="person", wikidata_id="Q43"),
        OwnName(name="Old Quay", kind="place"),
    )
)
BODY = "They praised the Zorvex offices at the Old Quay. Harbour Minister Ilka Vandermoor did not. Vandermoor left."


def test_names_of_the_file_are_found_under_their_names_and_kinds() -> None:
    mentions, _ = resolve_story("", BODY, (), "en", own=OWN)
    assert [(m.surface, m.kind, m.name) for m in mentions] == [
        ("Zorvex", "organization", "Zorvex Works"),
        ("Old Quay", "place", "Old Quay"),
        ("Ilka Vandermoor", "person", "Ilka Vandermoor"),
        ("Vandermoor", "person", "Ilka Vandermoor"),
    ]


def test_ids_come_from_the_file_and_from_nowhere_else() -> None:
    _, entities = resolve_story("", BODY + " It rained in Norway.", (), "en", own=OWN)
    ids = {entity.name: entity.wikidata_id for entity in identify_entities(entities, OWN)}
    assert ids == {"Zorvex Works": "Q42", "Ilka Vandermoor": "Q43", "Old Quay": None, "Norway": None}


def test_without_a_file_nothing_changes() -> None:
    plain = resolve_story("", BODY, (), "en")
    assert plain == resolve_story("", BODY, (), "en", own=OwnNames())
    assert OwnNames().version is None


def test_another_file_is_another_version_whatever_the_order_of_its_rows() -> None:
    assert OWN.version == OwnNames(OWN.rows[::-1]).version
    assert OWN.version != OwnNames(OWN.rows[:1]).version
    assert asdict(OWN.rows[0])["wikidata_id"] == "Q42"
