-- Entities are what they were before, unless a later run has changed them or names them; new ones go with the stories that
-- named them.
create or replace temp table undone_entities as
with later as (
    select named.entity_id
    from named
    inner join articles on named.article_id = articles.article_id
    where
        articles.fetched_at >= (select kept_at from undoing)
        and articles.article_id not in (select article_id from undone)
),

same as (
    select * from then_entities
    intersect
    select * from entities
    except
    select * from was_entities
)

select entity_id
from same
where
    entity_id not in (select entity_id from later where entity_id is not null)
    and (
        entity_id in (select entity_id from was_entities)
        or (
            entity_id not in (select entity_id from named where entity_id is not null)
            and entity_id not in (
                select entity_id from entity_merges where not is_automatic
                union all
                select into_entity_id from entity_merges where not is_automatic
            )
        )
    );

delete from entities
where entity_id in (select entity_id from undone_entities);

insert into entities by name
select *
from was_entities
where entity_id in (select entity_id from undone_entities);

-- what loading has made of names that are none any more
delete from person_names
where entity_id not in (select entity_id from entities);

delete from entity_merges
where
    is_automatic
    and (
        entity_id not in (select entity_id from entities)
        or into_entity_id not in (select entity_id from entities)
    );
