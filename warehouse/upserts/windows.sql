-- staged_windows -> windows: the last row staged of a stretch replaces the one that stands.
create or replace temp table incoming_windows as
with known as (
    select *
    from windows
    where (backfill_id, source, window_start) in (
        select (backfill_id, source, window_start)
        from staged_windows
    )
),

latest as (
    select * exclude (n)
    from staged_windows
    qualify row_number() over (partition by backfill_id, source, window_start order by n desc) = 1
),

differing as (
    select * from latest
    except
    select * from known
)

select
    differing.*,
    (differing.backfill_id, differing.source, differing.window_start) not in (
        select (backfill_id, source, window_start)
        from known
    ) as is_new
from differing;

delete from windows
where (backfill_id, source, window_start) in (
    select (backfill_id, source, window_start)
    from incoming_windows
    where not is_new
);

insert into windows by name
select * exclude (is_new)
from incoming_windows;

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct (backfill_id, source, window_start)) from staged_windows) - count(*) as unchanged
from incoming_windows;
