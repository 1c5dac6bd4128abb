-- staged_entities -> person_names: the parts of the names of persons that are new; of all where none is there yet.
insert into person_names
with missing as (
    select rowid as row
    from entities
    where
        kind = 'person'
        and (entity_id in (select entity_id from staged_entities) or (select count(*) from person_names) = 0)
        and entity_id not in (select entity_id from person_names where entity_id in (select entity_id from staged_entities))
),

persons as (
    select
        entity_id,
        fold_words(split_part(sort_name, ', ', 1)) as family,
        fold_words(split_part(sort_name, ', ', 3)) as suffix,
        -- "JD Roe" is J. D. Roe
        regexp_replace(split_part(sort_name, ', ', 2), '^(\p{Lu})(\p{Lu})(\p{Lu}?)$', '\1 \2 \3') as given
    from entities
    where rowid in (select row from missing) and contains(sort_name, ', ')
),

parted as (
    select
        *,
        list_filter(string_split_regex(fold_words(given), '[\s.‐-]+'), lambda part: part <> '') as parts
    from persons
)

select
    entity_id,
    family,
    suffix,
    array_to_string(list_transform(parts, lambda part: part[1]), '') as initials,
    len(initials) = len(array_to_string(parts, '')) as is_initials,
    len(parts[1]) > 1 as is_full
from parted
where len(parts) > 0;
