-- How many stories are new, changed, and as they were.
select
    count(*) filter (action = 'new') as new,
    count(*) filter (action = 'changed') as changed,
    count(*) filter (action in ('moved', 'unchanged')) as unchanged
from placed;
