-- How many hashes each story of a meeting has.
create or replace temp table sizes as
select
    article_id,
    count(*) as hashes
from sketches
where
    day between $since and $until
    and article_id in (
        select article_id from meeting
        union all
        select other_article_id from meeting
    )
group by article_id;
