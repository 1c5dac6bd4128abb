-- Killed runs of a flow, and those that were stopped since the last one of any other end: what earlier ones left, that
-- one had taken up before its own row was written; one that is stopped may not have come so far.
select *
from runs
where flow = $flow
qualify
    state = 'running'
    or (
        state = 'stopped'
        and started_at > coalesce(max(started_at) filter (state <> 'stopped') over (), timestamptz '-infinity')
    )
order by started_at;
