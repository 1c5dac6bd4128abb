"""Names that a user brings: looked for in every text, with the ids the user gives. Reads no file; flows do."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from transforms.entities.found import Found
from transforms.entities.recognizer import Told
from transforms.records import Entity, EntityKind
from transforms.text import fold_text, make_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnName:
    """A row of a user's own file."""

    name: str
    kind: EntityKind
    wikidata_id: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnNames:
    """All rows of the file; empty where there is none."""

    rows: tuple[OwnName, ...] = ()

    @cached_property
    def version(self) -> str | None:
        """What tells stories made with one file from those made with another; None without rows."""
        if not self.rows:
            return None
        return "names-" + make_hash(*(repr(row) for row in sorted(self.rows, key=repr)))[:8]

    @cached_property
    def by_key(self) -> Mapping[tuple[EntityKind, str], OwnName]:
        """Each row by its kind and every folded form of its name; the first row of a form has it."""
        found: dict[tuple[EntityKind, str], OwnName] = {}
        for row in self.rows:
            for form in (row.name, *row.aliases):
                found.setdefault((row.kind, fold_text(form)), row)
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        forms = {form for row in self.rows for form in (row.name, *row.aliases)}
        if not forms:
            return None
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")

    @cached_property
    def _kinds(self) -> Mapping[str, EntityKind]:
        kinds: dict[str, EntityKind] = {}
        for row in self.rows:
            for form in (row.name, *row.aliases):
                kinds.setdefault(form, row.kind)
        return kinds

    def tell(self, text: str) -> tuple[Told, ...]:
        """Where the file's names stand in a text, as printed there."""
        if self._pattern is None:
            return ()
        return tuple(Told(*match.span(), self._kinds[match[0]]) for match in self._pattern.finditer(text))


def rename_found(found: Sequence[Found], own: OwnNames) -> Sequence[Found]:
    """The names of a text as the user's file gives them."""
    if not own.rows:
        return found
    return [
        item._replace(name=row.name) if (row := own.by_key.get((item.kind, fold_text(item.name)))) else item
        for item in found
    ]


def identify_entities(entities: Iterable[Entity], own: OwnNames) -> tuple[Entity, ...]:
    """The entities with the Wikidata ids of the user's file."""
    return tuple(
        replace(entity, wikidata_id=row.wikidata_id)
        if (row := own.by_key.get((entity.kind, fold_text(entity.name)))) and row.wikidata_id
        else entity
        for entity in entities
    )
