-- Nothing was asked for that robots.txt forbids, and nothing of an origin whose robots.txt closes it or cannot be had.
with asked as (
    select
        fetch_id,
        host,
        final_url,
        status,
        robots_allowed,
        fetched_at,
        lower(regexp_extract(final_url, '^(https?://[^/?#]+)', 1)) as origin
    from fetches
    where pace_s is not null and not regexp_full_match(url, 'https?://[^/]+/robots\.txt')
)

select
    asked.host,
    asked.final_url,
    asked.fetched_at,
    robots.status as robots_status
from asked
left join robots
    on
        asked.origin = robots.origin
        and asked.fetched_at between robots.fetched_at and robots.good_until
where
    not asked.robots_allowed
    or (
        robots.origin is not null
        and (robots.status is null or robots.status in (401, 403, 429) or robots.status >= 500)
    );
