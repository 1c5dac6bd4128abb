"""Zones of printed times: offsets, abbreviations and their seasons. Reads no dates."""

import re
from datetime import date, timedelta
from functools import cache

from transforms.lexicons import read_lexicon

_ZONE = re.compile(
    r"\s{0,2}\(?(?:(?:GMT|UTC)?\s?(?P<sign>[+\u2212-])(?P<oh>\d{1,2}):?(?P<on>\d\d)?(?!\d)"
    r"|(?P<name>[A-ZİŞ]{1,4})(?![\w]))"
)


def find_offset(after: str, day: date, language: str | None, known: frozenset[int] = frozenset()) -> int | None:
    """Minutes east of Greenwich that the text after a time begins with; None when it states no zone we know.

    Letters that stand for several zones ("IST", "CST") mean the one whose offset the page states elsewhere, `known`,
    else the one of the language.
    """
    match = _ZONE.match(after)
    if match is None:
        return None
    if match["sign"]:
        minutes = int(match["oh"]) * 60 + int(match["on"] or 0)
        if len(match["oh"]) == 1 and match["on"] and ":" not in match[0]:
            return None  # "+130" may be 1:30 or 13:0
        return (minutes if match["sign"] == "+" else -minutes) if minutes <= 14 * 60 else None
    rows = _zones().get(match["name"], {})
    meant = [row for row in rows.values() if _in_season(row, day) in known]
    found = meant[0] if len(meant) == 1 else rows.get(base_language(language) or "") or rows.get("")
    return _in_season(found, day) if found else None


def _in_season(row: tuple[int, bool], day: date) -> int:
    minutes, seasonal = row
    return minutes + 60 if seasonal and _is_us_summer(day) else minutes


def _is_us_summer(day: date) -> bool:
    """Second Sunday of March to first Sunday of November, the rule since 2007."""
    march, november = date(day.year, 3, 8), date(day.year, 11, 1)
    return (
        march + timedelta(days=(6 - march.weekday()) % 7)
        <= day
        < november + timedelta(days=(6 - november.weekday()) % 7)
    )


def base_language(language: str | None) -> str | None:
    """ "pt" of "pt-BR"."""
    return language.replace("_", "-").split("-")[0].lower() if language else None


@cache
def _zones() -> dict[str, dict[str, tuple[int, bool]]]:
    table: dict[str, dict[str, tuple[int, bool]]] = {}
    for row in read_lexicon("date_zones"):
        table.setdefault(row["zone"], {})[row["language"]] = (int(row["offset_minutes"]), row["is_seasonal"] == "1")
    return table
