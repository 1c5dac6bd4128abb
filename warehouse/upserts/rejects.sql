-- staged_rejects -> rejects: what later runs meet again is one more attempt, and open again. A run counts once, and what is
-- not later than the row that stands was counted already: so a replay changes nothing.
create or replace temp table incoming_rejects as
with known as (
    select *
    from rejects
    where reject_id in (select reject_id from staged_rejects)
),

fresh as (
    select
        staged_rejects.*,
        known.run_id as known_run_id,
        known.attempts as known_attempts
    from staged_rejects
    left join known using (reject_id)
    where known.reject_id is null or staged_rejects.rejected_at > known.rejected_at
),

counted as (
    select
        reject_id,
        count(distinct run_id) filter (run_id is distinct from known_run_id) as more
    from fresh
    group by all
),

latest as (
    select *
    from fresh
    qualify row_number() over (partition by reject_id order by rejected_at desc, n desc) = 1
)

select
    reject_id,
    run_id,
    stage,
    url,
    reason,
    detail,
    rejected_at,
    coalesce(known_attempts, 0) + more as attempts,
    null::timestamptz as resolved_at,
    known_attempts is null as is_new
from latest
inner join counted using (reject_id);

delete from rejects
where reject_id in (select reject_id from incoming_rejects where not is_new);

insert into rejects by name
select * exclude (is_new)
from incoming_rejects;

insert into reject_history by name
select
    reject_id,
    run_id,
    'rejected' as event,
    detail,
    rejected_at as happened_at
from incoming_rejects;

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct reject_id) from staged_rejects) - count(*) as unchanged
from incoming_rejects;
