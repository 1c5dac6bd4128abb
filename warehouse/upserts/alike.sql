-- Initials stand for the only full name of their family that they fit and that bears a role they bear ("J. D. Roe", "J.D.
-- Roe": Jane Doe Roe, both minister). Without one, spellings of the same initials are one still. A surname alone is no reason.
create or replace temp table alike as
with recursive steps as (
    select
        entity_id,
        entity_id as canonical_id,
        0 as step
    from kin
    where is_full
    union all
    select
        steps.entity_id,
        entity_merges.into_entity_id,
        steps.step + 1
    from steps
    inner join entity_merges on steps.canonical_id = entity_merges.entity_id
    where entity_merges.undone_at is null and not entity_merges.is_automatic and steps.step < 20
),

full_names as (
    select
        kin.family,
        kin.suffix,
        kin.initials,
        kin_roles.role,
        arg_max(steps.canonical_id, steps.step) as canonical_id
    from kin
    inner join kin_roles using (entity_id)
    inner join steps using (entity_id)
    where kin.is_full
    group by
        kin.entity_id,
        kin.family,
        kin.suffix,
        kin.initials,
        kin_roles.role
),

explained as (
    select
        short_names.family,
        short_names.suffix,
        short_names.initials,
        min(full_names.canonical_id) as canonical_id,
        min(full_names.role) as role
    from short_names
    inner join kin_roles using (entity_id)
    inner join full_names
        on
            short_names.family = full_names.family
            and short_names.suffix = full_names.suffix
            and kin_roles.role = full_names.role
            and starts_with(full_names.initials, short_names.initials)
    group by all
    having count(distinct full_names.canonical_id) = 1
),

spelled as (
    select
        family,
        suffix,
        initials,
        arg_max(entity_id, (len(entities.name), entities.name)) as canonical_id
    from short_names
    inner join entities using (entity_id)
    group by all
),

chosen as (
    select
        short_names.entity_id,
        coalesce(explained.canonical_id, spelled.canonical_id) as into_entity_id,
        coalesce('initials of the only full name with the role ' || explained.role, 'the same initials') as why
    from short_names
    inner join spelled using (family, suffix, initials)
    left join explained using (family, suffix, initials)
)

select *
from chosen
where entity_id <> into_entity_id;
