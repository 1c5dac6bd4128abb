-- The characters a mention points at are its surface.
with texts as (
    select article_id, 'headline' as field, null::integer as caption_position, headline as text from articles
    union all
    select article_id, 'body', null, body from articles
    union all
    select article_id, 'caption', position, caption from captions
)

select
    mentions.article_id,
    mentions.field,
    mentions.start,
    mentions.surface
from mentions
left join texts
    on
        mentions.article_id = texts.article_id
        and mentions.field = texts.field
        and mentions.caption_position is not distinct from texts.caption_position
where substring(texts.text, mentions.start + 1, mentions."end" - mentions.start) is distinct from mentions.surface;
