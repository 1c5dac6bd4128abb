-- The entities that only these stories named, or that nobody names any more: a story may have named them once.
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
from entities
where
    exists (select article_id from forgotten)
    and entity_id not in (
        select entity_id
        from named
        where
            entity_id is not null
            and article_id not in (select article_id from forgotten)
    );
