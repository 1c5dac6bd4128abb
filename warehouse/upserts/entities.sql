-- staged_entities -> entities: every column is a least or a union, so the order in which stories come does not matter.
create or replace temp table incoming_entities as
with known as (
    select *
    from entities
    where rowid in (
        select rowid
        from entities
        where entity_id in (select entity_id from staged_entities)
    )
),

seen as (
    select * exclude (n) from staged_entities
    union all by name
    select * from known
),

grouped as (
    select
        entity_id,
        min(name) as name,
        min(kind) as kind,
        min(sort_name) as sort_name,
        list_sort(list_distinct(flatten(list(list_append(coalesce(aliases, []), name))))) as names,
        min(geoname_id) as geoname_id,
        min(wikidata_id) as wikidata_id,
        min(first_seen_at) as first_seen_at
    from seen
    group by entity_id
),

merged as (
    select
        entity_id,
        name,
        kind,
        sort_name,
        list_filter(names, lambda other: other <> name) as aliases,
        geoname_id,
        wikidata_id,
        first_seen_at
    from grouped
),

differing as (
    select * from merged
    except
    select * from known
)

select
    differing.*,
    differing.entity_id not in (select entity_id from known) as is_new
from differing;

delete from entities
where entity_id in (select entity_id from incoming_entities where not is_new);

insert into entities by name
select * exclude (is_new)
from incoming_entities;

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct entity_id) from staged_entities) - count(*) as unchanged
from incoming_entities;
