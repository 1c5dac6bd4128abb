-- The entities that only these stories named.
create or replace temp table forgotten_entities as
with named as (
    select article_id, entity_id from mentions
    union
    select article_id, entity_id from bylines
    union
    select article_id, entity_id from quotes
    union
    select article_id, unnest(depicted).entity_id from captions
)

select entity_id
from named
where entity_id is not null
group by entity_id
having bool_and(article_id in (select article_id from forgotten));
