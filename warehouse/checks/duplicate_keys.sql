-- A key names one row.
select
    'feeds' as table_name,
    concat_ws(' ', feed_id) as key,
    count(*) as times
from feeds
group by feed_id
having count(*) > 1
union all
select
    'fetches',
    concat_ws(' ', fetch_id),
    count(*)
from fetches
group by fetch_id
having count(*) > 1
union all
select
    'entries',
    concat_ws(' ', entry_id),
    count(*)
from entries
group by entry_id
having count(*) > 1
union all
select
    'articles',
    concat_ws(' ', article_id),
    count(*)
from articles
group by article_id
having count(*) > 1
union all
select
    'entities',
    concat_ws(' ', entity_id),
    count(*)
from entities
group by entity_id
having count(*) > 1
union all
select
    'rejects',
    concat_ws(' ', reject_id),
    count(*)
from rejects
group by reject_id
having count(*) > 1
union all
select
    'runs',
    concat_ws(' ', run_id),
    count(*)
from runs
group by run_id
having count(*) > 1
union all
select
    'windows',
    concat_ws(' ', backfill_id, source, window_start),
    count(*)
from windows
group by backfill_id, source, window_start
having count(*) > 1
union all
select
    'revisions',
    concat_ws(' ', article_id, revision),
    count(*)
from stored_revisions
group by article_id, revision
having count(*) > 1
union all
select
    'bylines',
    concat_ws(' ', article_id, position),
    count(*)
from bylines
where article_id in (select article_id from checking)
group by article_id, position
having count(*) > 1
union all
select
    'captions',
    concat_ws(' ', article_id, position),
    count(*)
from captions
where article_id in (select article_id from checking)
group by article_id, position
having count(*) > 1
union all
select
    'quotes',
    concat_ws(' ', article_id, position),
    count(*)
from quotes
where article_id in (select article_id from checking)
group by article_id, position
having count(*) > 1
union all
select
    'sketches',
    concat_ws(' ', article_id, hash),
    count(*)
from sketches
where article_id in (select article_id from checking)
group by article_id, hash
having count(*) > 1
union all
select
    'text_pairs',
    concat_ws(' ', article_id, other_article_id),
    count(*)
from text_pairs
group by article_id, other_article_id
having count(*) > 1
union all
select
    'backfills',
    concat_ws(' ', backfill_id),
    count(*)
from backfills
group by backfill_id
having count(*) > 1
union all
select
    'known_pages',
    concat_ws(' ', backfill_id, entry_id),
    count(*)
from known_pages
group by backfill_id, entry_id
having count(*) > 1
union all
select
    'listings',
    concat_ws(' ', url),
    count(*)
from listings
group by url
having count(*) > 1
union all
select
    'imports',
    concat_ws(' ', import_id),
    count(*)
from imports
group by import_id
having count(*) > 1;
