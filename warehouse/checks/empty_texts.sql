-- A story has a headline and a body.
select
    articles.article_id,
    articles.url
from articles
inner join checking on articles.rowid = checking.row
where
    -- asks both sides, for else DuckDB reads the texts of all stories before it joins
    articles.rowid <> checking.row
    or coalesce(trim(articles.headline), '') = ''
    or coalesce(trim(articles.body), '') = '';
