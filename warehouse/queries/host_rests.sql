-- Hosts asked within the last hour, hosts whose Retry-After, of the last day, has not run out, and how often each said,
-- within the last hour, that it was asked too much (429, 503).
select
    host,
    max(fetched_at + to_milliseconds(coalesce(ms, 0)))
        filter (fetched_at >= $now::timestamptz - interval 1 hour and robots_allowed) as last_asked_at,
    max(fetched_at + to_seconds(retry_after_s))
        filter (fetched_at + to_seconds(retry_after_s) > $now::timestamptz) as held_until,
    count(*) filter (fetched_at >= $now::timestamptz - interval 1 hour and status in (429, 503)) as strikes
from fetches
where fetched_at >= $now::timestamptz - interval 1 day
group by host
having last_asked_at is not null or held_until is not null;
