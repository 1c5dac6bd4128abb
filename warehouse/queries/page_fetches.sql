-- Every article page that was fetched well, from since to before until, with the earliest entry that led to it;
-- and those copied from foreign WARC files.
with pages as (
    select
        fetch_id,
        url,
        final_url,
        fetched_at,
        warc_file,
        warc_offset,
        sha256
    from fetches
    where
        status between 200 and 299
        and error is null
        and warc_file is not null
        and fetched_at >= $since
        and fetched_at < $until
        and url not in (select url from feeds)
        and url not in (select moved_to from feeds where moved_to is not null)
        and url not in (select url from listings)
        and not regexp_full_match(url, 'https?://[^/]+/robots\.txt')
    union all
    select
        import_id,
        url,
        final_url,
        fetched_at,
        warc_file,
        warc_offset,
        sha256
    from imports
    where
        fetched_at >= $since
        and fetched_at < $until
),

addresses as (
    select url as address, entry_id, first_seen_at
    from entries
    union
    select page_url, entry_id, first_seen_at
    from entries
    where page_url is not null
),

asked as (
    select fetch_id, url as address
    from pages
    union
    select fetch_id, final_url
    from pages
    where final_url is not null
),

led as (
    select asked.fetch_id, addresses.entry_id
    from asked
    inner join addresses using (address)
    qualify row_number() over (partition by asked.fetch_id order by addresses.first_seen_at, addresses.entry_id) = 1
)

select
    pages.fetch_id,
    pages.url,
    coalesce(pages.final_url, pages.url) as final_url,
    pages.fetched_at,
    pages.warc_file,
    pages.warc_offset,
    pages.sha256,
    led.entry_id
from pages
left join led using (fetch_id)
order by pages.fetched_at, pages.url, pages.fetch_id;
