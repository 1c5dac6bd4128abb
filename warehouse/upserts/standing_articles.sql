-- What stands of the staged articles, as far as decisions need it.
select
    article_id,
    fetched_at,
    first_seen_at,
    revision,
    row_hash,
    parts_hash,
    unpublished_at
from articles
where article_id in (
    select article_id from staged_articles
    union all
    select article_id from staged_removals
);
