"""One story as a person would like to read it: headline, names, text, pictures, people and places, evidence."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from warehouse.read import StoryRows

Row = Mapping[str, Any]


def render_story(story: StoryRows, *, with_evidence: bool = False) -> Group:
    """A story to read; `with_evidence` adds where each value came from and what lost."""
    parts = [*_head(story.article, story.bylines), *_body(story.article)]
    parts += _section("Pictures", map(_picture, story.captions))
    parts += _section("Names", _names(story.mentions))
    parts += _section("Quotes", map(_quote, story.quotes))
    if with_evidence:
        parts += _section("Evidence", _evidence(story.evidence))
    return Group(*parts)


def _head(article: Row, bylines: Iterable[Row]) -> Iterator[RenderableType]:
    yield Text(article["headline"], style="bold")
    if article["alternative_headline"]:
        yield Text(article["alternative_headline"], style="italic")
    names = "; ".join(_with_role(row["name"], row["role"], row["affiliation"]) for row in bylines)
    published = article["published_at"]
    day = f"{published:%Y-%m-%d %H:%M} UTC" if published and article["published_precision"] == "instant" else ""
    day = day or (f"{published:%Y-%m-%d}" if published else "no date")
    facts = [article["publisher"], names or "no byline", day, article["language"], article["access"]]
    yield Text(" · ".join(str(fact) for fact in facts if fact), style="dim")
    if article["revision"] > 1:
        yield Text(f"Revision {article['revision']}", style="dim")
    yield Text(article["url"], style="dim")
    yield Text("")


def _body(article: Row) -> Iterator[RenderableType]:
    for paragraph in article["body"].split("\n\n"):
        yield Text(paragraph)
        yield Text("")


def _section(title: str, lines: Iterable[str]) -> list[RenderableType]:
    found = [Padding(Text(line), (0, 0, 0, 2), expand=False) for line in lines]
    return [Text(title, style="bold"), *found, Text("")] if found else []


def _picture(row: Row) -> str:
    who = ", ".join(f"{x['name']} ({x['position']})" if x["position"] else x["name"] for x in row["depicted"] or ())
    flags = [flag for flag in ("pool", "handout", "file_photo") if row[f"is_{flag}"]]
    facts = [
        ("creators", ", ".join(row["creators"] or ())),
        ("agencies", ", ".join(row["agencies"] or ())),
        ("depicted", who),
        ("place", row["place"]),
        ("taken", row["taken_on"]),
        ("marked", ", ".join(flags)),
        ("variants", row["variants"] if row["variants"] > 1 else None),
    ]
    known = "; ".join(f"{name}: {value}" for name, value in facts if value)
    credit = f" [{row['credit_line']}]" if row["credit_line"] else ""
    return f"{row['caption'] or '(no caption)'}{credit}" + (f"\n{known}" if known else "")


def _names(mentions: Iterable[Row]) -> Iterator[str]:
    counted: dict[tuple[str, str], list[Row]] = {}
    for row in mentions:
        counted.setdefault((row["kind"], row["name"]), []).append(row)
    for (kind, name), rows in sorted(counted.items(), key=lambda item: (item[0][0], -len(item[1]))):
        role = next((row["role"] for row in rows if row["role"]), None)
        yield f"{kind}: {_with_role(name, role)} ({len(rows)})"


def _with_role(name: str, role: str | None, affiliation: str | None = None) -> str:
    details = ", ".join(detail for detail in (role, affiliation) if detail)
    return f"{name} ({details})" if details else name


def _quote(row: Row) -> str:
    inferred = " (inferred)" if row["is_inferred"] else ""
    day = f", {row['said_on']:%Y-%m-%d}" if row["said_on"] else ""
    return f"“{row['quote']}” — {row['speaker'] or 'unknown'}{inferred}{day}"


def _evidence(rows: Iterable[Row]) -> Iterator[str]:
    """A field a block, what won first: "+ value from source", then what lost: "- value from source"."""
    fields: dict[str, list[Row]] = {}
    for row in rows:
        fields.setdefault(row["field"], []).append(row)
    for field, said in sorted(fields.items()):
        lines = [f"{'+' if row['is_chosen'] else '-'} {row['value'][:200]}, from {row['source']}" for row in said]
        yield "\n  ".join([field, *sorted(lines, key=lambda line: line[0])])
