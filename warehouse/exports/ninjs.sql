-- A story a row, in the shape of IPTC's ninjs 2.1 (names as there; what we lack is left out).
with people as (
    select
        mentions.article_id,
        mentions.kind,
        coalesce(entities.name, mentions.name) as name,
        any_value(mentions.role) as role,
        any_value(entities.wikidata_id) as wikidata_id,
        any_value(entities.geoname_id) as geoname_id
    from mentions
    left join entities using (entity_id)
    group by all
),

named as (
    select
        article_id,
        list(struct_pack(name := name, role := role, wikidata := wikidata_id) order by name)
            filter (kind = 'person') as people,
        list(struct_pack(name := name, wikidata := wikidata_id) order by name)
            filter (kind = 'organization') as organisations,
        list(struct_pack(name := name, geonames := geoname_id) order by name)
            filter (kind = 'place') as places
    from people
    group by article_id
),

pictures as (
    select
        article_id,
        list(
            struct_pack(
                name := 'picture-' || position,
                type := 'picture',
                uri := image_url,
                description_text := caption,
                "by" := array_to_string(creators, ', '),
                creditline := credit_line
            )
            order by position
        ) as associations
    from captions
    group by article_id
),

writers as (
    select
        article_id,
        list(struct_pack(name := name, kind := kind, role := role) order by position) as creators
    from bylines
    group by article_id
)

select
    struct_pack(name := 'ninjs', version := '2.1', schema := 'https://iptc.org/std/ninjs/ninjs-schema_2.1.json') as standard,
    articles.url as uri,
    'text' as type,
    'complete' as representationtype,
    case when articles.unpublished_at is null then 'usable' else 'canceled' end as pubstatus,
    articles.revision::varchar as version,
    articles.published_at as firstcreated,
    coalesce(articles.modified_at, articles.published_at) as versioncreated,
    articles.fetched_at as fetched,
    articles.language,
    articles.publisher as provider,
    list_filter(
        [
            struct_pack(role := 'main', value := articles.headline),
            struct_pack(role := 'alternative', value := articles.alternative_headline)
        ],
        lambda said: said.value is not null
    ) as headlines,
    articles.description as description_text,
    articles.byline as "by",
    writers.creators,
    articles.located,
    articles.agency as infosource,
    articles.copyright_notice as copyrightnotice,
    articles.keywords,
    [struct_pack(role := 'main', contenttype := 'text/plain', value := articles.body, wordcount := articles.word_count)] as bodies,
    named.people,
    named.organisations,
    named.places,
    pictures.associations
from articles
left join named on articles.article_id = named.article_id
left join pictures on articles.article_id = pictures.article_id
left join writers on articles.article_id = writers.article_id
where coalesce(articles.published_at, articles.first_seen_at) >= $since
    and coalesce(articles.published_at, articles.first_seen_at) < $until
order by coalesce(articles.published_at, articles.first_seen_at), articles.article_id;
