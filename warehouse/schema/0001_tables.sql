-- The tables. No keys and no indexes: at 10 million rows a key cost 9 times the load time, so uniqueness is the loader's
-- law, held by checks/. Names follow schema.org and IPTC. Append-only: a change of a table is a new numbered file.

create table feeds (
    feed_id ubigint,
    url varchar,
    title varchar,
    publisher varchar,
    language varchar,
    tags varchar[],
    interval_minutes integer,
    etag varchar,
    last_modified varchar,
    body_hash varchar,
    next_due_at timestamptz,
    failures double,
    last_status integer,
    last_error varchar,
    last_polled_at timestamptz,
    last_changed_at timestamptz,
    moved_to varchar,
    is_muted boolean,
    first_seen_at timestamptz
);

comment on table feeds is 'A source we poll, and what polling it taught us.';
comment on column feeds.feed_id is 'First 8 bytes of the sha256 of the feed''s URL.';
comment on column feeds.url is 'Where the feed is polled.';
comment on column feeds.title is 'The feed''s own title.';
comment on column feeds.publisher is 'Who publishes it, as the owner of the list or the feed names them.';
comment on column feeds.language is 'ISO 639-1, when declared.';
comment on column feeds.tags is 'The owner''s own labels.';
comment on column feeds.interval_minutes is 'The owner''s own wish; null: decided from history.';
comment on column feeds.etag is 'Validator of the last answer, sent back exactly as given.';
comment on column feeds.last_modified is 'Validator of the last answer, sent back exactly as given.';
comment on column feeds.body_hash is 'Hex sha256 of the last body: the judge when validators lie.';
comment on column feeds.next_due_at is 'When it is polled next.';
comment on column feeds.failures is 'Weighted failures since the last success.';
comment on column feeds.last_status is 'HTTP status of the last poll; null: no answer came.';
comment on column feeds.last_error is 'What went wrong last, reason and detail.';
comment on column feeds.last_polled_at is 'When it was last asked for.';
comment on column feeds.last_changed_at is 'When its body last differed from the one before.';
comment on column feeds.moved_to is 'Where a permanent redirect sent us.';
comment on column feeds.is_muted is 'Not polled any more: gone (410) or muted by hand.';
comment on column feeds.first_seen_at is 'When we first knew of it.';

create table fetches (
    fetch_id ubigint,
    run_id varchar,
    host varchar,
    url varchar,
    final_url varchar,
    status integer,
    bytes bigint,
    ms integer,
    fetched_at timestamptz,
    from_cache boolean,
    robots_allowed boolean,
    retry_after_s integer,
    error varchar,
    warc_file varchar,
    warc_offset bigint,
    sha256 varchar
);

comment on table fetches is 'A request we made, or one that robots.txt kept us from.';
comment on column fetches.fetch_id is 'Unique a request.';
comment on column fetches.run_id is 'The run that made it.';
comment on column fetches.host is 'Host and port: the unit of politeness.';
comment on column fetches.url is 'As asked.';
comment on column fetches.final_url is 'After redirects.';
comment on column fetches.status is 'HTTP status; null: no answer came.';
comment on column fetches.bytes is 'Length of the decoded body.';
comment on column fetches.ms is 'From request to the last byte, in milliseconds.';
comment on column fetches.fetched_at is 'When it was asked.';
comment on column fetches.from_cache is 'Not modified, or a body equal to the last one.';
comment on column fetches.robots_allowed is 'False: robots.txt forbids it, and nothing was asked.';
comment on column fetches.retry_after_s is 'Seconds the server asked us to wait.';
comment on column fetches.error is 'Reason and detail, when it failed.';
comment on column fetches.warc_file is 'Where the response lies, relative to the archive folder.';
comment on column fetches.warc_offset is 'Bytes into that file.';
comment on column fetches.sha256 is 'Hex sha256 of the decoded body.';

create table entries (
    entry_id ubigint,
    feed_id ubigint,
    guid varchar,
    url varchar,
    title varchar,
    byline_raw varchar,
    description varchar,
    published_at timestamptz,
    updated_at timestamptz,
    keywords varchar[],
    media struct(url varchar, caption varchar, credit varchar, title varchar)[],
    first_seen_at timestamptz,
    last_seen_at timestamptz,
    state varchar,
    attempts integer,
    next_attempt_at timestamptz,
    article_id ubigint,
    page_warc_file varchar,
    page_warc_offset bigint,
    page_sha256 varchar,
    page_url varchar,
    page_fetched_at timestamptz
);

