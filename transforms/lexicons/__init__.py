"""The lexicons: knowledge kept as sorted data, each row with its reason. No rules here."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any


@cache
def read_lexicon(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of `<name>.toml` (an array of tables called `rows`) or `<name>.csv` (with a header), in file order."""
    folder = files(__package__)
    toml = folder / f"{name}.toml"
    if toml.is_file():
        return tuple(tomllib.loads(toml.read_text(encoding="utf-8"))["rows"])
    return tuple(csv.DictReader(StringIO((folder / f"{name}.csv").read_text(encoding="utf-8"))))
