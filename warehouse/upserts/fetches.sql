-- staged_fetches -> fetches: a request is written once and never changes.
create or replace temp table incoming_fetches as
select * exclude (n)
from staged_fetches
where fetch_id not in (
    select fetch_id
    from fetches
    where fetch_id in (select fetch_id from staged_fetches)
)
qualify row_number() over (partition by fetch_id order by n) = 1;

insert into fetches by name
select *
from incoming_fetches;

select
    count(*) as new,
    0 as changed,
    (select count(distinct fetch_id) from staged_fetches) - count(*) as unchanged
from incoming_fetches;
