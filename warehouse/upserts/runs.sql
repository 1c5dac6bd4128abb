-- staged_runs -> runs: the last row staged of a run replaces the one that stands.
create or replace temp table incoming_runs as
with known as (
    select *
    from runs
    where run_id in (select run_id from staged_runs)
),

latest as (
    select * exclude (n)
    from staged_runs
    qualify row_number() over (partition by run_id order by n desc) = 1
),

differing as (
    select * from latest
    except
    select * from known
)

select
    differing.*,
    differing.run_id not in (select run_id from known) as is_new
from differing;

delete from runs
where run_id in (select run_id from incoming_runs where not is_new);

insert into runs by name
select * exclude (is_new)
from incoming_runs;

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct run_id) from staged_runs) - count(*) as unchanged
from incoming_runs;
