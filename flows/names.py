"""A user's own names: a CSV file -> OwnNames. Decides nothing about texts."""

import csv
import re
from pathlib import Path

from flows.errors import SettingsError
from transforms.entities import OwnName, OwnNames

_COLUMNS = ("name", "kind", "wikidata_id")
_KINDS = ("person", "organization", "place", "event")
_WIKIDATA = re.compile(r"Q[1-9]\d{0,11}")


def read_own_names(path: Path | None) -> OwnNames:
    """The rows of a file with the columns name, kind, wikidata_id and, if it likes, aliases, separated by ";".

    Raises SettingsError with the line that is wrong.
    """
    if path is None:
        return OwnNames()
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise _wrong(path, 1, f"there is no column {missing[0]!r}")
            return OwnNames(tuple(_parse_row(path, reader.line_num, row) for row in reader))
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        said = getattr(exc, "strerror", None) or exc
        raise SettingsError("names_file", str(path), f"it cannot be read: {said}", "correct it, or unset it") from exc


def _parse_row(path: Path, line: int, row: dict[str, str | None]) -> OwnName:
    name, kind = (row["name"] or "").strip(), (row["kind"] or "").strip()
    wikidata_id = (row["wikidata_id"] or "").strip() or None
    if not name:
        raise _wrong(path, line, "the name is empty")
    if kind not in _KINDS:
        raise _wrong(path, line, f"the kind {kind!r} is none of {', '.join(_KINDS)}")
    if wikidata_id and not _WIKIDATA.fullmatch(wikidata_id):
        raise _wrong(path, line, f"the wikidata_id {wikidata_id!r} is not of the form Q42")
    aliases = tuple(alias.strip() for alias in (row.get("aliases") or "").split(";") if alias.strip())
    return OwnName(name=name, kind=kind, wikidata_id=wikidata_id, aliases=aliases)


def _wrong(path: Path, line: int, problem: str) -> SettingsError:
    columns = f"{', '.join(_COLUMNS)} and, if you like, aliases, separated by commas"
    return SettingsError("names_file", f"{path}:{line}", problem, f"correct the line; the columns are {columns}")