comment on table entries is 'An item a feed or sitemap showed, what it said, and what became of it.';
comment on column entries.entry_id is 'Unique an item of a feed.';
comment on column entries.feed_id is 'The feed that showed it.';
comment on column entries.guid is 'The feed''s own id of it.';
comment on column entries.url is 'The link of the story.';
comment on column entries.title is 'As the feed said.';
comment on column entries.byline_raw is 'As the feed said, names joined by "; ".';
comment on column entries.description is 'As the feed said, plain text.';
comment on column entries.published_at is 'As the feed said.';
comment on column entries.updated_at is 'As the feed said.';
comment on column entries.keywords is 'As the feed said.';
comment on column entries.media is 'Pictures the feed attached.';
comment on column entries.first_seen_at is 'The first poll that showed it.';
comment on column entries.last_seen_at is 'The last poll that showed it.';
comment on column entries.state is 'waiting, stored, rejected or ignored.';
comment on column entries.attempts is 'Tries so far.';
comment on column entries.next_attempt_at is 'Not before this; null: at once.';
comment on column entries.article_id is 'The article it became.';
comment on column entries.page_warc_file is 'Its fetched page, while that is not made into a story yet.';
comment on column entries.page_warc_offset is 'Bytes into that file.';
comment on column entries.page_sha256 is 'Hex sha256 of that page''s decoded body.';
comment on column entries.page_url is 'Final URL of that page.';
comment on column entries.page_fetched_at is 'When that page was fetched.';

create table articles (
    article_id ubigint,
    url varchar,
    canonical_url varchar,
    feed_id ubigint,
    publisher varchar,
    headline varchar,
    alternative_headline varchar,
    description varchar,
    byline varchar,
    dateline varchar,
    located varchar,
    section varchar,
    keywords varchar[],
    body varchar using compression zstd,
    word_count integer,
    language varchar,
    published_at timestamptz,
    published_precision varchar,
    modified_at timestamptz,
    first_seen_at timestamptz,
    fetched_at timestamptz,
    access varchar,
    agency varchar,
    copyright_notice varchar,
    body_hash varchar,
    content_key varchar,
    revision integer,
    cluster_id ubigint,
    transform_version varchar,
    row_hash ubigint,
    parts_hash ubigint
);

comment on table articles is 'A story as it stands now.';
comment on column articles.article_id is 'First 8 bytes of a sha256 of the story''s URL.';
comment on column articles.url is 'Where it was read.';
comment on column articles.canonical_url is 'What the page calls its own address.';
comment on column articles.feed_id is 'The feed that led to it.';
comment on column articles.publisher is 'Who published it.';
comment on column articles.headline is 'As printed, the site''s name removed.';
comment on column articles.alternative_headline is 'Another headline the page or feed gives.';
comment on column articles.description is 'The standfirst or summary.';
comment on column articles.byline is 'Verbatim; the names read from it are in bylines.';
comment on column articles.dateline is 'Verbatim.';
comment on column articles.located is 'The place of the dateline.';
comment on column articles.section is 'The desk or section.';
comment on column articles.keywords is 'As the page gives them.';
comment on column articles.body is 'The text, paragraphs separated by a blank line.';
comment on column articles.word_count is 'Words in the body.';
comment on column articles.language is 'ISO 639-1.';
comment on column articles.published_at is 'When it was published.';
comment on column articles.published_precision is 'instant or day.';
comment on column articles.modified_at is 'When the page says it was last changed.';
comment on column articles.first_seen_at is 'When we first knew of it.';
comment on column articles.fetched_at is 'When the page this row was made from was fetched.';
comment on column articles.access is 'free, paywalled or undeclared.';
comment on column articles.agency is 'The news agency whose copy it is.';
comment on column articles.copyright_notice is 'Verbatim.';
comment on column articles.body_hash is 'Hex sha256 of the folded body: equal for reprints.';
comment on column articles.content_key is 'Hex sha256 of what makes a revision: headline, byline, body, captions.';
comment on column articles.revision is 'Which of its revisions this is, from 1.';
comment on column articles.cluster_id is 'The group of reprints it belongs to; null: not grouped.';
comment on column articles.transform_version is 'What made this row.';
comment on column articles.row_hash is 'Hash of the whole story but fetched_at and first_seen_at: the loader leaves equal ones alone.';
comment on column articles.parts_hash is 'Hash of its bylines, captions, mentions, quotes, evidence and sketch.';

create table revisions (
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
    transform_version varchar
);

