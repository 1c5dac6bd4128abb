create or replace view coverage as
with shown as (
    select
        entry_id,
        (coalesce(published_at, first_seen_at) at time zone 'UTC')::date as day,
        'feed' as source
    from entries
),

listed as (
    select
        entry_id,
        day,
        source
    from known_pages
    where day is not null
),

pages as (
    select
        entry_id,
        coalesce(min(day) filter (source != 'feed'), min(day)) as day,
        list_sort(list(distinct source)) as sources
    from (
        select * from shown
        union all
        select * from listed
    ) as said
    group by entry_id
),

known as (
    select
        coalesce(feeds.publisher, feeds.title, feeds.url) as publisher,
        pages.day,
        entries.url,
        bool_or(entries.state = 'stored') as is_stored,
        bool_or(entries.state = 'waiting') as is_waiting,
        flatten(list(pages.sources)) as sources
    from pages
    inner join entries using (entry_id)
    left join feeds on entries.feed_id = feeds.feed_id
    group by all
)

select
    publisher,
    day,
    count(*) as known,
    count(*) filter (is_stored) as stored,
    count(*) filter (is_waiting and not is_stored) as waiting,
    count(*) filter (not is_waiting and not is_stored) as rejected,
    count(*) filter (not is_stored) as missing,
    round(count(*) filter (is_stored) / count(*), 3) as share,
    list_sort(list_distinct(flatten(list(sources)))) as sources
from known
group by
    publisher,
    day
order by
    day desc,
    publisher;

comment on view coverage is 'Of the pages that feeds, feed archives, sitemaps and lists say exist, how many are stored, a publisher and day (UTC). A page counts on the day its list gives, else its feed, else the one it was first seen on.';
