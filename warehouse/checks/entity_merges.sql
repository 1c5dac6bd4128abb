-- An entity is merged into at most one other at a time, and not into itself.
select
    entity_id,
    count(*) as times
from entity_merges
where undone_at is null
group by entity_id
having count(*) > 1 or bool_or(entity_id = into_entity_id);
