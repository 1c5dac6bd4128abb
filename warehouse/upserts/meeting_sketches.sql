-- Pairs of a new sketch and any other that share a hash which few have, and the sizes of their sketches.
create or replace temp table meeting as
with rare as (
    select hash
    from matched
    group by hash
    having count(*) between 2 and 50
),

counted as (
    select
        joining.article_id as one_id,
        matched.article_id as other_id,
        count(*) as shared
    from joining
    inner join rare on joining.hash = rare.hash
    inner join matched on rare.hash = matched.hash
    where
        joining.article_id <> matched.article_id
        and abs(joining.day - matched.day) <= 3
    group by all
)

select
    least(one_id, other_id) as article_id,
    greatest(one_id, other_id) as other_article_id,
    any_value(shared) as shared
from counted
group by all;
