"""People, organizations and places named in a story, by rules and a gazetteer. Pure; no model, no network."""

from transforms.entities.ids import make_entity_id, make_organization_entity, make_person_entity
from transforms.entities.story import extract_mentions, resolve_story

__all__ = [
    "extract_mentions",
    "make_entity_id",
    "make_organization_entity",
    "make_person_entity",
    "resolve_story",
]
