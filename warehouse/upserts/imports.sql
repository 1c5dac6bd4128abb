-- staged_imports -> imports: a page is copied once and never changes.
create or replace temp table incoming_imports as
select * exclude (n)
from staged_imports
where import_id not in (
    select import_id
    from imports
    where import_id in (select import_id from staged_imports)
)
qualify row_number() over (partition by import_id order by n) = 1;

insert into imports by name
select *
from incoming_imports;

select
    count(*) as new,
    0 as changed,
    (select count(distinct import_id) from staged_imports) - count(*) as unchanged
from incoming_imports;
