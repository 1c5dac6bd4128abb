-- The rejects that a load meets again, or resolves.
create or replace temp table remade_rejects as
select reject_id from staged_rejects
union
select reject_id
from rejects
where
    resolved_at is null
    and url in (select url from staged_resolved);
