-- Open rejects of the URLs that were made after all are closed: that goes into their history.
insert into reject_history by name
select
    reject_id,
    'resolved' as event,
    $now as happened_at
from rejects
where
    resolved_at is null
    and url in (select url from staged_resolved);
