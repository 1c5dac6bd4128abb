create or replace view feed_health as
with polls as (
    select
        url,
        count(*) as polls,
        count(*) filter (status = 200 or status = 304) as good_polls,
        count(*) filter (from_cache) as unchanged_polls,
        max(fetched_at) filter (status = 200 or status = 304) as last_good_at
    from fetches
    group by url
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
left join polls on feeds.url = polls.url
left join shown on feeds.feed_id = shown.feed_id
order by feeds.failures desc, feeds.url;

comment on view feed_health is 'How each feed fares: polls, failures, what its entries became.';

create or replace view coverage_gaps as
with feed_polls as (
    select
        feeds.feed_id,
        feeds.url,
        feeds.publisher,
        fetches.run_id,
        fetches.fetched_at,
        lag(fetches.fetched_at) over (partition by feeds.feed_id order by fetches.fetched_at) as polled_before_at
    from fetches
    inner join feeds on fetches.url = feeds.url
    where fetches.status = 200 and not fetches.from_cache
),

overlap_counts as (
    select
        feed_polls.feed_id,
        feed_polls.url,
        feed_polls.publisher,
        feed_polls.polled_before_at,
        feed_polls.fetched_at,
        count(*) filter (entries.first_seen_at < feed_polls.fetched_at - interval 5 minutes) as known_before,
        count(*) as shown
    from feed_polls
    inner join entries
        on
            feed_polls.feed_id = entries.feed_id
            and entries.first_seen_at <= feed_polls.fetched_at + interval 5 minutes
            and entries.last_seen_at >= feed_polls.fetched_at - interval 5 minutes
    where feed_polls.polled_before_at is not null
    group by all
)

select
    feed_id,
    url,
    publisher,
    polled_before_at,
    fetched_at,
    shown as new_entries
from overlap_counts
where known_before = 0
order by fetched_at desc;

comment on view coverage_gaps is 'Polls that showed nothing known from before: stories may have come and gone in between; poll such feeds more often.';

create or replace view host_politeness as
with spaced as (
    select
        host,
        fetched_at,
        ms,
        status,
        robots_allowed,
        date_diff('millisecond', lag(fetched_at) over (partition by host order by fetched_at), fetched_at) / 1000 as gap_s
    from fetches
    where robots_allowed
)

select
    host,
    count(*) as requests,
    min(gap_s) as least_gap_s,
    median(gap_s) as median_gap_s,
    count(*) filter (status = 429) as too_many,
    count(*) filter (status >= 500) as server_errors,
    max(fetched_at) as last_at
from spaced
group by host
order by requests desc;

comment on view host_politeness is 'Seconds between our requests to a host: the least, the median, and what it answered.';

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
