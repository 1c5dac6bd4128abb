"""Page -> Story: composes all other transforms; the only module that does. The same page gives the same story."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from transforms.agencies import find_agencies, parse_agency
from transforms.article import read_article, site_names
from transforms.bylines import choose_bylines
from transforms.captions import parse_captions
from transforms.datelines import Dateline, parse_dateline
from transforms.dates import ParsedDate, choose_modified, choose_published
from transforms.entities import (
    RULES,
    Reading,
    ask_all,
    find_recognizer,
    make_organization_entity,
    make_person_entity,
    read_story,
    settle_story,
)
from transforms.errors import PageUnreadable
from transforms.headlines import choose_headline
from transforms.language import detect_language
from transforms.quotes import extract_quotes
from transforms.records import (
    Article,
    Byline,
    Candidate,
    Caption,
    Depicted,
    Entity,
    Evidence,
    FeedEntry,
    Mention,
    Page,
    Story,
)
from transforms.syndication import make_sketch
from transforms.text import fold_text, make_hash, make_id
from transforms.urls import make_article_key

#: Changes whenever the same page may give another story; `articles.transform_version` bears it.
TRANSFORM_VERSION = "0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryContext:
    """What is known of a story before its page is read."""

    first_seen_at: datetime
    said: FeedEntry | None = None  #: what the feed said of it
    feed_id: int | None = None
    publisher: str | None = None
    language: str | None = None  #: the feed's, where it is declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A story whose names are read but not settled: a model may be asked first."""

    story: Story  #: all but mentions and quotes; its entities are those of bylines and pictures
    reading: Reading


def make_story(page: Page, context: StoryContext, ner: str = RULES) -> Story:
    """Everything we say of a page. Raises PageUnreadable when there is no story on it.

    `ner`: "rules", "auto" (with the model installed for its language, if any) or a model's name.
    """
    return finish_story(ask_models((draft_story(page, context),), ner)[0])


def ask_models(drafts: Sequence[Draft], ner: str) -> list[Draft]:
    """The drafts with the answers of their languages' models, each model asked once for all of them."""
    models = [find_recognizer(ner, draft.story.language) for draft in drafts]
    asked = list(drafts)
    for model in dict.fromkeys(model for model in models if model):
        mine = [k for k, other in enumerate(models) if other is model]
        for k, reading in zip(mine, ask_all([drafts[k].reading for k in mine], model), strict=True):
            version = f"{TRANSFORM_VERSION}+{model.name}"
            asked[k] = Draft(story=replace(drafts[k].story, transform_version=version), reading=reading)
    return asked


def finish_story(draft: Draft) -> Story:
    """The story with its mentions, entities and quotes."""
    story = draft.story
    mentions, entities = settle_story(draft.reading)
    return replace(
        story,
        entities=_merge_entities((*entities, *story.entities)),
        mentions=mentions,
        quotes=extract_quotes(story.body, _in_body(mentions), story.language),
    )


