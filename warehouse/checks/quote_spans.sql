-- The characters a quote points at are its words.
select
    quotes.article_id,
    quotes.position,
    quotes.quote
from quotes
inner join articles using (article_id)
where substring(articles.body, quotes.start + 1, quotes."end" - quotes.start) is distinct from quotes.quote;
