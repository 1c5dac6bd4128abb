-- warning: As many of a publisher's pages as before give a story, and its byline, pictures, date and length.
with last_day as (
    select max(first_seen_at) as at from entries
),

told as (
    select
        coalesce(articles.publisher, feeds.publisher, feeds.title) as publisher,
        entries.first_seen_at > last_day.at - interval 1 day as is_recent,
        entries.state = 'stored' as has_story,
        articles.byline is not null as has_byline,
        articles.published_at is not null as has_date,
        articles.word_count >= 100 as has_length,
        exists (select 1 from captions where captions.article_id = articles.article_id) as has_picture
    from entries
    cross join last_day
    left join articles using (article_id)
    left join feeds on entries.feed_id = feeds.feed_id
    where
        entries.state in ('stored', 'rejected')
        and entries.first_seen_at >= last_day.at - interval 15 days
),

facts as (
    unpivot (
        select
            publisher,
            is_recent,
            has_story::integer as story,
            case when has_story then has_byline::integer end as byline,
            case when has_story then has_date::integer end as date,
            case when has_story then has_length::integer end as length,
            case when has_story then has_picture::integer end as picture
        from told
        where publisher is not null
    )
    on story, byline, date, length, picture
    into name fact value is_there
),

rates as (
    select
        publisher,
        fact,
        count(*) filter (is_recent) as pages,
        count(*) filter (not is_recent) as pages_before,
        avg(is_there) filter (is_recent) as rate,
        avg(is_there) filter (not is_recent) as rate_before
    from facts
    group by all
)

select
    publisher,
    fact,
    round(rate, 2) as rate,
    round(rate_before, 2) as rate_before,
    pages
from rates
where
    pages >= 10
    and pages_before >= 30
    and rate_before >= 0.3
    and rate < rate_before / 2
order by publisher, fact;
