create or replace macro articles_as_of(moment) as table
with states as (
    select *
    from revisions
    where seen_at <= moment::timestamptz
    qualify row_number() over (partition by article_id order by revision desc) = 1
)

select
    states.article_id,
    articles.url,
    articles.publisher,
    states.headline,
    states.byline,
    states.body,
    states.captions,
    articles.published_at,
    articles.first_seen_at,
    states.revision,
    states.seen_at,
    states.changes
from states
inner join articles using (article_id)
where states.headline is not null
order by coalesce(articles.published_at, articles.first_seen_at) desc;

comment on macro table articles_as_of is 'The stories as they stood at a moment, from articles_as_of(timestamp): the last state seen until then; without those that were not seen yet, or were gone.';
