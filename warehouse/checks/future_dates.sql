-- Nothing is dated later than two days after it was fetched (a day, and the widest zone).
select
    article_id,
    published_at,
    fetched_at
from articles
where published_at > fetched_at + interval 2 days;
