-- A part of a story belongs to a story that stands.
with parts as (
    select 'revisions' as table_name, article_id from stored_revisions
    union all
    select 'bylines', article_id from bylines
    union all
    select 'captions', article_id from captions
    union all
    select 'mentions', article_id from mentions
    union all
    select 'quotes', article_id from quotes
    union all
    select 'evidence', article_id from evidence
    union all
    select 'sketches', article_id from sketches
)

select distinct
    table_name,
    article_id
from parts
anti join articles using (article_id);
