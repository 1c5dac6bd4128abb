-- warning: Every good answer of a feed or page that a run asked for lies in the archive; checking a feed keeps nothing.
select
    fetch_id,
    url,
    fetched_at
from fetches
where
    status between 200 and 299
    and error is null
    and not from_cache
    and warc_file is null
    and run_id in (select run_id from runs)
    and url not like 'forgotten:%'
    and not regexp_full_match(url, 'https?://[^/]+/robots\.txt');