def draft_story(page: Page, context: StoryContext) -> Draft:
    """Everything we say of a page, names settled later. Raises PageUnreadable when there is no story on it."""
    article = read_article(page, context.said)
    headline, alternative = _choose_headline(article, context)
    if headline is None or article.body is None:
        raise PageUnreadable("no-article", "no headline" if headline is None else "no body")
    language = detect_language(article.body, article.declared_language or context.language)
    bylines, byline = _choose_bylines(article, context, language)
    captions = parse_captions(article.pictures, context.said.media if context.said else (), language)
    reading = read_story(headline.value, article.body, captions, language)
    bylines, captions, named = _link(bylines, captions)
    published, modified = _choose_dates(article, context, language)
    dateline = _find_dateline(article.body)
    agency = _choose_agency(dateline, bylines, captions, article.body)
    canonical = _first(article, "canonical_url")
    chosen = {
        "headline": headline,
        "published_at": published[1] if published else None,
        "modified_at": modified[1] if modified else None,
        "agency": agency,
        "dateline": Candidate(value=dateline.raw, source="body") if dateline else None,
        "language": _name_source(language, article.declared_language or context.language),
    }
    story = Story(
        article_id=make_id("article", make_article_key(page.final_url, canonical)),
        url=page.final_url,
        canonical_url=canonical,
        feed_id=context.feed_id,
        publisher=context.publisher or _first(article, "publisher"),
        headline=headline.value,
        alternative_headline=alternative.value if alternative else None,
        description=_first(article, "description"),
        byline=byline,
        dateline=dateline.raw if dateline else None,
        located=dateline.located if dateline else None,
        section=_first(article, "section"),
        keywords=tuple(candidate.value for candidate in _candidates(article, "keywords")),
        body=article.body,
        word_count=len(article.body.split()),
        language=language,
        published_at=published[0].instant if published else None,
        published_precision=published[0].precision if published else None,
        modified_at=modified[0].instant if modified else None,
        first_seen_at=context.first_seen_at,
        fetched_at=page.fetched_at,
        access=article.access,
        agency=agency.value if agency else None,
        copyright_notice=_first(article, "copyright_notice"),
        body_hash=make_hash(fold_text(article.body)),
        content_key=_content_key(headline.value, byline, article.body, captions),
        transform_version=TRANSFORM_VERSION,
        bylines=bylines,
        captions=captions,
        entities=_merge_entities(named),
        evidence=tuple(_evidence(article, chosen, bylines, captions)),
        sketch=make_sketch(article.body),
    )
    return Draft(story=story, reading=reading)


def _find_dateline(body: str) -> Dateline | None:
    """The dateline of the story's opening: a standfirst or two may stand above the paragraph that has it."""
    opening = body.split("\n\n", 3)[:3]
    return next((found for paragraph in opening if (found := parse_dateline(paragraph))), None)


def _name_source(language: str | None, declared: str | None) -> Candidate | None:
    source = "declared" if language == declared else "text"
    return Candidate(value=language, source=source) if language else None


def _candidates(article: Article, field: str) -> tuple[Candidate, ...]:
    return article.candidates.get(field, ())


def _first(article: Article, field: str) -> str | None:
    return next((candidate.value for candidate in _candidates(article, field)), None)


def _in_body(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if mention.field == "body")


def _choose_headline(article: Article, context: StoryContext) -> tuple[Candidate | None, Candidate | None]:
    owner = (context.publisher,) if context.publisher else ()
    return choose_headline(_candidates(article, "headline"), (*site_names(article), *owner))


def _choose_bylines(
    article: Article, context: StoryContext, language: str | None
) -> tuple[tuple[Byline, ...], str | None]:
    return choose_bylines(
        _candidates(article, "byline"),
        feed_byline=context.said.byline_raw if context.said else None,
        publisher=context.publisher,
        language=language,
        owners=site_names(article),
    )


_Dated = tuple[ParsedDate, Candidate] | None


def _choose_dates(article: Article, context: StoryContext, language: str | None) -> tuple[_Dated, _Dated]:
    published = choose_published(
        _candidates(article, "published_at"),
        feed_date=context.said.published_at if context.said else None,
        fetched_at=article.fetched_at,
        language=language,
    )
    modified = choose_modified(
        _candidates(article, "modified_at"),
        feed_date=context.said.updated_at if context.said else None,
        fetched_at=article.fetched_at,
        language=language,
    )
    return published, modified


def _choose_agency(
    dateline: Dateline | None, bylines: tuple[Byline, ...], captions: tuple[Caption, ...], body: str
) -> Candidate | None:
    """The agency behind the copy: dateline, then a byline, then one that the first or last paragraph names."""
    if dateline and dateline.agency:
        return Candidate(value=dateline.agency, source="dateline")
    for byline in bylines:
        if agency := parse_agency(byline.name):
            return Candidate(value=agency, source="byline")
    paragraphs = body.split("\n\n")
    # wire copy is signed at its end, "(AFP)", or speaks of itself there: "she told AFP."
    found = find_agencies(paragraphs[-1])
    credited = {agency for caption in captions for agency in caption.agencies}
    return next((Candidate(value=name, source="foot") for _, _, name in found if name in credited), None)


