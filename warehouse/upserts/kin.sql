-- The persons of those families that this load named, where somebody of the family goes by initials.
create or replace temp table kin as
with named as (
    select distinct fold_words(split_part(sort_name, ', ', 1)) as family
    from staged_entities
    where kind = 'person' and contains(sort_name, ', ')
),

persons as (
    select
        entity_id,
        name,
        fold_words(split_part(sort_name, ', ', 1)) as family,
        fold_words(split_part(sort_name, ', ', 3)) as suffix,
        -- "JD Roe" is J. D. Roe
        regexp_replace(split_part(sort_name, ', ', 2), '^(\p{Lu})(\p{Lu})(\p{Lu}?)$', '\1 \2 \3') as given
    from entities
    where
        kind = 'person'
        and contains(sort_name, ', ')
        and fold_words(split_part(sort_name, ', ', 1)) in (select family from named)
),

parted as (
    select
        *,
        list_filter(string_split_regex(fold_words(given), '[\s.‐-]+'), lambda part: part <> '') as parts
    from persons
),

shaped as (
    select
        entity_id,
        name,
        family,
        suffix,
        array_to_string(list_transform(parts, lambda part: part[1]), '') as initials,
        len(initials) = len(array_to_string(parts, '')) as is_initials,
        len(parts[1]) > 1 as is_full
    from parted
    where len(parts) > 0
)

select *
from shaped
where (family, suffix) in (select (family, suffix) from shaped where is_initials);

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
