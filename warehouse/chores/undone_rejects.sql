-- Rejects that the load met, or resolved by a story that goes back, are what they were before.
create or replace temp table undone_rejects as
select then_rejects.*
from then_rejects
inner join rejects
    on
        then_rejects.reject_id = rejects.reject_id
        and then_rejects.rejected_at = rejects.rejected_at
        and then_rejects.attempts = rejects.attempts
        and then_rejects.resolved_at is not distinct from rejects.resolved_at
where
    then_rejects.resolved_at is null
    or then_rejects.url in (
        select url from undone
        union all
        select url from undone_entries
    );

delete from reject_history
using undone_rejects
where
    reject_history.reject_id = undone_rejects.reject_id
    and reject_history.happened_at >= (select kept_at from undoing)
    and reject_history.happened_at in (undone_rejects.rejected_at, undone_rejects.resolved_at);

delete from rejects
where reject_id in (select reject_id from undone_rejects);

insert into rejects by name
select *
from was_rejects
where reject_id in (select reject_id from undone_rejects);
