-- Stories are looked at again: what their pages sent to be asked with, how often they were asked, and what became of them.

alter table entries add column page_etag varchar;
alter table entries add column page_last_modified varchar;
alter table entries add column looks integer;

comment on column entries.next_attempt_at is 'Waiting: not before this, null at once. Stored: when its page is looked at again, null never.';
comment on column entries.page_etag is 'Validator of its page''s last answer, sent back exactly as given.';
comment on column entries.page_last_modified is 'Validator of its page''s last answer, sent back exactly as given.';
comment on column entries.looks is 'How often its page was looked at again since the feed last announced it.';

alter table articles add column unpublished_at timestamptz;

comment on column articles.unpublished_at is 'When its page was first found gone (404 or 410); null: it stands, as far as we looked.';

alter table revisions add column correction varchar;

comment on column revisions.correction is 'The notice of correction printed with this state, verbatim.';
comment on column revisions.headline is 'As it was; null: the page was gone.';
comment on column revisions.body is 'As it was; null: the page was gone.';
comment on column revisions.changes is 'What differs from the state before: headline, byline, body, caption; correction: a notice of correction is new; unpublished: the page was gone (404 or 410); republished: it came back. None for the first.';
comment on column articles.content_key is 'Hex sha256 of what makes a revision: the words of headline, byline, body, captions, without quotes and spaces.';
comment on column revisions.content_key is 'Hex sha256 of the words of headline, byline, body and captions, or unpublished: differs from the state before.';
comment on column revisions.body_hash is 'Hex sha256 of the body''s words, without quotes and spaces.';
