-- The persons of those families that this load named, where somebody of the family goes by initials.
create or replace temp table kin as
with named as (
    select family
    from person_names
    where entity_id in (select entity_id from staged_entities)
),

initialed as (
    select
        family,
        suffix
    from person_names
    where is_initials and family in (select family from named)
)

select *
from person_names
where (family, suffix) in (select (family, suffix) from initialed);

-- Somebody's own word, that two are one or that they are not, is not touched.
create or replace temp table short_names as
select *
from kin
where
    is_initials
    and entity_id not in (
        select entity_id
        from entity_merges
        where (undone_at is null and not is_automatic) or (undone_at is not null and undone_why is null)
    );

create or replace temp table kin_roles as
select distinct
    entity_id,
    fold_words(trim(role)) as role
from mentions
where role is not null and entity_id in (select entity_id from kin);
