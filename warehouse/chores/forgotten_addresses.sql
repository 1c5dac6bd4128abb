-- Every address of the stories at an address, and that address itself.
with stories as (
    select article_id, url
    from articles
    where url = $url or canonical_url = $url
),

shown as (
    select article_id, url, page_url
    from entries
    where
        url = $url
        or page_url = $url
        or article_id in (select article_id from stories)
),

named as (
    select url from stories
    union
    select url from shown
    union
    select page_url from shown
    union
    select articles.url
    from articles
    inner join shown using (article_id)
    union
    select url from imports
    where url = $url or final_url = $url
    union
    select final_url from imports
    where url = $url or final_url = $url
    union
    select $url
)

select url
from named
where url is not null
order by url;
