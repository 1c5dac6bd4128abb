"""Mentions and entities of a text, and of a whole story: headline, body and captions read together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from transforms.entities.found import Found, Scan
from transforms.entities.ids import make_entity_id, make_numbered_entity
from transforms.entities.merging import merge_told
from transforms.entities.own import OwnNames, rename_found
from transforms.entities.passages import Passage, find_passages, spread_told
from transforms.entities.recognizer import AUTO, Recognizer, Told, find_recognizer
from transforms.entities.scan import scan_text
from transforms.entities.settle import learn_names, settle_names
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
    scans = _merged(ask_model(reading, find_recognizer(ner, language)))
    (found,) = _settle_all(scans, NO_NAMES)
    return tuple(_make_mention(scans[0], item) for item in found)


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
        scans = tuple(merge_told(scan, own.tell(scan.text), is_own=True) for scan in scans)
    found = _settle_all(scans, own)
    roles: dict[tuple[str, str], str] = {}
    ids: dict[tuple[EntityKind, str], int] = {}
    places: list[tuple[MentionField, int | None]] = [("headline", None), ("body", None)]
    places += [("caption", position) for position in reading.positions]
    mentions = tuple(
        _make_mention(scan, item, place, _number_of(item, ids), _alike_role(item, roles))
        for place, scan, items in zip(places, (scans[-1], *scans[:-1]), (found[-1], *found[:-1]), strict=True)
        for item in items
    )
    return mentions, _make_entities(mentions)


def _settle_all(scans: Sequence[Scan], own: OwnNames) -> list[Sequence[Found]]:
    learned = learn_names(scans)
    return [rename_found(settle_names(scan, learned), own) for scan in scans]


def _alike_role(item: Found, printed: dict[tuple[str, str], str]) -> str | None:
    """A person's office in one printing, the first of the story: "President" and "president" are one."""
    return printed.setdefault((item.name, item.role.casefold()), item.role) if item.role else None


def _number_of(item: Found, ids: dict[tuple[EntityKind, str], int]) -> int:
    """The id of what a name stands for; `ids` are those of the story so far."""
    key = _entity_kind(item), item.name
    if key not in ids:
        ids[key] = make_entity_id(*key)
    return ids[key]


def _make_mention(
    scan: Scan,
    item: Found,
    place: tuple[MentionField, int | None] = ("body", None),
    number: int | None = None,
    role: str | None = None,
) -> Mention:
    start, end = scan.tokens.start[item.first], scan.tokens.end(item.last - 1)
    return Mention(
        field=place[0],
        caption_position=place[1],
        start=start,
        end=end,
        surface=scan.text[start:end],
        kind=item.kind,
        name=item.name,
        entity_id=number,
        role=role or item.role,
        is_metonym=item.is_metonym,
        is_inferred=item.is_inferred,
    )


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


def _entity_kind(item: Found | Mention) -> EntityKind:
    """A capital that stands for its government is the name of a place, but the entity is a body."""
    return "organization" if item.is_metonym else item.kind


def _make_entities(mentions: Iterable[Mention]) -> tuple[Entity, ...]:
    # two printings of one name ("Roe-Doe", "ROE-DOE") share an id: the first names the entity
    first: dict[int, Mention] = {}
    surfaces: defaultdict[int, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.entity_id is not None:
            first.setdefault(mention.entity_id, mention)
            surfaces[mention.entity_id].add(mention.surface)
    return tuple(
        make_numbered_entity(number, _entity_kind(first[number]), first[number].name, surfaces[number])
        for number in sorted(first)
    )
