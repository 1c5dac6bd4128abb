-- staged_backfills -> backfills: the last row staged of a backfill replaces the one that stands.
create or replace temp table incoming_backfills as
with known as (
    select *
    from backfills
    where backfill_id in (select backfill_id from staged_backfills)
),

latest as (
    select * exclude (n)
    from staged_backfills
    qualify row_number() over (partition by backfill_id order by n desc) = 1
),

differing as (
    select * from latest
    except
    select * from known
)

select
    differing.*,
    backfill_id not in (select backfill_id from known) as is_new
from differing;

delete from backfills
where backfill_id in (
    select backfill_id
    from incoming_backfills
    where not is_new
);

insert into backfills by name
select * exclude (is_new)
from incoming_backfills;

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct backfill_id) from staged_backfills) - count(*) as unchanged
from incoming_backfills;
