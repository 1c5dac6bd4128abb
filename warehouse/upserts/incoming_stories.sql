-- The staged stories, as far as decisions need them.
select
    article_id,
    story_n,
    url,
    fetched_at,
    first_seen_at,
    row_hash,
    parts_hash,
    content_key,
    headline,
    byline,
    body_key,
    caption_lines,
    correction
from staged_articles;
