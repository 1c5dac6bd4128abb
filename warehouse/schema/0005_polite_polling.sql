-- What polite polling must remember between runs, and what proves afterwards that it was polite.

alter table feeds add column ttl_minutes integer;
alter table feeds add column learnt_minutes double;
alter table feeds add column moving_to varchar;

comment on column feeds.ttl_minutes is 'How long the feed itself says it keeps (ttl, sy:updatePeriod).';
comment on column feeds.learnt_minutes is 'Minutes between polls, as the overlap of one poll with the next has taught; null: nothing learnt yet.';
comment on column feeds.moving_to is 'Where a permanent redirect led the last poll; the feed moves once another poll is led there too.';
comment on column feeds.moved_to is 'Where permanent redirects, confirmed by a second poll, have moved it: polled there.';

alter table fetches add column feed_id ubigint;
alter table fetches add column pace_s double;
alter table fetches add column entries_shown integer;
alter table fetches add column entries_known integer;

comment on column fetches.feed_id is 'The feed whose poll this request answered; null: robots.txt, a page, a redirect on the way.';
comment on column fetches.pace_s is 'Seconds the host was owed between the end of the request before and this one.';
comment on column fetches.entries_shown is 'Entries of a feed that had changed.';
comment on column fetches.entries_known is 'How many of them were known; 0 of several: something may have come and gone in between.';
comment on column fetches.from_cache is 'Nothing new: not modified (304), or a body equal to the last one (200).';

alter table entries add column page_key varchar;

comment on column entries.page_key is 'What all addresses of its page share: tracking, AMP, mobile hosts, www. and a slash at the end apart.';

create table robots (
    origin varchar,
    status integer,
    body varchar using compression zstd,
    trouble varchar,
    detail varchar,
    fetched_at timestamptz,
    good_until timestamptz
);

comment on table robots is 'The robots.txt by which requests to an origin are judged, kept for a day.';
comment on column robots.origin is 'Scheme, host and port.';
comment on column robots.status is 'HTTP status; null: no answer came. 401 and 403 close the origin; 429, 5xx and no answer close it for now.';
comment on column robots.body is 'The file, of a 2xx answer.';
comment on column robots.trouble is 'Why no answer came: dns, connect, timeout ...';
comment on column robots.detail is 'More of it.';
comment on column robots.fetched_at is 'When it was fetched.';
comment on column robots.good_until is 'When it is fetched anew.';
