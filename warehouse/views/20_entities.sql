create or replace view entity_trends as
select
    date_trunc('day', coalesce(articles.published_at, articles.first_seen_at))::date as day,
    entities.entity_id,
    entities.name,
    entities.kind,
    count(distinct articles.article_id) as articles,
    count(*) as mentions
from mentions
inner join entities using (entity_id)
inner join articles using (article_id)
group by all
order by day desc, articles desc;

comment on view entity_trends is 'Stories and mentions per day and entity.';
comment on column entity_trends.day is 'Day (UTC) of publication, else of the first sighting.';
comment on column entity_trends.entity_id is 'The entity.';
comment on column entity_trends.name is 'Its name as in entities.';
comment on column entity_trends.kind is 'person, organization, place or event.';
comment on column entity_trends.articles is 'Stories of that day that name it.';
comment on column entity_trends.mentions is 'How often they do.';

create or replace view entity_cooccurrence as
with named as (
    select distinct article_id, entity_id
    from mentions
    where entity_id is not null
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

comment on view entity_cooccurrence is 'Pairs of entities and how many stories name both; each pair once.';
comment on column entity_cooccurrence.entity_id is 'The one with the lesser id.';
comment on column entity_cooccurrence.name is 'Its name as in entities.';
comment on column entity_cooccurrence.kind is 'Its kind as in entities.';
comment on column entity_cooccurrence.other_entity_id is 'The one with the greater id.';
comment on column entity_cooccurrence.other_name is 'The other''s name as in entities.';
comment on column entity_cooccurrence.other_kind is 'The other''s kind as in entities.';
comment on column entity_cooccurrence.articles is 'Stories that name both.';

create or replace view people_roles as
select
    entities.entity_id,
    entities.name,
    mentions.role,
    count(distinct articles.article_id) as articles,
    min(coalesce(articles.published_at, articles.first_seen_at)) as first_at,
    max(coalesce(articles.published_at, articles.first_seen_at)) as last_at
from mentions
inner join entities using (entity_id)
inner join articles using (article_id)
where entities.kind = 'person' and mentions.role is not null
group by all
order by entities.name, first_at;

comment on view people_roles is 'The roles stories give a person, from when to when.';
comment on column people_roles.entity_id is 'The person.';
comment on column people_roles.name is 'The person''s name as in entities.';
comment on column people_roles.role is 'The role as stories give it.';
comment on column people_roles.articles is 'Stories that give it.';
comment on column people_roles.first_at is 'The earliest of them: publication, else first sighting.';
comment on column people_roles.last_at is 'The latest of them: publication, else first sighting.';
