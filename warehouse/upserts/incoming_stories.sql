-- The staged stories that are to be decided on, as far as decisions need them.
-- Moments without the name of their zone, which is UTC: Python reads them three times as quickly.
select
    article_id,
    story_n,
    url,
    fetched_at::timestamp as fetched_at,
    first_seen_at::timestamp as first_seen_at,
    row_hash,
    parts_hash,
    mentions_hash,
    content_key,
    headline,
    byline,
    body_key,
    caption_lines,
    correction
from staged_articles
where story_n not in (select story_n from first_stories);
