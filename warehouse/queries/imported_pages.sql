-- The pages of a day that a backfill copied, with the earliest entry that stands for their address.
with led as (
    select
        imports.import_id,
        entries.entry_id
    from imports
    inner join entries on entries.url in (imports.url, imports.final_url)
    where
        imports.backfill_id = $backfill_id
        and imports.day = $day
    qualify row_number() over (partition by imports.import_id order by entries.first_seen_at, entries.entry_id) = 1
)

select
    imports.import_id as fetch_id,
    imports.url,
    imports.final_url,
    imports.fetched_at,
    imports.warc_file,
    imports.warc_offset,
    imports.sha256,
    led.entry_id
from imports
left join led using (import_id)
where
    imports.backfill_id = $backfill_id
    and imports.day = $day
order by imports.fetched_at, imports.url, imports.import_id;
