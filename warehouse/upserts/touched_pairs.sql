-- The pairs among the touched stories.
select
    article_id,
    other_article_id,
    shared,
    hashes,
    other_hashes
from text_pairs
where article_id in (select article_id from touched);
