-- staged_known_pages -> known_pages: the last row staged of a page replaces the one that stands.
create or replace temp table incoming_known_pages as
with known as (
    select *
    from known_pages
    where (backfill_id, entry_id) in (select (backfill_id, entry_id) from staged_known_pages)
),

latest as (
    select * exclude (n)
    from staged_known_pages
    qualify row_number() over (partition by backfill_id, entry_id order by n desc) = 1
),

differing as (
    select * from latest
    except
    select * from known
)

select
    differing.*,
    (differing.backfill_id, differing.entry_id) not in (select (backfill_id, entry_id) from known) as is_new
from differing;

delete from known_pages
where (backfill_id, entry_id) in (
    select (backfill_id, entry_id)
    from incoming_known_pages
    where not is_new
);

insert into known_pages by name
select * exclude (is_new)
from incoming_known_pages;

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct (backfill_id, entry_id)) from staged_known_pages) - count(*) as unchanged
from incoming_known_pages;