comment on table revisions is 'Each state a story has been in, by the time it was first seen so.';
comment on column revisions.article_id is 'The story.';
comment on column revisions.revision is 'From 1, in order of seen_at.';
comment on column revisions.seen_at is 'When the page that first showed this state was fetched.';
comment on column revisions.headline is 'As it was.';
comment on column revisions.byline is 'As it was, verbatim.';
comment on column revisions.body is 'As it was.';
comment on column revisions.captions is 'As they were, in page order.';
comment on column revisions.changes is 'What differs from the state before: headline, byline, body, caption; none for the first.';
comment on column revisions.body_hash is 'Hex sha256 of the folded body.';
comment on column revisions.content_key is 'Hex sha256 of headline, byline, body and captions: differs from the state before.';
comment on column revisions.transform_version is 'What made this row.';

create table bylines (
    article_id ubigint,
    position integer,
    name varchar,
    kind varchar,
    role varchar,
    affiliation varchar,
    raw varchar,
    source varchar,
    entity_id ubigint
);

comment on table bylines is 'A name on a story.';
comment on column bylines.article_id is 'The story.';
comment on column bylines.position is 'From 0, in printed order.';
comment on column bylines.name is 'The name, cleaned.';
comment on column bylines.kind is 'person or organization.';
comment on column bylines.role is 'reporter, editor, photographer or as printed.';
comment on column bylines.affiliation is 'Whom they write for, as printed.';
comment on column bylines.raw is 'The words the name was read from.';
comment on column bylines.source is 'Where on the page or in the feed it stood.';
comment on column bylines.entity_id is 'The person or organization.';

create table captions (
    article_id ubigint,
    position integer,
    caption varchar,
    credit_line varchar,
    creators varchar[],
    agencies varchar[],
    is_pool boolean,
    is_handout boolean,
    is_file_photo boolean,
    depicted struct(name varchar, position varchar, entity_id ubigint)[],
    place varchar,
    taken_on date,
    image_url varchar,
    alt_text varchar,
    caption_raw varchar[],
    variants integer,
    source varchar
);

comment on table captions is 'A picture on a story, twins merged.';
comment on column captions.article_id is 'The story.';
comment on column captions.position is 'From 0, in page order.';
comment on column captions.caption is 'What it shows, the credit removed.';
comment on column captions.credit_line is 'Verbatim.';
comment on column captions.creators is 'Photographers.';
comment on column captions.agencies is 'Agencies, by their short names, in printed order.';
comment on column captions.is_pool is 'A pool picture.';
comment on column captions.is_handout is 'A handout.';
comment on column captions.is_file_photo is 'A file picture.';
comment on column captions.depicted is 'Who is in the picture, and where.';
comment on column captions.place is 'Where it was taken.';
comment on column captions.taken_on is 'When it was taken.';
comment on column captions.image_url is 'The picture.';
comment on column captions.alt_text is 'The alternative text, kept apart from the caption.';
comment on column captions.caption_raw is 'Each variant, verbatim.';
comment on column captions.variants is 'How many twins were merged.';
comment on column captions.source is 'Where it was found.';

create table entities (
    entity_id ubigint,
    name varchar,
    kind varchar,
    sort_name varchar,
    aliases varchar[],
    geoname_id integer,
    wikidata_id varchar,
    first_seen_at timestamptz
);

comment on table entities is 'A person, organization, place or event, whatever stories name it.';
comment on column entities.entity_id is 'First 8 bytes of a sha256.';
comment on column entities.name is 'The name it goes by.';
comment on column entities.kind is 'person, organization, place or event.';
comment on column entities.sort_name is '"Roe, Jane".';
comment on column entities.aliases is 'Other names, sorted.';
comment on column entities.geoname_id is 'GeoNames id of a place.';
comment on column entities.wikidata_id is 'Wikidata id.';
comment on column entities.first_seen_at is 'The earliest page that named it.';

create table mentions (
    article_id ubigint,
    entity_id ubigint,
    field varchar,
    caption_position integer,
    start integer,
    "end" integer,
    surface varchar,
    kind varchar,
    name varchar,
    role varchar,
    is_metonym boolean,
    is_inferred boolean
);

comment on table mentions is 'An entity named in a story: characters start to end of that field''s text are the surface.';
comment on column mentions.article_id is 'The story.';
comment on column mentions.entity_id is 'The entity; null: not resolved.';
comment on column mentions.field is 'headline, body or caption.';
comment on column mentions.caption_position is 'Which caption, when the field is caption.';
comment on column mentions.start is 'First character, from 0.';
comment on column mentions."end" is 'One past the last character.';
comment on column mentions.surface is 'The words as printed.';
comment on column mentions.kind is 'person, organization, place or event.';
comment on column mentions.name is 'The name it resolves to.';
comment on column mentions.role is 'The role the story gives them there.';
comment on column mentions.is_metonym is 'A place that stands for its government, or the like.';
comment on column mentions.is_inferred is 'Resolved from context, not from the words themselves.';

