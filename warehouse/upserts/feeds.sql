-- staged_feeds -> feeds: the last row staged of a feed replaces the one that stands, unless they are equal.
create or replace temp table incoming_feeds as
with known as (
    select *
    from feeds
    where feed_id in (select feed_id from staged_feeds)
),

latest as (
    select * exclude (n)
    from staged_feeds
    qualify row_number() over (partition by feed_id order by n desc) = 1
),

merged as (
    select latest.* replace (least(latest.first_seen_at, known.first_seen_at) as first_seen_at)
    from latest
    left join known using (feed_id)
),

differing as (
    select * from merged
    except
    select * from known
)

select
    differing.*,
    differing.feed_id not in (select feed_id from known) as is_new
from differing;

delete from feeds
where feed_id in (select feed_id from incoming_feeds where not is_new);

insert into feeds by name
select * exclude (is_new)
from incoming_feeds;

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct feed_id) from staged_feeds) - count(*) as unchanged
from incoming_feeds;
