-- A story is marked as gone exactly when its last revision says so.
select
    articles.article_id,
    articles.url,
    articles.unpublished_at
from articles
inner join revisions using (article_id)
where
    articles.unpublished_at is not null
    and revisions.revision = articles.revision
    and not list_contains(revisions.changes, 'unpublished');
