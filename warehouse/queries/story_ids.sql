-- The articles at an address: their own, the canonical one, or the one a feed gave.
select article_id
from articles
where url = $url or canonical_url = $url
union
select entries.article_id
from entries
inner join articles using (article_id)
where entries.url = $url or entries.page_url = $url
order by article_id;
