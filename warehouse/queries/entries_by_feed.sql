-- The entries that these feeds have shown.
select *
from entries
where feed_id in (select unnest($ids::ubigint[]))
order by entry_id;
