-- How the warehouse stands, in one row.
select
    (select count(*) from feeds) as feeds,
    (select count(*) from feeds where failures > 0) as feeds_failing,
    (select count(*) from feeds where is_muted) as feeds_muted,
    (select count(*) from articles) as articles,
    (select count(*) from articles where first_seen_at >= $now::timestamptz - interval 1 day) as articles_last_day,
    (select count(*) from entries where state = 'waiting') as entries_waiting,
    (select count(*) from rejects where resolved_at is null) as rejects_open,
    (select count(*) from fetches) as fetches,
    (select max(fetched_at) from fetches) as last_fetch_at,
    (select arg_max(run_id, started_at) from runs) as last_run_id,
    (select arg_max(state, started_at) from runs) as last_run_state,
    (select max(started_at) from runs) as last_run_at;
