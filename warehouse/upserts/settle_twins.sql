-- A new item that leads to the page of a stored one from another feed, by whatever spelling of its address, is the same
-- story: its page is not asked for again.
update entries
set
    state = 'stored',
    article_id = stored.article_id
from (
    select
        coalesce(page_key, url) as page_key,
        arg_min(article_id, first_seen_at) as article_id,
        list(feed_id) as feed_ids
    from entries
    where
        state = 'stored'
        and coalesce(page_key, url) in (
            select coalesce(page_key, url)
            from entries
            where state = 'waiting'
        )
    group by all
) as stored
where
    coalesce(entries.page_key, entries.url) = stored.page_key
    and entries.state = 'waiting'
    and entries.article_id is null
    and entries.page_sha256 is null
    and not list_contains(stored.feed_ids, entries.feed_id);
