-- Pairs of a new sketch and any other that share a hash which few have, each once.
create or replace temp table meeting as
with rare as (
    select hash
    from matched
    group by hash
    having count(*) between 2 and 50
)

select
    least(joining.article_id, matched.article_id) as article_id,
    greatest(joining.article_id, matched.article_id) as other_article_id,
    count(*) as shared
from joining
inner join rare on joining.hash = rare.hash
inner join matched on rare.hash = matched.hash
where
    joining.article_id <> matched.article_id
    -- two new sketches meet once, not from each side
    and (not matched.is_joining or joining.article_id < matched.article_id)
    and abs(joining.day - matched.day) <= 3
group by all;
