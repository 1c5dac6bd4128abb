-- A body is kept once: a state with its story's present body leaves it out, and the view `revisions` fills it in again.

create table stored_revisions (
    article_id ubigint,
    revision integer,
    seen_at timestamptz,
    headline varchar,
    byline varchar,
    body varchar using compression zstd,
    captions varchar[],
    changes varchar[],
    body_hash varchar,
    content_key varchar,
    transform_version varchar,
    correction varchar
);

comment on table stored_revisions is 'What the view revisions is made of: ask that.';
comment on column stored_revisions.article_id is 'The story.';
comment on column stored_revisions.revision is 'From 1, in order of seen_at.';
comment on column stored_revisions.seen_at is 'When the page that first showed this state was fetched.';
comment on column stored_revisions.headline is 'As it was; null: the page was gone.';
comment on column stored_revisions.byline is 'As it was, verbatim.';
comment on column stored_revisions.body is 'As it was; null: the same as in articles, or the page was gone.';
comment on column stored_revisions.captions is 'As they were, in page order.';
comment on column stored_revisions.changes is 'What differs from the state before.';
comment on column stored_revisions.body_hash is 'Hex sha256 of the body''s words, without quotes and spaces.';
comment on column stored_revisions.content_key is 'Hex sha256 of the words of headline, byline, body and captions, or unpublished.';
comment on column stored_revisions.transform_version is 'What made this row.';
comment on column stored_revisions.correction is 'The notice of correction printed with this state, verbatim.';

insert into stored_revisions by name
select revisions.* replace (case when revisions.body is distinct from articles.body then revisions.body end as body)
from revisions
left join articles using (article_id);

drop table revisions;
