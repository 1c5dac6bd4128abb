-- The characters a mention points at are its surface.
with stories as (
    select
        article_id,
        headline,
        body
    from articles
    where rowid in (select row from checking)
),

texts as (
    select article_id, 'headline' as field, null::integer as caption_position, headline as text from stories
    union all
    select article_id, 'body', null, body from stories
    union all
    select article_id, 'caption', position, caption
    from captions
    where article_id in (select article_id from checking)
),

pointed as (
    select *
    from mentions
    where article_id in (select article_id from checking)
)

select
    pointed.article_id,
    pointed.field,
    pointed.start,
    pointed.surface
from pointed
left join texts
    on
        pointed.article_id = texts.article_id
        and pointed.field = texts.field
        and pointed.caption_position is not distinct from texts.caption_position
where substring(texts.text, pointed.start + 1, pointed."end" - pointed.start) is distinct from pointed.surface;
