-- The stories and entries at these addresses, and whoever shares text with them.
create or replace temp table forgotten as
select article_id
from articles
where url in (select unnest($urls::varchar[]))
union
select article_id
from entries
where
    article_id is not null
    and (url in (select unnest($urls::varchar[])) or page_url in (select unnest($urls::varchar[])));
