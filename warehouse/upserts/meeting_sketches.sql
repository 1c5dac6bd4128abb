-- Pairs of a new sketch and any other that share a hash which few have in the days around it, each once. By these days, not
-- all of a load: so a load of months finds what loads of hours find.
create or replace temp table meeting as
with daily as (
    select
        hash,
        day,
        count(*) as stories
    from matched
    group by all
),

rare as (
    select
        joining.article_id,
        joining.hash,
        joining.day
    from joining
    inner join daily
        on joining.hash = daily.hash and abs(joining.day - daily.day) <= 3
    group by all
    having sum(daily.stories) between 2 and 50
)

select
    least(rare.article_id, matched.article_id) as article_id,
    greatest(rare.article_id, matched.article_id) as other_article_id,
    count(*) as shared
from rare
inner join matched on rare.hash = matched.hash
where
    rare.article_id <> matched.article_id
    -- two new sketches meet once, not from each side
    and (not matched.is_joining or rare.article_id < matched.article_id)
    and abs(rare.day - matched.day) <= 3
group by all;
