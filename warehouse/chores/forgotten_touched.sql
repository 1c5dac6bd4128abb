-- Stories whose cluster may be another one once these are gone.
create or replace temp table touched as
with clusters as (
    select cluster_id
    from articles
    where article_id in (select article_id from forgotten)
)

select article_id
from articles
where
    cluster_id in (select cluster_id from clusters)
    and article_id not in (select article_id from forgotten);
