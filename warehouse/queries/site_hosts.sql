-- The scheme and host that most of a feed's stories are on: its site, which is often not the feed's own host.
with counted as (
    select
        feed_id,
        regexp_extract(coalesce(page_url, url), '^(https?://[^/?#]+)', 1) as site,
        count(*) as entries
    from entries
    group by all
)

select
    feed_id,
    arg_max(site, entries) as site
from counted
where site != ''
group by feed_id;
