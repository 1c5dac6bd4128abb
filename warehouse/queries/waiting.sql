-- Entries that wait, those due first; with $ignore_backoff all of them.
select *
from entries
where
    state = 'waiting'
    and ($ignore_backoff or next_attempt_at is null or next_attempt_at <= $now)
order by next_attempt_at nulls first, first_seen_at, entry_id
limit $limit;
