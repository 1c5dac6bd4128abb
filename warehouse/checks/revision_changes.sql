-- A revision differs from the one before and says in what; a story has at most 24.
with paired as (
    select
        article_id,
        revision,
        content_key,
        changes,
        lag(content_key) over (partition by article_id order by revision) as content_key_before
    from stored_revisions
)

select
    article_id,
    revision,
    changes
from paired
where
    revision > 24
    or content_key = content_key_before
    or (revision = 1 and len(changes) > 0);
