"""Ids and rows of entities. Decides nothing about text."""

from collections.abc import Iterable

from transforms import names, text
from transforms.entities import gazetteer
from transforms.records import Entity, EntityKind


def make_entity_id(kind: EntityKind, name: str) -> int:
    """The id of an entity: of its kind and folded name; a place the gazetteer knows is told apart by its geoname id."""
    geoname_id = gazetteer.find_geoname_id(name) if kind == "place" else None
    key = f"geonames:{geoname_id}" if geoname_id else text.fold_text(name)
    return text.make_id("entity", kind, key)


def make_entity(kind: EntityKind, name: str, surfaces: Iterable[str] = ()) -> Entity:
    """The row of an entity; `surfaces` that differ from the name become its aliases."""
    return make_numbered_entity(make_entity_id(kind, name), kind, name, surfaces)


def make_numbered_entity(number: int, kind: EntityKind, name: str, surfaces: Iterable[str]) -> Entity:
    """The row of an entity whose id is made already."""
    return Entity(
        entity_id=number,
        name=name,
        kind=kind,
        sort_name=names.make_sort_name(name) if kind == "person" else name,
        aliases=tuple(sorted({surface for surface in surfaces if surface and surface != name})),
        geoname_id=gazetteer.find_geoname_id(name) if kind == "place" else None,
    )


def make_person_entity(name: str) -> Entity:
    """The row of a person named outside running text: a byline, a credit, someone depicted."""
    return make_entity("person", name)


def make_organization_entity(name: str) -> Entity:
    """The row of an organization named outside running text, under its own name in our lexicon when it is there."""
    known = gazetteer.find_organization(name)
    return make_entity("organization", known or name, (name,))
