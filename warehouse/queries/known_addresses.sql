-- Entries and articles that stand for these addresses or article ids: what is known already, in whatever spelling.
select
    'entry' as kind,
    entry_id,
    feed_id,
    url,
    page_url,
    article_id,
    state
from entries
where
    url in (select unnest($urls::varchar[]))
    or page_url in (select unnest($urls::varchar[]))
    or article_id in (select unnest($keys::ubigint[]))
union all
select
    'article',
    null,
    feed_id,
    url,
    canonical_url,
    article_id,
    'stored'
from articles
where article_id in (select unnest($keys::ubigint[]));
