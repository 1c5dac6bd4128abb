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

create or replace temp table undone_events as
select reject_id, unnest([rejected_at, resolved_at]) as happened_at
from undone_rejects
except
select reject_id, unnest([rejected_at, resolved_at]) as happened_at
from was_rejects;

delete from reject_history
where (reject_id, happened_at) in (select (reject_id, happened_at) from undone_events);

delete from rejects
where reject_id in (select reject_id from undone_rejects);

insert into rejects by name
select *
from was_rejects
where reject_id in (select reject_id from undone_rejects);
