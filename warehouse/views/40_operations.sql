create or replace view feed_health as
with answers as (
    select
        coalesce(fetches.feed_id, feeds.feed_id) as feed_id,
        fetches.fetched_at,
        fetches.from_cache,
        fetches.from_cache or fetches.entries_shown is not null as is_good
    from fetches
    left join feeds on fetches.feed_id is null and fetches.pace_s is null and fetches.url = feeds.url
    where coalesce(fetches.feed_id, feeds.feed_id) is not null
),

dated as (
    select *, max(fetched_at) filter (is_good) over (partition by feed_id) as last_good_at
    from answers
),

polls as (
    select
        feed_id,
        count(*) as polls,
        count(*) filter (is_good) as good_polls,
        count(*) filter (from_cache) as unchanged_polls,
        count(*) filter (last_good_at is null or fetched_at > last_good_at) as failures,
        any_value(last_good_at) as last_good_at
    from dated
    group by feed_id
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
    coalesce(feeds.publisher, feeds.title) as publisher,
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
    -- what no request was made for has no row in fetches; what our own outage broke is no failure
    if(feeds.is_muted or feeds.failures > 0, greatest(polls.failures, ceil(feeds.failures), 1), 0)::bigint as failures,
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
order by failures desc, feeds.url;

comment on view feed_health is 'How each feed fares: its state and the reason, polls, failures, what its entries became.';
comment on column feed_health.feed_id is 'The feed.';
comment on column feed_health.url is 'Where it is listed to be polled.';
comment on column feed_health.publisher is 'Who publishes it.';
comment on column feed_health.state is 'good, new (not polled yet), failing, muted (not polled any more), moving (led elsewhere once) or moved.';
comment on column feed_health.reason is 'Why it is not good; null: it is.';
comment on column feed_health.is_muted is 'Not polled any more.';
comment on column feed_health.failures is 'Polls since the last good one that gave no feed; 0: none.';
comment on column feed_health.last_status is 'HTTP status of the last poll; null: no answer came.';
comment on column feed_health.last_error is 'What went wrong last, reason and detail.';
comment on column feed_health.next_due_at is 'When it is polled next.';
comment on column feed_health.polls is 'Requests for it so far; null: none.';
comment on column feed_health.good_polls is 'Those that gave the feed, or said that it is unchanged.';
comment on column feed_health.unchanged_polls is 'Those answered by what we had already.';
comment on column feed_health.last_good_at is 'When it last gave the feed, or said that it is unchanged.';
comment on column feed_health.entries is 'Entries it showed first; null: none.';
comment on column feed_health.stored is 'Those that became stories.';
comment on column feed_health.rejected is 'Those that gave none.';
comment on column feed_health.waiting is 'Those that are to be fetched or made.';
comment on column feed_health.last_new_at is 'When it last showed a new one.';

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
    coalesce(feeds.publisher, feeds.title) as publisher,
    polls.polled_before_at,
    polls.fetched_at,
    polls.entries_shown as new_entries
from polls
inner join feeds on polls.feed_id = feeds.feed_id
where polls.entries_known = 0 and polls.entries_shown > 0
order by polls.fetched_at desc;

comment on view coverage_gaps is 'Polls that showed nothing known from before: stories may have come and gone in between; such feeds are polled more often from then on.';
comment on column coverage_gaps.feed_id is 'The feed.';
comment on column coverage_gaps.url is 'Where it is polled.';
comment on column coverage_gaps.publisher is 'Who publishes it.';
comment on column coverage_gaps.polled_before_at is 'The poll before: stories may be missing since then; null: it was the first poll.';
comment on column coverage_gaps.fetched_at is 'The poll that showed nothing known.';
comment on column coverage_gaps.new_entries is 'Entries it showed, all of them new.';

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
comment on column host_politeness.host is 'The host.';
comment on column host_politeness.requests is 'Requests that were made to it.';
comment on column host_politeness.least_gap_s is 'The shortest pause, in seconds, from the end of a request to the next; null: there was one only.';
comment on column host_politeness.median_gap_s is 'The median of these pauses, in seconds.';
comment on column host_politeness.least_pace_s is 'The least that was owed, in seconds: our own delay, or the Crawl-delay.';
comment on column host_politeness.greatest_pace_s is 'The most that was owed, in seconds.';
comment on column host_politeness.too_soon is 'Requests that came more than a tenth of a second before their time.';
comment on column host_politeness.kept_out_by_robots is 'Requests that robots.txt kept us from.';
comment on column host_politeness.too_many is 'Answers 429: it was asked too much.';
comment on column host_politeness.server_errors is 'Answers of 500 and more.';
comment on column host_politeness.last_at is 'The last request.';

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
comment on column open_rejects.reason is 'Why nothing was made of it, a slug.';
comment on column open_rejects.stage is 'Where it ended: poll, fetch, make or load.';
comment on column open_rejects.url is 'The address of the feed or story.';
comment on column open_rejects.detail is 'More about the reason; null: nothing more.';
comment on column open_rejects.attempts is 'How often it was tried.';
comment on column open_rejects.rejected_at is 'When it was last tried.';
comment on column open_rejects.run_id is 'The run that tried last.';

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
comment on column resolved_rejects.reason is 'Why nothing was made of it at first, a slug.';
comment on column resolved_rejects.stage is 'Where it ended: poll, fetch, make or load.';
comment on column resolved_rejects.url is 'The address of the feed or story.';
comment on column resolved_rejects.detail is 'More about the reason; null: nothing more.';
comment on column resolved_rejects.attempts is 'How often it was tried in vain.';
comment on column resolved_rejects.rejected_at is 'When it last failed.';
comment on column resolved_rejects.resolved_at is 'When it was made after all.';
comment on column resolved_rejects.run_id is 'The run that last failed.';
