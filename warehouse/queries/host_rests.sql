-- Hosts asked within the last hour, and hosts whose Retry-After, of the last day, has not run out.
select
    host,
    max(fetched_at + to_milliseconds(coalesce(ms, 0)))
        filter (fetched_at >= $now::timestamptz - interval 1 hour and robots_allowed) as last_asked_at,
    max(fetched_at + to_seconds(retry_after_s))
        filter (fetched_at + to_seconds(retry_after_s) > $now::timestamptz) as held_until
from fetches
where fetched_at >= $now::timestamptz - interval 1 day
group by host
having last_asked_at is not null or held_until is not null;
