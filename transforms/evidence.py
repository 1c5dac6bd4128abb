"""Where each value of a story came from, and each candidate that lost. Makes rows of evidence; chooses nothing."""

from collections.abc import Iterator, Mapping, Sequence

from transforms.records import Article, Byline, Candidate, Caption, Evidence
from transforms.text import fold_text

#: Fields whose first candidate is taken as it is.
FIRST_FIELDS = ("description", "section", "canonical_url", "copyright_notice")


def make_evidence(
    article: Article,
    chosen: Mapping[str, Candidate | None],
    offered: Mapping[str, tuple[Candidate, ...]],
    bylines: tuple[Byline, ...],
    captions: tuple[Caption, ...],
) -> tuple[Evidence, ...]:
    """A row for each chosen value, and for each candidate that differed from it.

    `offered` has the candidates of fields that more than the page spoke of, such as a date of the feed.
    """
    firsts = {field: next(iter(article.candidates.get(field, ())), None) for field in FIRST_FIELDS}
    rows: list[Evidence] = []
    for field, candidate in (*chosen.items(), *firsts.items()):
        said = offered.get(field, article.candidates.get(field, ()))
        taken = [candidate.value] if candidate else []
        if candidate:
            rows.append(_make_row(field, candidate, is_chosen=True))
        if field == "byline":
            taken += [text for byline in bylines for text in (byline.raw, byline.name)]
        rows.extend(_losers(field, taken, said))
    rows.extend(_byline_rows(bylines))
    rows.extend(_caption_rows(captions))
    return tuple(rows)


def _make_row(field: str, candidate: Candidate, *, is_chosen: bool) -> Evidence:
    return Evidence(field=field, value=candidate.value, source=candidate.source, is_chosen=is_chosen)


def _losers(field: str, taken: Sequence[str], candidates: tuple[Candidate, ...]) -> Iterator[Evidence]:
    others: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.value not in taken:
            others.setdefault(candidate.value, candidate)
    seen = set(map(fold_text, taken)) if others else set()
    for candidate in others.values():
        if (key := fold_text(candidate.value)) not in seen:
            seen.add(key)
            yield _make_row(field, candidate, is_chosen=False)


def _byline_rows(bylines: tuple[Byline, ...]) -> Iterator[Evidence]:
    for byline in bylines:
        field = f"bylines[{byline.position}].name"
        yield Evidence(field=field, value=byline.name, source=byline.source, is_chosen=True)


def _caption_rows(captions: tuple[Caption, ...]) -> Iterator[Evidence]:
    for caption in captions:
        for name, value in (("caption", caption.caption), ("credit_line", caption.credit_line)):
            if value:
                field = f"captions[{caption.position}].{name}"
                yield Evidence(field=field, value=value, source=caption.source, is_chosen=True)
