-- A story has a headline and a body.
select
    article_id,
    url
from articles
where
    coalesce(trim(headline), '') = ''
    or coalesce(trim(body), '') = '';
