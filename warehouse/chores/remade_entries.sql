-- The entries that a load may change: those it brings, and others of the same page, which it may settle.
create or replace temp table remade_entries as
with staged as (
    select coalesce(entries.page_key, entries.url) as page_key
    from entries
    inner join staged_entries using (entry_id)
)

select entry_id from staged_entries
union
select entry_id
from entries
where coalesce(page_key, url) in (select page_key from staged);
