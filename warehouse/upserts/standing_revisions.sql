-- The revisions of the staged articles, without their bodies.
-- By row, for the columns of other rows are then not even unpacked.
select
    article_id,
    revision,
    seen_at::timestamp as seen_at,
    content_key,
    headline,
    byline,
    body_hash,
    captions,
    correction,
    changes
from stored_revisions
where rowid in (
    select rowid
    from stored_revisions
    where article_id in (
        select article_id from staged_articles
        union all
        select article_id from staged_removals
    )
)
order by article_id, revision;
