-- Which entities stories name, in all tables that name any.
create or replace temp view named as
select article_id, entity_id from mentions
union
select article_id, entity_id from bylines
union
select article_id, entity_id from quotes
union
select article_id, unnest(depicted).entity_id from captions;
