"""Mentions and entities of a text, and of a whole story: headline, body and captions read together."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from transforms.entities.ids import make_entity, make_entity_id
from transforms.entities.merging import merge_told
from transforms.entities.own import OwnNames, name_mentions
from transforms.entities.passages import Passage, find_passages, spread_told
from transforms.entities.recognizer import AUTO, Recognizer, Told, find_recognizer
from transforms.entities.scan import Scan, scan_text
from transforms.entities.settle import learn_names, settle_mentions
from transforms.records import Caption, Entity, EntityKind, Mention, MentionField

NO_NAMES = OwnNames()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A story's texts as the rules read them, and the sentences they would have a model read."""

    scans: tuple[Scan, ...]  #: body, captions, headline
    positions: tuple[int, ...]  #: of the captions
    passages: tuple[Passage, ...] = ()
    told: tuple[tuple[Told, ...], ...] = ()  #: what the model said, a tuple a passage

    @property
    def questions(self) -> tuple[str, ...]:
        """The texts of the passages."""
        return tuple(self.scans[passage.scan].text[passage.start : passage.end] for passage in self.passages)


def extract_mentions(text: str, language: str | None, ner: str = AUTO) -> tuple[Mention, ...]:
    """The people, organizations and places a text names, in order, none overlapping, none across a line's end.

    `text[start:end] == surface`; a leading "the" and a possessive ending stay outside. `ner`: "auto" asks the model
    that is installed for the language, if any; "rules" none. Total.

    >>> text = "Pilot Jane Roe left. Roe was 40."
    >>> [(m.surface, m.kind, m.name, m.role) for m in extract_mentions(text, "en", "rules")]
    [('Jane Roe', 'person', 'Jane Roe', 'Pilot'), ('Roe', 'person', 'Jane Roe', None)]
    """
    reading = Reading(scans=(scan_text(text, language),), positions=())
    (scan,) = _merged(ask_model(reading, find_recognizer(ner, language)))
    return settle_mentions(scan, learn_names((scan,)))


def read_story(headline: str, body: str, captions: tuple[Caption, ...], language: str | None) -> Reading:
    """What the rules find in the texts of a story, before any model is asked."""
    main = scan_text(body, language)
    pictures = tuple(scan_text(caption.caption or "", language, main) for caption in captions)
    scans = (main, *pictures, scan_text(headline, language, main))
    return Reading(scans=scans, positions=tuple(caption.position for caption in captions))


def ask_model(reading: Reading, recognizer: Recognizer | None) -> Reading:
    """The reading with the model's answers to what its rules leave open."""
    if recognizer is None:
        return reading
    asked = replace(reading, passages=find_passages(reading.scans, learn_names(reading.scans)))
    return replace(asked, told=tuple(recognizer.read(asked.questions)))


def settle_story(reading: Reading, own: OwnNames = NO_NAMES) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """The mentions of all fields with their entity ids, and the entities they name, sorted by id.

    Names are learned from body and captions first, so that a lone surname in the headline finds its full name. Mentions
    come in the order headline, body, captions. `own` are the names a user brings.
    """
    scans = _merged(reading)
    if own.rows:
        scans = tuple(merge_told(scan, own.tell(scan.text)) for scan in scans)
    learned = learn_names(scans)
    body, *pictures, headline = scans
    mentions = [
        *_placed(name_mentions(settle_mentions(headline, learned), own), "headline", None),
        *_placed(name_mentions(settle_mentions(body, learned), own), "body", None),
    ]
    for position, scan in zip(reading.positions, pictures, strict=True):
        mentions += _placed(name_mentions(settle_mentions(scan, learned), own), "caption", position)
    mentions = _alike_roles(mentions)
    return tuple(mentions), _make_entities(mentions)


def _alike_roles(mentions: Iterable[Mention]) -> list[Mention]:
    """A person's office in one printing, the first of the story: "President" and "president" are one."""
    printed: dict[tuple[str, str], str] = {}
    return [
        replace(mention, role=printed.setdefault((mention.name, mention.role.casefold()), mention.role))
        if mention.role
        else mention
        for mention in mentions
    ]


def resolve_story(
    headline: str,
    body: str,
    captions: tuple[Caption, ...],
    language: str | None,
    model: Recognizer | None = None,
    own: OwnNames = NO_NAMES,
) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """The mentions and entities of one story, as `settle_story` has them; `model` reads what rules leave open."""
    return settle_story(ask_model(read_story(headline, body, captions, language), model), own)


def _merged(reading: Reading) -> tuple[Scan, ...]:
    if not reading.passages:
        return reading.scans
    told = spread_told(reading.scans, reading.passages, reading.told)
    return tuple(merge_told(scan, spans) for scan, spans in zip(reading.scans, told, strict=True))


def _placed(mentions: Iterable[Mention], field: MentionField, position: int | None) -> Iterable[Mention]:
    for mention in mentions:
        number = make_entity_id(_entity_kind(mention), mention.name)
        yield replace(mention, field=field, caption_position=position, entity_id=number)


def _entity_kind(mention: Mention) -> EntityKind:
    """A capital that stands for its government is the name of a place, but the entity is a body."""
    return "organization" if mention.is_metonym else mention.kind


def _make_entities(mentions: Iterable[Mention]) -> tuple[Entity, ...]:
    # two printings of one name ("Roe-Doe", "ROE-DOE") share an id: the first names the entity
    first: dict[int, tuple[EntityKind, str]] = {}
    surfaces: defaultdict[int, set[str]] = defaultdict(set)
    for mention in mentions:
        kind = _entity_kind(mention)
        number = make_entity_id(kind, mention.name)
        first.setdefault(number, (kind, mention.name))
        surfaces[number].add(mention.surface)
    return tuple(make_entity(*first[number], surfaces[number]) for number in sorted(first))
