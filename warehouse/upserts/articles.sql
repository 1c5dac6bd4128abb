-- staged_articles -> articles, revisions and the tables of their parts, as `placed` and `revised` decided.
create or replace temp table kept_articles as
select
    article_id,
    cluster_id
from articles
where article_id in (select article_id from placed where action = 'changed');

delete from articles
where article_id in (select article_id from placed where action = 'changed');

insert into articles by name
select
    staged_articles.* exclude (n, story_n, caption_lines, correction, body_key) replace (placed.first_seen_at as first_seen_at),
    placed.revision,
    placed.unpublished_at,
    kept_articles.cluster_id
from staged_articles
inner join placed on staged_articles.story_n = placed.story_n
left join kept_articles on staged_articles.article_id = kept_articles.article_id;

update articles
set
    revision = placed.revision,
    first_seen_at = placed.first_seen_at,
    unpublished_at = placed.unpublished_at
from placed
where
    articles.article_id = placed.article_id
    and placed.action = 'moved';

create or replace temp table kept_revisions as
select
    revisions.* exclude (revision, changes),
    revised.revision,
    revised.changes
from revisions
inner join revised
    on revisions.article_id = revised.article_id and revisions.revision = revised.was
where revised.was is not null;

delete from revisions
where article_id in (select article_id from revised);

insert into revisions by name
select * from kept_revisions
union all by name
select
    revised.article_id,
    revised.revision,
    revised.seen_at,
    staged_articles.headline,
    staged_articles.byline,
    staged_articles.body,
    staged_articles.caption_lines as captions,
    staged_articles.correction,
    revised.changes,
    staged_articles.body_key as body_hash,
    staged_articles.content_key,
    staged_articles.transform_version
from revised
inner join staged_articles on revised.story_n = staged_articles.story_n
union all by name
select
    article_id,
    revision,
    seen_at,
    []::varchar[] as captions,
    changes,
    'unpublished' as content_key
from revised
where story_n is null and was is null;

insert into unchecked_articles
select article_id
from placed
where
    action in ('new', 'changed')
    and article_id not in (select article_id from unchecked_articles);
