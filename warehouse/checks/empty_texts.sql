-- A story has a headline and a body.
select
    article_id,
    url
from articles
where
    rowid in (select row from checking)
    and (coalesce(trim(headline), '') = '' or coalesce(trim(body), '') = '');
