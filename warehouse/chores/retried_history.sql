-- That they were tried again goes into their history.
insert into reject_history by name
select
    reject_id,
    'retried' as event,
    $now as happened_at
from retried;
