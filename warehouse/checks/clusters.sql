-- A cluster bears the id of a story that belongs to it.
select
    articles.article_id,
    articles.cluster_id
from articles
left join articles as originals on articles.cluster_id = originals.article_id
where
    articles.cluster_id is not null
    and originals.cluster_id is distinct from articles.cluster_id;
