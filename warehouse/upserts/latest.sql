-- staged_{table} -> {table}: of the rows staged under one key the last replaces the row that stands.
create or replace temp table incoming_{table} as
with known as (
    select *
    from {table}
    where {key} in (select {key} from staged_{table})
),

latest as (
    select * exclude (n)
    from staged_{table}
    qualify row_number() over (partition by {key} order by n desc) = 1
),

differing as (
    select * from latest
    except
    select * from known
)

select
    *,
    {key} not in (select {key} from known) as is_new
from differing;

delete from {table}
where {key} in (
    select {key}
    from incoming_{table}
    where not is_new
);

insert into {table} by name
select * exclude (is_new)
from incoming_{table};

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct {key}) from staged_{table}) - count(*) as unchanged
from incoming_{table};
