-- staged_entries -> entries: the last row staged of an item replaces the one that stands; seen from the earliest to the latest.
create or replace temp table incoming_entries as
with known as (
    select *
    from entries
    where rowid in (
        select rowid
        from entries
        where entry_id in (select entry_id from staged_entries)
    )
),

latest as (
    select
        * exclude (n) replace (
            min(first_seen_at) over (partition by entry_id) as first_seen_at,
            max(last_seen_at) over (partition by entry_id) as last_seen_at
        )
    from staged_entries
    qualify row_number() over (partition by entry_id order by n desc) = 1
),

merged as (
    select
        latest.* replace (
            least(latest.first_seen_at, known.first_seen_at) as first_seen_at,
            greatest(latest.last_seen_at, known.last_seen_at) as last_seen_at
        )
    from latest
    left join known using (entry_id)
),

differing as (
    select * from merged
    except
    select * from known
)

select
    differing.*,
    differing.entry_id not in (select entry_id from known) as is_new
from differing;

delete from entries
where entry_id in (select entry_id from incoming_entries where not is_new);

insert into entries by name
select * exclude (is_new)
from incoming_entries;

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct entry_id) from staged_entries) - count(*) as unchanged
from incoming_entries;
