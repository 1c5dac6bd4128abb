create or replace view articles_per_day as
select
    date_trunc('day', coalesce(published_at, first_seen_at))::date as day,
    publisher,
    count(*) as articles,
    sum(word_count) as words
from articles
group by all
order by day desc, articles desc;

comment on view articles_per_day is 'Stories and words per day and publisher; the day of publication, else of the first sighting.';
comment on column articles_per_day.day is 'Day (UTC) of publication, else of the first sighting.';
comment on column articles_per_day.publisher is 'Who published them.';
comment on column articles_per_day.articles is 'Stories of that day.';
comment on column articles_per_day.words is 'Words of their bodies together.';

create or replace view byline_activity as
select
    bylines.name,
    bylines.kind,
    articles.publisher,
    count(distinct articles.article_id) as articles,
    min(articles.published_at) as first_published_at,
    max(articles.published_at) as last_published_at
from bylines
inner join articles using (article_id)
group by all
order by articles desc, bylines.name;

comment on view byline_activity is 'Who wrote how much for whom, and from when to when.';
comment on column byline_activity.name is 'The name as it stands in bylines.';
comment on column byline_activity.kind is 'person or organization.';
comment on column byline_activity.publisher is 'For whom.';
comment on column byline_activity.articles is 'Stories that bear the name.';
comment on column byline_activity.first_published_at is 'When the earliest of them was published; null: none has a date.';
comment on column byline_activity.last_published_at is 'When the latest of them was published; null: none has a date.';

create or replace view photo_credits as
with by_agency as (
    select
        captions.article_id,
        articles.publisher,
        unnest(case when len(captions.agencies) > 0 then captions.agencies else [null] end) as agency,
        captions.creators
    from captions
    inner join articles using (article_id)
),

by_photographer as (
    select
        article_id,
        publisher,
        agency,
        unnest(case when len(creators) > 0 then creators else [null] end) as photographer
    from by_agency
)

select
    agency,
    photographer,
    publisher,
    count(*) as pictures,
    count(distinct article_id) as articles
from by_photographer
group by all
order by pictures desc;

comment on view photo_credits is 'Pictures by agency and photographer, a publisher each; null: no agency or no photographer named.';
comment on column photo_credits.agency is 'An agency of the credit line; null: none named.';
comment on column photo_credits.photographer is 'A name of the credit line; null: none named.';
comment on column photo_credits.publisher is 'Who ran the pictures.';
comment on column photo_credits.pictures is 'Captions with that credit; one with two agencies counts for both.';
comment on column photo_credits.articles is 'Stories that they stand on.';

create or replace view revision_changes as
with paired as (
    select
        article_id,
        revision,
        seen_at,
        changes,
        correction,
        headline,
        lag(headline ignore nulls) over story as headline_before,
        body,
        lag(body ignore nulls) over story as body_before
    from revisions
    window story as (partition by article_id order by revision)
)

select
    paired.article_id,
    articles.url,
    articles.publisher,
    paired.revision,
    paired.seen_at,
    paired.changes,
    paired.correction,
    paired.headline_before,
    paired.headline,
    len(paired.body) - len(paired.body_before) as characters_more,
    paired.body_before,
    paired.body
from paired
left join articles using (article_id)
where paired.revision > 1
order by paired.seen_at desc;

comment on view revision_changes is 'Each change of a story after its first state: what kinds, the headline before and after, how much longer, and the notice of correction.';
comment on column revision_changes.article_id is 'The story.';
comment on column revision_changes.url is 'Its address.';
comment on column revision_changes.publisher is 'Who publishes it.';
comment on column revision_changes.revision is 'The number of its state, 2 and up.';
comment on column revision_changes.seen_at is 'When we first saw that state.';
comment on column revision_changes.changes is 'What kinds of change it was, as in revisions.';
comment on column revision_changes.correction is 'The notice of correction, verbatim; null: none.';
comment on column revision_changes.headline_before is 'The last headline before.';
comment on column revision_changes.headline is 'The headline now; null: the story is gone.';
comment on column revision_changes.characters_more is 'Characters that the body grew by; negative: it shrank.';
comment on column revision_changes.body_before is 'The last body before.';
comment on column revision_changes.body is 'The body now; null: the story is gone.';
