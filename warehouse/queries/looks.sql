-- Stored stories whose page is to be looked at again, those due first; those first seen since $since too, due or not.
select *
from entries
where
    state = 'stored'
    and article_id is not null
    and next_attempt_at is not null
    and (next_attempt_at <= $now or first_seen_at >= $since)
order by next_attempt_at, first_seen_at, entry_id
limit $limit;
