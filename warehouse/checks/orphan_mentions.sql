-- An entity that a mention names is a row of entities.
select
    article_id,
    entity_id,
    surface
from mentions
anti join entities using (entity_id)
where entity_id is not null;
