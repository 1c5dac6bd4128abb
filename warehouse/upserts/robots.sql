-- staged_robots -> robots: an origin's latest file replaces the one that stands.
create or replace temp table incoming_robots as
with known as (
    select *
    from robots
    where origin in (select origin from staged_robots)
),

latest as (
    select * exclude (n)
    from (
        select * from staged_robots
        union all by name
        select *, -1 as n from known
    )
    qualify row_number() over (partition by origin order by fetched_at desc, n) = 1
),

differing as (
    select * from latest
    except
    select * from known
)

select
    differing.*,
    differing.origin not in (select origin from known) as is_new
from differing;

delete from robots
where origin in (select origin from incoming_robots where not is_new);

insert into robots by name
select * exclude (is_new)
from incoming_robots;

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct origin) from staged_robots) - count(*) as unchanged
from incoming_robots;
