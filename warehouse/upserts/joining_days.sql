-- The sketches that this load brought, and the days that they are joined with.
create or replace temp table joining as
select distinct
    staged_sketches.article_id,
    staged_sketches.hash,
    staged_sketches.day
from staged_sketches
inner join placed on staged_sketches.story_n = placed.story_n
where
    placed.parts_changed
    and placed.article_id in (select article_id from retexted);

select
    min(day) - 3 as since,
    max(day) + 3 as until
from joining;
