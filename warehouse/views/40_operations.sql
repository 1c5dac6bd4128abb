create or replace view feed_health as
with polls as (
    select
        coalesce(fetches.feed_id, feeds.feed_id) as feed_id,
        count(*) as polls,
        count(*) filter (fetches.status = 200 or fetches.status = 304) as good_polls,
        count(*) filter (fetches.from_cache) as unchanged_polls,
        max(fetches.fetched_at) filter (fetches.status = 200 or fetches.status = 304) as last_good_at
    from fetches
    left join feeds on fetches.feed_id is null and fetches.pace_s is null and fetches.url = feeds.url
    where coalesce(fetches.feed_id, feeds.feed_id) is not null
    group by all
),

shown as (
    select
        feed_id,
        count(*) as entries,
        count(*) filter (state = 'stored') as stored,
        count(*) filter (state = 'rejected') as rejected,
        count(*) filter (state = 'waiting') as waiting,
        max(first_seen_at) as last_new_at
    from entries
    group by feed_id
)

select
    feeds.feed_id,
    feeds.url,
    feeds.publisher,
    case
        when feeds.is_muted then 'muted'
        when feeds.failures > 0 then 'failing'
        when feeds.last_polled_at is null then 'new'
        when feeds.moving_to is not null then 'moving'
        when feeds.moved_to is not null then 'moved'
        else 'good'
    end as state,
    case
        when feeds.is_muted or feeds.failures > 0 then feeds.last_error
        when feeds.last_polled_at is null then 'not polled yet'
        when feeds.moving_to is not null then 'once more led to ' || feeds.moving_to || ', it moves there'
        when feeds.moved_to is not null then 'polled at ' || feeds.moved_to
    end as reason,
    feeds.is_muted,
    feeds.failures,
    feeds.last_status,
    feeds.last_error,
    feeds.next_due_at,
    polls.polls,
    polls.good_polls,
    polls.unchanged_polls,
    polls.last_good_at,
    shown.entries,
    shown.stored,
    shown.rejected,
    shown.waiting,
    shown.last_new_at
from feeds
left join polls on feeds.feed_id = polls.feed_id
left join shown on feeds.feed_id = shown.feed_id
order by feeds.failures desc, feeds.url;

comment on view feed_health is 'How each feed fares: its state and the reason, polls, failures, what its entries became.';

create or replace view coverage_gaps as
with polls as (
    select
        feed_id,
        fetched_at,
        entries_shown,
        entries_known,
        lag(fetched_at) over (partition by feed_id order by fetched_at) as polled_before_at
    from fetches
    where feed_id is not null and error is null
)

select
    polls.feed_id,
    feeds.url,
    feeds.publisher,
    polls.polled_before_at,
    polls.fetched_at,
    polls.entries_shown as new_entries
from polls
inner join feeds on polls.feed_id = feeds.feed_id
where polls.entries_known = 0 and polls.entries_shown > 0
order by polls.fetched_at desc;

comment on view coverage_gaps is 'Polls that showed nothing known from before: stories may have come and gone in between; such feeds are polled more often from then on.';

create or replace view host_politeness as
with asked as (
    select
        *,
        fetched_at + to_milliseconds(coalesce(ms, 0)) as ended_at
    from fetches
    where robots_allowed and (pace_s is not null or status is not null)
),

spaced as (
    select
        host,
        fetched_at,
        status,
        pace_s,
        date_diff(
            'millisecond', max(ended_at) over (
                partition by host
                order by fetched_at
                rows between unbounded preceding and 1 preceding
            ), fetched_at
        ) / 1000 as gap_s
    from asked
),

paces as (
    select
        host,
        count(*) as requests,
        min(gap_s) as least_gap_s,
        median(gap_s) as median_gap_s,
        min(pace_s) as least_pace_s,
        max(pace_s) as greatest_pace_s,
        count(*) filter (gap_s < pace_s - 0.1) as too_soon,
        count(*) filter (status = 429) as too_many,
        count(*) filter (status >= 500) as server_errors,
        max(fetched_at) as last_at
    from spaced
    group by host
),

refusals as (
    select
        host,
        count(*) as kept_out_by_robots
    from fetches
    where not robots_allowed
    group by host
)

select
    host,
    coalesce(paces.requests, 0) as requests,
    paces.least_gap_s,
    paces.median_gap_s,
    paces.least_pace_s,
    paces.greatest_pace_s,
    coalesce(paces.too_soon, 0) as too_soon,
    coalesce(refusals.kept_out_by_robots, 0) as kept_out_by_robots,
    coalesce(paces.too_many, 0) as too_many,
    coalesce(paces.server_errors, 0) as server_errors,
    paces.last_at
from paces
full join refusals using (host)
order by requests desc, host;

comment on view host_politeness is 'Seconds between the end of one request to a host and the next: the least, the median, what was owed, how often it was less; what robots.txt kept us from, and what the host answered.';

create or replace view open_rejects as
select
    reason,
    stage,
    url,
    detail,
    attempts,
    rejected_at,
    run_id
from rejects
where resolved_at is null
order by rejected_at desc;

comment on view open_rejects is 'What could not be made and has not been made since.';

create or replace view resolved_rejects as
select
    reason,
    stage,
    url,
    detail,
    attempts,
    rejected_at,
    resolved_at,
    run_id
from rejects
where resolved_at is not null
order by resolved_at desc;

comment on view resolved_rejects is 'What could not be made at first, and was made after all.';
