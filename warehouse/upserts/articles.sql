-- staged_articles -> articles, stored_revisions and the tables of their parts, as `placed` and `revised` decided.
create or replace temp table restated as
select article_id from placed where action = 'changed'
union
select article_id from revised;

-- by row, for the texts of other rows are then not even unpacked; without the text where what replaces the row has the same
create or replace temp table kept_articles as
with standing as (
    select
        article_id,
        cluster_id,
        body
    from articles
    where rowid in (
        select rowid
        from articles
        where article_id in (select article_id from restated)
    )
),

arriving as (
    select
        placed.article_id,
        staged_articles.body
    from staged_articles
    inner join placed on staged_articles.story_n = placed.story_n
    where placed.action = 'changed'
)

select
    standing.article_id,
    standing.cluster_id,
    case when standing.body is distinct from arriving.body then standing.body end as body
from standing
left join arriving using (article_id);

create or replace temp table kept_revisions as
with stored as (
    select *
    from stored_revisions
    where rowid in (
        select rowid
        from stored_revisions
        where article_id in (select article_id from restated)
    )
)

select
    stored.* replace (
        case
            when stored.content_key <> 'unpublished' then coalesce(stored.body, kept_articles.body)
        end as body
    )
from stored
left join kept_articles using (article_id);

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

delete from stored_revisions
where article_id in (select article_id from restated);

insert into stored_revisions by name
with kept as (
    select kept_revisions.* replace (revised.revision as revision, revised.changes as changes)
    from kept_revisions
    inner join revised
        on kept_revisions.article_id = revised.article_id and kept_revisions.revision = revised.was
    union all
    select *
    from kept_revisions
    where article_id not in (select article_id from revised)
),

-- staged stories that no row is made of; the text of the others is the present one
passed as (
    select
        story_n,
        body
    from staged_articles
    where story_n not in (select story_n from placed where story_n is not null)
),

arrived as (
    select
        revised.article_id,
        revised.revision,
        revised.seen_at,
        staged_articles.headline,
        staged_articles.byline,
        passed.body,
        staged_articles.caption_lines as captions,
        staged_articles.correction,
        revised.changes,
        staged_articles.body_key as body_hash,
        staged_articles.content_key,
        staged_articles.transform_version
    from revised
    inner join staged_articles on revised.story_n = staged_articles.story_n
    left join passed on revised.story_n = passed.story_n
),

gone as (
    select
        article_id,
        revision,
        seen_at,
        []::varchar[] as captions,
        changes,
        'unpublished' as content_key
    from revised
    where story_n is null and was is null
),

stated as (
    select * from kept
    union all by name
    select * from arrived
    union all by name
    select * from gone
),

-- of the few that may be the present text, for texts are long: chosen before any text is read
asked as materialized (
    select
        article_id,
        story_n
    from placed
    where article_id in (select article_id from stated where body is not null)
),

told as (
    select
        story_n,
        body
    from staged_articles
    where story_n in (select story_n from asked)
),

present as (
    select
        asked.article_id,
        coalesce(told.body, kept_articles.body) as body
    from asked
    left join told on asked.story_n = told.story_n
    left join kept_articles on asked.article_id = kept_articles.article_id
)

select stated.* replace (case when stated.body is distinct from present.body then stated.body end as body)
from stated
left join present using (article_id);

insert into unchecked_articles
select article_id
from placed
where
    action in ('new', 'changed')
    and article_id not in (select article_id from unchecked_articles);
