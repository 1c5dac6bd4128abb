-- staged_articles -> placed, revised: a story that nobody knew and that came once is new, in its first state. What becomes of
-- the others, revisions.py decides.
create or replace temp table first_stories as
with known as (
    select article_id
    from articles
    where article_id in (select article_id from staged_articles)
    union all
    select article_id
    from stored_revisions
    where article_id in (select article_id from staged_articles)
    union all
    select article_id from staged_removals
)

select
    article_id,
    story_n,
    first_seen_at,
    fetched_at
from staged_articles
where article_id not in (select article_id from known)
qualify count(*) over (partition by article_id) = 1;

create or replace temp table placed as
select
    article_id,
    story_n,
    'new' as action,
    1 as revision,
    first_seen_at,
    null::timestamptz as unpublished_at,
    true as parts_changed,
    true as mentions_changed,
    false as is_known
from first_stories;

create or replace temp table revised as
select
    article_id,
    story_n,
    null::integer as was,
    1 as revision,
    fetched_at as seen_at,
    []::varchar[] as changes
from first_stories;
