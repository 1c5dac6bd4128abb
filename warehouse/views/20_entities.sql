create or replace view canonical_entities as
with recursive steps as (
    select
        entity_id,
        entity_id as canonical_id,
        0 as step
    from entities
    union all
    select
        steps.entity_id,
        entity_merges.into_entity_id,
        steps.step + 1
    from steps
    inner join entity_merges on steps.canonical_id = entity_merges.entity_id
    where entity_merges.undone_at is null and steps.step < 20
),

last_steps as (
    select
        entity_id,
        arg_max(canonical_id, step) as canonical_id
    from steps
    group by entity_id
)

select
    last_steps.entity_id,
    last_steps.canonical_id,
    entities.name,
    entities.kind,
    entities.sort_name,
    entities.geoname_id,
    entities.wikidata_id
from last_steps
inner join entities on last_steps.canonical_id = entities.entity_id;

comment on view canonical_entities is 'Each entity_id, and the entity that it stands for once merges are followed; its own where there is none.';

create or replace view entity_aliases as
with names as (
    select entity_id, name as alias, 'name' as source from entities
    union all
    select entity_id, unnest(aliases), 'alias' from entities
)

select distinct
    names.alias,
    canonical_entities.canonical_id as entity_id,
    canonical_entities.name,
    canonical_entities.kind,
    case when names.entity_id = canonical_entities.canonical_id then names.source else 'merged' end as source
from names
inner join canonical_entities using (entity_id)
order by names.alias, canonical_entities.name;

comment on view entity_aliases is 'Every name that an entity goes by, its own (name), others that stories use (alias), and those of entities merged into it (merged).';

create or replace view entity_trends as
select
    date_trunc('day', coalesce(articles.published_at, articles.first_seen_at))::date as day,
    entities.canonical_id as entity_id,
    entities.name,
    entities.kind,
    count(distinct articles.article_id) as articles,
    count(*) as mentions
from mentions
inner join canonical_entities as entities using (entity_id)
inner join articles using (article_id)
group by all
order by day desc, articles desc;

comment on view entity_trends is 'Stories and mentions per day and entity, merges followed.';

create or replace view entity_cooccurrence as
with named as (
    select distinct
        mentions.article_id,
        entities.canonical_id as entity_id
    from mentions
    inner join canonical_entities as entities using (entity_id)
),

pairs as (
    select
        one.entity_id,
        other.entity_id as other_entity_id,
        count(*) as articles
    from named as one
    inner join named as other
        on one.article_id = other.article_id and one.entity_id < other.entity_id
    group by all
)

select
    pairs.entity_id,
    entities.name,
    entities.kind,
    pairs.other_entity_id,
    others.name as other_name,
    others.kind as other_kind,
    pairs.articles
from pairs
inner join entities on pairs.entity_id = entities.entity_id
inner join entities as others on pairs.other_entity_id = others.entity_id
order by pairs.articles desc;

comment on view entity_cooccurrence is 'Pairs of entities and how many stories name both, merges followed; each pair once.';

create or replace view people_roles as
select
    entities.canonical_id as entity_id,
    entities.name,
    mentions.role,
    count(distinct articles.article_id) as articles,
    min(coalesce(articles.published_at, articles.first_seen_at)) as first_at,
    max(coalesce(articles.published_at, articles.first_seen_at)) as last_at
from mentions
inner join canonical_entities as entities using (entity_id)
inner join articles using (article_id)
where entities.kind = 'person' and mentions.role is not null
group by all
order by entities.name, first_at;

comment on view people_roles is 'The roles stories give a person, from when to when, merges followed.';
