-- Those that `alike` names begin, unless they hold.
insert into entity_merges by name
select
    entity_id,
    into_entity_id,
    why,
    $now as merged_at,
    true as is_automatic
from alike
where entity_id not in (select entity_id from entity_merges where undone_at is null);
