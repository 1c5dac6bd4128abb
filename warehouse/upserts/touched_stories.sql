-- What is known of the touched stories, as far as originals are chosen by it.
-- By row, for the columns of other rows are then not even unpacked.
select
    article_id,
    case
        when published_precision = 'day' then least(first_seen_at, published_at + interval 1 day)
        else coalesce(published_at, first_seen_at)
    end as dated_at,
    publisher,
    agency,
    byline,
    copyright_notice
from articles
where rowid in (
    select rowid
    from articles
    where article_id in (select article_id from touched)
);
