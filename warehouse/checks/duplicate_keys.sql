-- A key names one row.
with keys as (
    select 'feeds' as table_name, feed_id::varchar as key from feeds
    union all
    select 'fetches', fetch_id::varchar from fetches
    union all
    select 'entries', entry_id::varchar from entries
    union all
    select 'articles', article_id::varchar from articles
    union all
    select 'entities', entity_id::varchar from entities
    union all
    select 'rejects', reject_id::varchar from rejects
    union all
    select 'runs', run_id from runs
    union all
    select 'windows', concat_ws(' ', backfill_id, source, window_start) from windows
    union all
    select 'backfills', backfill_id from backfills
    union all
    select 'known_pages', concat_ws(' ', backfill_id, entry_id) from known_pages
    union all
    select 'listings', url from listings
    union all
    select 'imports', import_id::varchar from imports
    union all
    select 'revisions', concat_ws(' ', article_id, revision) from revisions
    union all
    select 'bylines', concat_ws(' ', article_id, position) from bylines
    union all
    select 'captions', concat_ws(' ', article_id, position) from captions
    union all
    select 'quotes', concat_ws(' ', article_id, position) from quotes
)

select
    table_name,
    key,
    count(*) as times
from keys
group by all
having count(*) > 1;
