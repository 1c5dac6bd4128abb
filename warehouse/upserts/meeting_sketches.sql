-- Pairs of a new sketch and any other that share a hash which few have in the days around it, each once. By these days, not
-- all of a load: so a load of months finds what loads of hours find.
create or replace temp table meeting as
with sampled as (
    select distinct
        hash,
        day
    from joining
),

daily as (
    select
        hash,
        day,
        count(*) as stories
    from matched
    group by all
),

rare as (
    select
        sampled.hash,
        sampled.day
    from sampled
    inner join daily
        on sampled.hash = daily.hash and abs(sampled.day - daily.day) <= 3
    group by all
    having sum(daily.stories) between 2 and 50
),

briefs as (
    select article_id
    from joining
    group by article_id
    having count(*) <= 2
),

met as (
    select
        joining.article_id,
        matched.article_id as met_article_id,
        count(*) as shared
    from joining
    inner join rare using (hash, day)
    inner join matched on joining.hash = matched.hash
    where
        joining.article_id <> matched.article_id
        -- two new sketches meet once, not from each side
        and (not matched.is_joining or joining.article_id < matched.article_id)
        and abs(joining.day - matched.day) <= 3
    group by all
)

select
    least(article_id, met_article_id) as article_id,
    greatest(article_id, met_article_id) as other_article_id,
    shared
from met
where
    shared >= 2
    -- a single hash says something only of two briefs
    or article_id in (select article_id from briefs);
