-- Who ran whose copy: sketches know their day, so that a load is joined with a few days only; what they share is kept.

alter table sketches add column day date;

comment on column sketches.day is 'The day of its story (UTC): of publication, else of the first sighting.';

update sketches
set day = (coalesce(articles.published_at, articles.first_seen_at) at time zone 'UTC')::date
from articles
where sketches.article_id = articles.article_id;

create table text_pairs (
    article_id ubigint,
    other_article_id ubigint,
    shared integer,
    hashes integer,
    other_hashes integer
);

comment on table text_pairs is 'Two stories of at most three days'' distance that share at least half of the shorter one''s sampled text. Each pair once.';
comment on column text_pairs.article_id is 'The story of the lower id.';
comment on column text_pairs.other_article_id is 'The other story.';
comment on column text_pairs.shared is 'Hashes that both sketches have, those in more than 50 stories of these days left out.';
comment on column text_pairs.hashes is 'Hashes of the first sketch.';
comment on column text_pairs.other_hashes is 'Hashes of the other sketch.';

comment on column articles.cluster_id is 'The article_id of the story it is likely copied from, its own for that story itself; null: nobody''s copy, and not copied.';