def _link(
    bylines: tuple[Byline, ...], captions: tuple[Caption, ...]
) -> tuple[tuple[Byline, ...], tuple[Caption, ...], tuple[Entity, ...]]:
    """Bylines and depicted people with their entity ids, and those entities."""
    named = {byline.name: _party_entity(byline) for byline in bylines}
    named |= {who.name: make_person_entity(who.name) for caption in captions for who in caption.depicted}
    linked = tuple(replace(byline, entity_id=named[byline.name].entity_id) for byline in bylines)
    shown = tuple(replace(caption, depicted=_link_depicted(caption.depicted, named)) for caption in captions)
    return linked, shown, tuple(named.values())


def _link_depicted(depicted: tuple[Depicted, ...], named: dict[str, Entity]) -> tuple[Depicted, ...]:
    return tuple(replace(who, entity_id=named[who.name].entity_id) for who in depicted)


def _party_entity(byline: Byline) -> Entity:
    return make_person_entity(byline.name) if byline.kind == "person" else make_organization_entity(byline.name)


def _merge_entities(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """One entity an id, by id; aliases united, names chosen independent of order."""
    merged: dict[int, Entity] = {}
    for entity in entities:
        known = merged.get(entity.entity_id)
        merged[entity.entity_id] = _merge(known, entity) if known else entity
    return tuple(merged[key] for key in sorted(merged))


def _merge(known: Entity, other: Entity) -> Entity:
    first = min(known, other, key=lambda entity: (entity.geoname_id is None, entity.name))
    aliases = {*known.aliases, *other.aliases, known.name, other.name} - {first.name}
    return replace(first, aliases=tuple(sorted(aliases)))


def _content_key(headline: str, byline: str | None, body: str, captions: tuple[Caption, ...]) -> str:
    """What makes a revision: words that changed; quotes, spaces and invisible noise do not."""
    shown = [part for caption in captions for part in (caption.caption or "", caption.credit_line or "")]
    return make_hash(*map(fold_text, (headline, byline or "", body, *shown)))


def _evidence(
    article: Article,
    chosen: Mapping[str, Candidate | None],
    bylines: tuple[Byline, ...],
    captions: tuple[Caption, ...],
) -> Iterator[Evidence]:
    """A row for each chosen value, and for each candidate that differed from it."""
    first = {}
    for field in ("description", "section", "canonical_url", "copyright_notice", "publisher"):
        first[field] = next(iter(_candidates(article, field)), None)
    for field, candidate in (*chosen.items(), *first.items()):
        if candidate:
            yield Evidence(field=field, value=candidate.value, source=candidate.source, is_chosen=True)
            yield from _losers(field, candidate.value, _candidates(article, field))
    yield Evidence(field="access", value=article.access, source="page", is_chosen=True)
    for byline in bylines:
        field = f"bylines[{byline.position}].name"
        yield Evidence(field=field, value=byline.name, source=byline.source, is_chosen=True)
    raws = {fold_text(byline.raw) for byline in bylines} | {fold_text(byline.name) for byline in bylines}
    for candidate in _candidates(article, "byline"):
        if fold_text(candidate.value) not in raws:
            yield Evidence(field="byline", value=candidate.value, source=candidate.source, is_chosen=False)
    for caption in captions:
        if value := caption.caption or caption.credit_line:
            field = f"captions[{caption.position}].{'caption' if caption.caption else 'credit_line'}"
            yield Evidence(field=field, value=value, source=caption.source, is_chosen=True)


def _losers(field: str, chosen: str, candidates: tuple[Candidate, ...]) -> Iterator[Evidence]:
    seen = {fold_text(chosen)}
    for candidate in candidates:
        if (key := fold_text(candidate.value)) not in seen:
            seen.add(key)
            yield Evidence(field=field, value=candidate.value, source=candidate.source, is_chosen=False)
