"""Mentions and entities of a text, and of a whole story: headline, body and captions read together."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from transforms.entities.ids import make_entity, make_entity_id
from transforms.entities.scan import scan_text
from transforms.entities.settle import learn_names, settle_mentions
from transforms.records import Caption, Entity, EntityKind, Mention, MentionField


def extract_mentions(text: str, language: str | None) -> tuple[Mention, ...]:
    """The people, organizations and places a text names, in order, none overlapping, none across a line's end.

    `text[start:end] == surface`; a leading "the" and a possessive ending stay outside. Total.

    >>> [(m.surface, m.kind, m.name, m.role) for m in extract_mentions("Pilot Jane Roe left. Roe was 40.", "en")]
    [('Jane Roe', 'person', 'Jane Roe', 'Pilot'), ('Roe', 'person', 'Jane Roe', None)]
    """
    scan = scan_text(text, language)
    return settle_mentions(scan, learn_names((scan,)))


def resolve_story(
    headline: str, body: str, captions: tuple[Caption, ...], language: str | None
) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """The mentions of all fields with their entity ids, and the entities they name, sorted by id.

    Names are learned from body and captions first, so that a lone surname in the headline finds its full name. Mentions
    come in the order headline, body, captions.
    """
    pictures = [(caption.position, scan_text(caption.caption or "", language)) for caption in captions]
    body_scan, headline_scan = scan_text(body, language), scan_text(headline, language)
    learned = learn_names((body_scan, *(scan for _, scan in pictures), headline_scan))
    mentions = [
        *_placed(settle_mentions(headline_scan, learned), "headline", None),
        *_placed(settle_mentions(body_scan, learned), "body", None),
        *(m for position, scan in pictures for m in _placed(settle_mentions(scan, learned), "caption", position)),
    ]
    return tuple(mentions), _make_entities(mentions)


def _placed(mentions: Iterable[Mention], field: MentionField, position: int | None) -> Iterable[Mention]:
    for mention in mentions:
        number = make_entity_id(mention.kind, mention.name)
        yield replace(mention, field=field, caption_position=position, entity_id=number)


def _make_entities(mentions: Iterable[Mention]) -> tuple[Entity, ...]:
    # two printings of one name ("Roe-Doe", "ROE-DOE") share an id: the first names the entity
    first: dict[int, tuple[EntityKind, str]] = {}
    surfaces: defaultdict[int, set[str]] = defaultdict(set)
    for mention in mentions:
        number = make_entity_id(mention.kind, mention.name)
        first.setdefault(number, (mention.kind, mention.name))
        surfaces[number].add(mention.surface)
    return tuple(make_entity(*first[number], surfaces[number]) for number in sorted(first))
