-- The entries of these ids.
select *
from entries
where entry_id in (select unnest($ids::ubigint[]))
order by entry_id;
