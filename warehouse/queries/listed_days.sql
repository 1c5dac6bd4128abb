-- The days (null: none is known) of a backfill's pages from its first to its last day, with how many there are and how many nobody has tried yet.
select
    known_pages.day,
    count(*) as pages,
    count(*) filter (entries.state = 'waiting' and entries.attempts = 0) as waiting
from known_pages
inner join entries using (entry_id)
where
    known_pages.backfill_id = $backfill_id
    and (known_pages.day is null or known_pages.day between $since and $until)
group by known_pages.day
order by known_pages.day;
