-- A story is marked as gone exactly when its last revision says so.
select
    articles.article_id,
    articles.url,
    articles.unpublished_at
from articles
inner join stored_revisions using (article_id)
where
    articles.unpublished_at is not null
    and stored_revisions.revision = articles.revision
    and not list_contains(stored_revisions.changes, 'unpublished');
