"""Page -> Story: composes all other transforms; the only module that does. The same page gives the same story."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from transforms.article import read_article, site_names
from transforms.bylines import choose_bylines
from transforms.captions import parse_captions
from transforms.datelines import take_dateline
from transforms.dates import ParsedDate, choose_date, mark_refused, read_dates
from transforms.entities import (
    NO_NAMES,
    RULES,
    OwnNames,
    Recognizer,
    find_recognizer,
    identify_entities,
    make_organization_entity,
    make_person_entity,
    resolve_story,
)
from transforms.errors import PageUnreadable
from transforms.evidence import make_evidence
from transforms.headlines import choose_headline
from transforms.language import detect_language
from transforms.origin import choose_agency
from transforms.quotes import extract_quotes
from transforms.records import (
    Article,
    Byline,
    Candidate,
    Caption,
    Entity,
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


def make_story(page: Page, context: StoryContext, ner: str = RULES, own: OwnNames = NO_NAMES) -> Story:
    """Everything we say of a page. Raises PageUnreadable when there is no story on it.

    `ner`: "rules", "auto" (with the model installed for its language, if any) or a model's name. `own`: the names that
    a user brings.
    """
    article = read_article(page, context.said)
    sites = site_names(article)
    headline, alternative = _choose_headline(article, context, sites)
    if headline is None or article.body is None:
        raise PageUnreadable("no-article", "no headline" if headline is None else "no body")
    dateline, body = take_dateline(article.body)
    folded = fold_text(body)
    language = detect_language(body, article.declared_language or context.language)
    bylines, byline = _choose_bylines(article, context, language, sites)
    captions = parse_captions(article.pictures, context.said.media if context.said else (), language)
    model = find_recognizer(ner, language)
    mentions, entities = resolve_story(headline.value, body, captions, language, model, own)
    bylines, captions, named = _link(bylines, captions)
    published, modified, dates = _choose_dates(article, context, language)
    agency = choose_agency(dateline, bylines, captions, body, language)
    canonical = _first(article, "canonical_url")
    publisher = _choose_publisher(article, context)
    offered = _offered(article, context, dates)
    chosen = {
        "headline": headline,
        "alternative_headline": alternative,
        "byline": _byline_source(byline, bylines, offered["byline"]),
        "access": _access_source(article),
        "published_at": published[1] if published else None,
        "modified_at": modified[1] if modified else None,
        "agency": agency,
        "publisher": publisher,
        "dateline": Candidate(value=dateline.raw, source="body") if dateline else None,
        "language": _name_source(language, article.declared_language or context.language),
    }
    return Story(
        article_id=make_id("article", make_article_key(page.final_url, canonical)),
        url=page.final_url,
        canonical_url=canonical,
        feed_id=context.feed_id,
        publisher=publisher.value if publisher else None,
        headline=headline.value,
        alternative_headline=alternative.value if alternative else None,
        description=_first(article, "description"),
        byline=byline,
        dateline=dateline.raw if dateline else None,
        located=dateline.located if dateline else None,
        section=_first(article, "section"),
        keywords=tuple(candidate.value for candidate in _candidates(article, "keywords")),
        body=body,
        word_count=len(body.split()),
        language=language,
        published_at=published[0].instant if published else None,
        published_precision=published[0].precision if published else None,
        modified_at=modified[0].instant if modified else None,
        first_seen_at=context.first_seen_at,
        fetched_at=page.fetched_at,
        access=article.access,
        agency=agency.value if agency else None,
        copyright_notice=_first(article, "copyright_notice"),
        body_hash=make_hash(folded),
        content_key=_content_key(headline.value, byline, folded, captions),
        transform_version=_name_version(model, own),
        bylines=bylines,
        captions=captions,
        entities=identify_entities(_merge_entities((*entities, *named)), own),
        mentions=mentions,
        quotes=extract_quotes(body, _in_body(mentions), language, published[0] if published else None),
        evidence=make_evidence(article, chosen, offered, bylines, captions),
        sketch=make_sketch(folded),
    )


def _name_version(model: Recognizer | None, own: OwnNames) -> str:
    parts = (TRANSFORM_VERSION, model.name if model else None, own.version)
    return "+".join(part for part in parts if part)


def _name_source(language: str | None, declared: str | None) -> Candidate | None:
    source = "declared" if language == declared else "text"
    return Candidate(value=language, source=source) if language else None


def _byline_source(byline: str | None, bylines: tuple[Byline, ...], offered: tuple[Candidate, ...]) -> Candidate | None:
    """The candidate that is the printed byline; one that was put together has the first name's source."""
    if byline is None:
        return None
    # a longer line may have it: "Jane Roe 1 May, 9:30"
    lines = sorted((c for c in offered if byline in c.value), key=lambda candidate: len(candidate.value))
    sources = [candidate.source for candidate in lines]
    return Candidate(value=byline, source=(sources or [bylines[0].source])[0])


