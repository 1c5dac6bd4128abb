"""People, organizations and places named in a story, by rules and a gazetteer, and by a model where one is installed.

Pure: no network, no clock; a model is loaded once by its name, like a lexicon.
"""

from transforms.entities.ids import make_entity_id, make_organization_entity, make_person_entity
from transforms.entities.own import OwnName, OwnNames, identify_entities
from transforms.entities.recognizer import AUTO, RULES, Recognizer, find_recognizer, has_model, load_recognizer
from transforms.entities.story import NO_NAMES, extract_mentions, resolve_story

__all__ = [
    "AUTO",
    "NO_NAMES",
    "RULES",
    "OwnName",
    "OwnNames",
    "Recognizer",
    "extract_mentions",
    "find_recognizer",
    "has_model",
    "identify_entities",
    "load_recognizer",
    "make_entity_id",
    "make_organization_entity",
    "make_person_entity",
    "resolve_story",
]
