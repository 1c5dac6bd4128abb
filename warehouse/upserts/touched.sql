-- The stories whose cluster may be another one now: those that were joined, whose pairs went, and who stood with these.
create or replace temp table touched as
with changed as (
    select article_id from joining
    union
    select article_id from emptied
)

select article_id from changed
union
select article_id
from articles
where cluster_id in (
    select cluster_id
    from kept_articles
    where article_id in (select article_id from emptied)
);
