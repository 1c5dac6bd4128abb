-- The stories of a layer that are as its load left them: they go back. What a later run has changed stays.
create or replace temp table undone as
select
    then_articles.article_id,
    then_articles.url,
    then_articles.article_id not in (select article_id from was_articles) as is_new
from then_articles
inner join articles
    on
        then_articles.article_id = articles.article_id
        and then_articles.row_hash = articles.row_hash
        and then_articles.parts_hash = articles.parts_hash
        and then_articles.revision = articles.revision
        and then_articles.first_seen_at = articles.first_seen_at
        and then_articles.unpublished_at is not distinct from articles.unpublished_at;
