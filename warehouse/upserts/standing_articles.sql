-- What stands of the staged articles, as far as decisions need it.
-- By row, for the columns of other rows are then not even unpacked.
select
    article_id,
    fetched_at::timestamp as fetched_at,
    first_seen_at::timestamp as first_seen_at,
    revision,
    row_hash,
    parts_hash,
    mentions_hash,
    unpublished_at::timestamp as unpublished_at
from articles
where rowid in (
    select rowid
    from articles
    where article_id in (
        select article_id from staged_articles
        union all
        select article_id from staged_removals
    )
);
