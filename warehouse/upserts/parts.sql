-- The parts of the stories that were placed, replaced where any of them differs; the mentions, which are most of the rows, where
-- these do.
create or replace temp table emptied as
select article_id
from placed
where is_known and parts_changed;

delete from bylines
where article_id in (select article_id from emptied);

insert into bylines by name
select staged_bylines.* exclude (n, story_n)
from staged_bylines
inner join placed on staged_bylines.story_n = placed.story_n
where placed.parts_changed;

delete from captions
where article_id in (select article_id from emptied);

insert into captions by name
select staged_captions.* exclude (n, story_n)
from staged_captions
inner join placed on staged_captions.story_n = placed.story_n
where placed.parts_changed;

delete from mentions
where article_id in (select article_id from placed where is_known and mentions_changed);

insert into mentions by name
select staged_mentions.* exclude (n, story_n)
from staged_mentions
inner join placed on staged_mentions.story_n = placed.story_n
where placed.mentions_changed;

delete from quotes
where article_id in (select article_id from emptied);

insert into quotes by name
select staged_quotes.* exclude (n, story_n)
from staged_quotes
inner join placed on staged_quotes.story_n = placed.story_n
where placed.parts_changed;

delete from evidence
where article_id in (select article_id from emptied);

insert into evidence by name
select staged_evidence.* exclude (n, story_n)
from staged_evidence
inner join placed on staged_evidence.story_n = placed.story_n
where placed.parts_changed;

-- Those whose text is another one, or of another day; the sketches and pairs of the others stand.
create or replace temp table retexted as
with arrived as (
    select
        staged_sketches.article_id,
        staged_sketches.day,
        list_sort(list(staged_sketches.hash)) as hashes
    from staged_sketches
    inner join placed on staged_sketches.story_n = placed.story_n
    where
        placed.parts_changed
        and placed.article_id in (select article_id from emptied)
    group by all
),

stood as (
    select
        article_id,
        day,
        list_sort(list(hash)) as hashes
    from sketches
    where
        article_id in (select article_id from emptied)
        -- sketches lie in the file by day
        and day between (select min(day) from arrived) and (select max(day) from arrived)
    group by all
)

select article_id
from placed
where
    parts_changed
    and article_id not in (
        select arrived.article_id
        from arrived
        inner join stood using (article_id, day, hashes)
    );

delete from sketches
where article_id in (
    select article_id from retexted
    intersect
    select article_id from emptied
);

insert into sketches by name
select staged_sketches.* exclude (n, story_n)
from staged_sketches
inner join placed on staged_sketches.story_n = placed.story_n
where
    placed.parts_changed
    and placed.article_id in (select article_id from retexted);
