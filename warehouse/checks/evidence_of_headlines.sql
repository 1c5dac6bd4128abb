-- warning: The evidence names where a story's headline came from.
select
    article_id,
    url
from articles
where article_id not in (
    select article_id
    from evidence
    where field = 'headline' and is_chosen
);
