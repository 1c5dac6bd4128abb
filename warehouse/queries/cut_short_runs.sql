-- Killed runs of a flow, and the last one if it was stopped: whatever earlier ones left, the next has taken up before
-- its own row was written.
select *
from runs
where flow = $flow
qualify state = 'running' or (state = 'stopped' and started_at = max(started_at) over ())
order by started_at;
