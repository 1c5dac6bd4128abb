-- The open rejects that are to be tried again, each with the last page of it that lies in the archive, if one does.
create or replace temp table retried as
with pages as (
    select
        url,
        arg_max(
            struct_pack(
                warc_file := warc_file, warc_offset := warc_offset, sha256 := sha256, final_url := final_url, at := fetched_at
            ),
            fetched_at
        ) as page
    from fetches
    where
        status between 200 and 299
        and error is null
        and warc_file is not null
    group by url
)

select
    rejects.reject_id,
    rejects.stage,
    rejects.url,
    case when rejects.stage = 'make' and rejects.reason <> 'not-in-archive' then pages.page end as page
from rejects
left join pages on rejects.url = pages.url
where
    rejects.resolved_at is null
    and ($url is null or rejects.url = $url)
    and ($reason is null or rejects.reason = $reason);
