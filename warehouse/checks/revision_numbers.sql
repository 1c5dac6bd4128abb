-- The revisions of a story are numbered from 1 in order of time without a gap, and its row bears one of them.
with numbered as (
    select
        article_id,
        revision,
        row_number() over (partition by article_id order by seen_at) as expected
    from stored_revisions
)

select
    article_id,
    revision
from numbered
where revision <> expected
union all
select
    article_id,
    revision
from articles
anti join stored_revisions using (article_id, revision);
