-- The entities that only these stories named, or that nobody names any more: a story may have named them once.
create or replace temp table forgotten_entities as
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
