-- In the last run, no host was asked sooner after the end of the request before than its pace allows.
-- A tenth of a second is left to the clock. Older runs are in host_politeness: what is past cannot be mended, and must
-- not keep from readers what is to come.
with last_run as (
    select run_id
    from runs
    where run_id in (select run_id from fetches)
    order by started_at desc
    limit 1
),

spaced as (
    select
        run_id,
        host,
        final_url,
        fetched_at,
        pace_s,
        date_diff(
            'millisecond', max(fetched_at + to_milliseconds(coalesce(ms, 0))) over (
                partition by host
                order by fetched_at
                rows between unbounded preceding and 1 preceding
            ), fetched_at
        ) / 1000 as gap_s
    from fetches
    where pace_s is not null
)

select
    host,
    final_url,
    fetched_at,
    gap_s,
    pace_s
from spaced
where run_id in (select run_id from last_run) and gap_s < pace_s - 0.1;
