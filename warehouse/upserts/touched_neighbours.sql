-- One step further along the pairs; how many stories that added.
insert into touched
with neighbours as (
    select other_article_id as article_id
    from text_pairs
    where article_id in (select article_id from touched)
    union
    select article_id
    from text_pairs
    where other_article_id in (select article_id from touched)
)

select article_id
from neighbours
where article_id not in (select article_id from touched);
