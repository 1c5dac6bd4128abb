-- warning: A publisher's last whole day has as many stories as its days of the two weeks before, give or take two thirds.
with last_day as (
    select (max(fetched_at) at time zone 'UTC')::date - 1 as day
    from fetches
),

counted as (
    select
        publisher,
        (first_seen_at at time zone 'UTC')::date as day,
        count(*) as stories
    from articles
    where publisher is not null
    group by all
),

usual as (
    select
        counted.publisher,
        median(counted.stories) as median_stories
    from counted
    cross join last_day
    where counted.day between last_day.day - 14 and last_day.day - 1
    group by counted.publisher
    -- a week of days with five stories is the least that tells what is usual
    having count(*) >= 7 and median(counted.stories) >= 5
)

select
    usual.publisher,
    last_day.day,
    coalesce(counted.stories, 0) as stories,
    usual.median_stories
from usual
cross join last_day
left join counted on usual.publisher = counted.publisher and last_day.day = counted.day
where
    coalesce(counted.stories, 0) < usual.median_stories / 3
    or counted.stories > usual.median_stories * 3
order by usual.publisher;