create table quotes (
    article_id ubigint,
    position integer,
    quote varchar,
    speaker varchar,
    entity_id ubigint,
    start integer,
    "end" integer,
    is_inferred boolean
);

comment on table quotes is 'Words in quotation marks, and who said them.';
comment on column quotes.article_id is 'The story.';
comment on column quotes.position is 'From 0, in order of the body.';
comment on column quotes.quote is 'Without its marks.';
comment on column quotes.speaker is 'Who said it.';
comment on column quotes.entity_id is 'The speaker.';
comment on column quotes.start is 'First character in the body, from 0, marks excluded.';
comment on column quotes."end" is 'One past the last character.';
comment on column quotes.is_inferred is 'The speaker is inferred, not named beside the words.';

create table evidence (
    article_id ubigint,
    field varchar,
    value varchar,
    source varchar,
    is_chosen boolean
);

comment on table evidence is 'Where a value came from, and each candidate that differed from it.';
comment on column evidence.article_id is 'The story.';
comment on column evidence.field is 'headline, published_at, captions[1].credit_line ...';
comment on column evidence.value is 'The value as found.';
comment on column evidence.source is 'Where it stood: json-ld:headline, meta:og:title, h1, feed:title ...';
comment on column evidence.is_chosen is 'True for the value that won.';

create table sketches (
    article_id ubigint,
    hash ubigint
);

comment on table sketches is 'A story''s sample of shingle hashes: what two stories share of them estimates how much text they share.';
comment on column sketches.article_id is 'The story.';
comment on column sketches.hash is 'A shingle''s hash.';

create table rejects (
    reject_id ubigint,
    run_id varchar,
    stage varchar,
    url varchar,
    reason varchar,
    detail varchar,
    rejected_at timestamptz,
    attempts integer,
    resolved_at timestamptz
);

comment on table rejects is 'What could not be made, and why.';
comment on column rejects.reject_id is 'Of stage, url and reason.';
comment on column rejects.run_id is 'The last run that met it.';
comment on column rejects.stage is 'poll, fetch, make or load.';
comment on column rejects.url is 'What it was about.';
comment on column rejects.reason is 'A slug: no-article, not-html, http-404, robots, timeout ...';
comment on column rejects.detail is 'More of it.';
comment on column rejects.rejected_at is 'When it was last met.';
comment on column rejects.attempts is 'How many runs met it.';
comment on column rejects.resolved_at is 'When it was made after all; null: open.';

create table runs (
    run_id varchar,
    flow varchar,
    started_at timestamptz,
    ended_at timestamptz,
    state varchar,
    counts map(varchar, bigint)
);

comment on table runs is 'A run of a flow.';
comment on column runs.run_id is 'Unique a run.';
comment on column runs.flow is 'ingest or backfill.';
comment on column runs.started_at is 'When it began.';
comment on column runs.ended_at is 'When it ended; null: it runs, or was killed.';
comment on column runs.state is 'running, completed, failed, or crashed: killed, as the next run saw.';
comment on column runs.counts is 'What it did; ask with counts[''articles_new''].';

create table windows (
    backfill_id varchar,
    window_start timestamptz,
    window_end timestamptz,
    source varchar,
    state varchar,
    counts map(varchar, bigint)
);

comment on table windows is 'A backfill''s ledger: a stretch of time of one source.';
comment on column windows.backfill_id is 'The backfill.';
comment on column windows.window_start is 'From, inclusive.';
comment on column windows.window_end is 'To, exclusive.';
comment on column windows.source is 'archive, sitemap, feed, warc or urls.';
comment on column windows.state is 'running, completed or failed.';
comment on column windows.counts is 'What it did; ask with counts[''articles_new''].';

create table schema_migrations (
    version integer,
    name varchar,
    checksum varchar,
    applied_at timestamptz
);

comment on table schema_migrations is 'A migration that this file has had.';
comment on column schema_migrations.version is 'Its number; 0 stands for all views.';
comment on column schema_migrations.name is 'Its file.';
comment on column schema_migrations.checksum is 'Hex sha256 of its text.';
comment on column schema_migrations.applied_at is 'When.';
