-- The characters a quote points at are its words.
with texts as (
    select
        article_id,
        body
    from articles
    where rowid in (select row from checking)
)

select
    quotes.article_id,
    quotes.position,
    quotes.quote
from quotes
inner join texts using (article_id)
where substring(texts.body, quotes.start + 1, quotes."end" - quotes.start) is distinct from quotes.quote;
