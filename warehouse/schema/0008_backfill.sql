create table backfills (
    backfill_id varchar,
    origin varchar,
    asked varchar,
    listed_since date,
    listed_until date,
    attempts integer,
    state varchar,
    asked_at timestamptz,
    ended_at timestamptz
);

comment on table backfills is 'A question for pages of the past to one origin, and how far it is answered; its days are in windows.';
comment on column backfills.backfill_id is 'The same for the same question, whatever its days: asked again it goes on.';
comment on column backfills.origin is 'archive, sitemap, feed, warc or urls.';
comment on column backfills.asked is 'What was asked for, as JSON.';
comment on column backfills.listed_since is 'First day whose pages are listed in known_pages or imports.';
comment on column backfills.listed_until is 'Last day whose pages are listed.';
comment on column backfills.attempts is 'How often it was begun.';
comment on column backfills.state is 'running, stopped, failed or completed.';
comment on column backfills.asked_at is 'When it was begun last.';
comment on column backfills.ended_at is 'When it ended last; null: it is at work, or was killed.';

create table known_pages (
    backfill_id varchar,
    entry_id ubigint,
    feed_id ubigint,
    source varchar,
    url varchar,
    day date,
    listed_at timestamptz
);

comment on table known_pages is 'A page that a sitemap, feed archive or list says exists; what became of it is in entries.';
comment on column known_pages.backfill_id is 'The backfill that found it.';
comment on column known_pages.entry_id is 'Its entry, perhaps one that a feed had shown before.';
comment on column known_pages.feed_id is 'The feed, or site, it belongs to.';
comment on column known_pages.source is 'sitemap, feed or urls.';
comment on column known_pages.url is 'As listed.';
comment on column known_pages.day is 'Of which day it is, as the list or the address says; null: neither does.';
comment on column known_pages.listed_at is 'When it was found.';

create table listings (
    url varchar,
    kind varchar,
    feed_id ubigint,
    shown integer,
    chosen integer,
    read_at timestamptz
);

comment on table listings is 'A robots.txt, sitemap or page of a feed that a backfill read for the pages it lists.';
comment on column listings.url is 'As asked.';
comment on column listings.kind is 'robots, sitemap-index, sitemap, feed or unreadable.';
comment on column listings.feed_id is 'The feed, or site, it was read for.';
comment on column listings.shown is 'Links in it.';
comment on column listings.chosen is 'Of these, the pages and lists within the days that were asked for.';
comment on column listings.read_at is 'The last reading.';

create table imports (
    import_id ubigint,
    backfill_id varchar,
    url varchar,
    final_url varchar,
    fetched_at timestamptz,
    day date,
    warc_file varchar,
    warc_offset bigint,
    sha256 varchar,
    from_file varchar,
    from_offset bigint
);

comment on table imports is 'A page of a foreign WARC file, copied into our archive; fetches holds only requests of our own.';
comment on column imports.import_id is 'Unique a page, moment of fetching and body: the same record is copied once.';
comment on column imports.backfill_id is 'The backfill that copied it.';
comment on column imports.url is 'As whoever fetched it asked.';
comment on column imports.final_url is 'The address that answered.';
comment on column imports.fetched_at is 'When whoever fetched it did.';
comment on column imports.day is 'Of which day it is: by its address, else by what it says, else by when it was fetched.';
comment on column imports.warc_file is 'Where it lies in our archive.';
comment on column imports.warc_offset is 'Bytes into that file.';
comment on column imports.sha256 is 'Hex, of the decoded body.';
comment on column imports.from_file is 'The name of the foreign file.';
comment on column imports.from_offset is 'Bytes into that file.';

comment on column windows.state is 'waiting, running, completed, failed or stopped.';
