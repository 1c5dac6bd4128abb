-- The days on which pages were fetched well, with how many; feeds, lists and robots.txt do not count.
with days as (
    select (fetched_at at time zone 'UTC')::date as day
    from fetches
    where
        status between 200 and 299
        and error is null
        and warc_file is not null
        and url not in (select url from feeds)
        and url not in (select moved_to from feeds where moved_to is not null)
        and url not in (select url from listings)
        and not regexp_full_match(url, 'https?://[^/]+/robots\.txt')
    union all
    select (fetched_at at time zone 'UTC')::date as day
    from imports
)

select
    day,
    count(*) as pages
from days
group by day
order by day;
