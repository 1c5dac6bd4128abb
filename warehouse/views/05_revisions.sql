create or replace view revisions as
select
    stored.article_id,
    stored.revision,
    stored.seen_at,
    stored.headline,
    stored.byline,
    case
        when stored.content_key <> 'unpublished' then coalesce(stored.body, articles.body)
    end as body,
    stored.captions,
    stored.changes,
    stored.body_hash,
    stored.content_key,
    stored.transform_version,
    stored.correction
from stored_revisions as stored
left join articles using (article_id);

comment on view revisions is 'Each state a story has been in, by the time it was first seen so.';
comment on column revisions.article_id is 'The story.';
comment on column revisions.revision is 'From 1, in order of seen_at.';
comment on column revisions.seen_at is 'When the page that first showed this state was fetched.';
comment on column revisions.headline is 'As it was; null: the page was gone.';
comment on column revisions.byline is 'As it was, verbatim.';
comment on column revisions.body is 'As it was; null: the page was gone.';
comment on column revisions.captions is 'As they were, in page order.';
comment on column revisions.changes is 'What differs from the state before: headline, byline, body, caption; correction: a notice of correction is new; unpublished: the page was gone (404 or 410); republished: it came back. None for the first.';
comment on column revisions.body_hash is 'Hex sha256 of the body''s words, without quotes and spaces.';
comment on column revisions.content_key is 'Hex sha256 of the words of headline, byline, body and captions, or unpublished: differs from the state before.';
comment on column revisions.transform_version is 'What made this row.';
comment on column revisions.correction is 'The notice of correction printed with this state, verbatim.';
