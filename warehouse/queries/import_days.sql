-- The days of the pages that a backfill copied from foreign files, with how many there are.
select
    day,
    count(*) as pages
from imports
where
    backfill_id = $backfill_id
    and day between $since and $until
group by day
order by day;
