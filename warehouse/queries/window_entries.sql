-- The entries of a backfill's pages of a day (null: of no known day) that wait, by id.
select entries.*
from entries
inner join known_pages using (entry_id)
where
    known_pages.backfill_id = $backfill_id
    and known_pages.day is not distinct from $day
    and entries.state = 'waiting'
order by entries.entry_id;
