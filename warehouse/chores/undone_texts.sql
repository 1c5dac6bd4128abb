-- What joining texts asks for: the stories that lose their pairs, and those that come back with sketches.
create or replace temp table kept_articles as
select
    article_id,
    cluster_id
from articles
where article_id in (select article_id from undone);

-- their texts are checked before they are published
insert into unchecked_articles
select article_id
from undone
where
    not is_new
    and article_id not in (select article_id from unchecked_articles);

create or replace temp table emptied as
select article_id from undone;

create or replace temp table retexted as
select article_id from undone;

create or replace temp table placed as
select
    article_id,
    article_id as story_n,
    true as parts_changed
from undone
where not is_new;

create or replace temp table staged_sketches as
select
    *,
    article_id as story_n
from was_sketches
where article_id in (select article_id from undone);
