-- Entries that wait, those due first; with $ignore_backoff all of them. What a backfill has listed and nobody has asked for
-- yet is left to it, with its limits; once a feed shows it again it is news like any other.
select *
from entries
where
    state = 'waiting'
    and (
        attempts > 0
        or entry_id not in (
            select entry_id
            from known_pages
            inner join entries as shown using (entry_id)
            where known_pages.listed_at >= shown.last_seen_at
        )
    )
    and ($ignore_backoff or next_attempt_at is null or next_attempt_at <= $now)
order by next_attempt_at nulls first, first_seen_at, entry_id
limit $limit;
