create or replace view syndication as
with sizes as (
    select article_id, count(*) as hashes
    from sketches
    group by article_id
),

shared as (
    select
        one.article_id,
        other.article_id as other_article_id,
        count(*) as hashes
    from sketches as one
    inner join sketches as other
        on one.hash = other.hash and one.article_id <> other.article_id
    group by all
),

compared as (
    select
        shared.article_id,
        shared.other_article_id,
        shared.hashes / sizes.hashes as containment
    from shared
    inner join sizes on shared.other_article_id = sizes.article_id
),

dated as (
    select *, coalesce(published_at, first_seen_at) as dated_at
    from articles
)

select
    earlier.article_id,
    earlier.publisher,
    earlier.agency,
    earlier.headline,
    earlier.dated_at as published_at,
    later.article_id as other_article_id,
    later.publisher as other_publisher,
    later.agency as other_agency,
    later.headline as other_headline,
    date_diff('minute', earlier.dated_at, later.dated_at) as minutes_later,
    compared.containment
from compared
inner join dated as earlier on compared.article_id = earlier.article_id
inner join dated as later on compared.other_article_id = later.article_id
where
    (earlier.dated_at, earlier.article_id) < (later.dated_at, later.article_id)
    and compared.containment >= 0.2
order by compared.containment desc;

comment on view syndication is 'Who ran whose copy: pairs of stories that share text, the later one second; containment is the share of the later one''s sampled text that the earlier one has.';