def _access_source(article: Article) -> Candidate:
    said = next((c for c in _candidates(article, "access") if c.value == article.access), None)
    return said or Candidate(value=article.access, source="page")


def _candidates(article: Article, field: str) -> tuple[Candidate, ...]:
    return article.candidates.get(field, ())


def _first_candidate(article: Article, field: str) -> Candidate | None:
    return next(iter(_candidates(article, field)), None)


def _first(article: Article, field: str) -> str | None:
    candidate = _first_candidate(article, field)
    return candidate.value if candidate else None


def _choose_publisher(article: Article, context: StoryContext) -> Candidate | None:
    """The name that the list of feeds or the feed gives its house: one name for all of its stories; else the page's."""
    if context.publisher:
        return Candidate(value=context.publisher, source="feed")
    return _first_candidate(article, "publisher")


def _in_body(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if mention.field == "body")


def _choose_headline(
    article: Article, context: StoryContext, sites: tuple[str, ...]
) -> tuple[Candidate | None, Candidate | None]:
    owner = (context.publisher,) if context.publisher else ()
    return choose_headline(_candidates(article, "headline"), (*sites, *owner))


def _choose_bylines(
    article: Article, context: StoryContext, language: str | None, sites: tuple[str, ...]
) -> tuple[tuple[Byline, ...], str | None]:
    return choose_bylines(
        _candidates(article, "byline"),
        feed_byline=context.said.byline_raw if context.said else None,
        publisher=context.publisher,
        language=language,
        owners=sites,
    )


_Dated = tuple[ParsedDate, Candidate] | None


def _choose_dates(
    article: Article, context: StoryContext, language: str | None
) -> tuple[_Dated, _Dated, dict[str, tuple[Candidate, ...]]]:
    """When the story appeared and changed, and by field what was said of it: refused dates with the reason."""
    said = context.said
    feed_dates = {"published_at": said.published_at if said else None, "modified_at": said.updated_at if said else None}
    read = {
        field: read_dates(_candidates(article, field), feed_date=date, language=language)
        for field, date in feed_dates.items()
    }
    published, modified = (choose_date(dates, article.fetched_at) for dates in read.values())
    marked = {field: mark_refused(dates, article.fetched_at) for field, dates in read.items()}
    return published, modified if modified and _is_update(modified[0], published) else None, marked


def _is_update(modified: ParsedDate, published: _Dated) -> bool:
    """Whether a date can be `modified_at`, which has no precision: a day would be a false midnight, and what was
    changed before the story appeared was no change of it."""
    if modified.precision == "day" or published is None:
        return modified.precision == "instant"
    # a day begins at its own midnight, at most half a day and two hours from that of UTC
    slack = timedelta(hours=14) if published[0].precision == "day" else timedelta()
    return modified.instant >= published[0].instant - slack


def _offered(
    article: Article, context: StoryContext, dates: dict[str, tuple[Candidate, ...]]
) -> dict[str, tuple[Candidate, ...]]:
    """Candidates of the fields on which the feed has its say too."""
    said = context.said
    by_feed = (Candidate(value=said.byline_raw, source="feed"),) if said and said.byline_raw else ()
    return dates | {"byline": (*_candidates(article, "byline"), *by_feed), "alternative_headline": ()}


def _link(
    bylines: tuple[Byline, ...], captions: tuple[Caption, ...]
) -> tuple[tuple[Byline, ...], tuple[Caption, ...], tuple[Entity, ...]]:
    """Bylines and depicted people with their entity ids, and those entities."""
    named = {byline.name: _party_entity(byline) for byline in bylines}
    named |= {who.name: make_person_entity(who.name) for caption in captions for who in caption.depicted}
    linked = tuple(replace(byline, entity_id=named[byline.name].entity_id) for byline in bylines)
    shown = tuple(_link_depicted(caption, named) if caption.depicted else caption for caption in captions)
    return linked, shown, tuple(named.values())


def _link_depicted(caption: Caption, named: dict[str, Entity]) -> Caption:
    depicted = tuple(replace(who, entity_id=named[who.name].entity_id) for who in caption.depicted)
    return replace(caption, depicted=depicted)


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


def _content_key(headline: str, byline: str | None, folded: str, captions: tuple[Caption, ...]) -> str:
    """What makes a revision: words that changed; quotes, spaces and invisible noise do not."""
    shown = [part for caption in captions for part in (caption.caption or "", caption.credit_line or "")]
    return make_hash(fold_text(headline), fold_text(byline or ""), folded, *map(fold_text, shown))
