-- Merges that loading makes by itself, told from those made by hand.

alter table entity_merges add column is_automatic boolean;
alter table entity_merges add column undone_why varchar;

update entity_merges
set is_automatic = false;

comment on column entity_merges.is_automatic is 'Made while loading, by initials and role; taken back by hand it is not made again.';
comment on column entity_merges.undone_at is 'Until when; null: it holds.';
comment on column entity_merges.undone_why is 'Why loading took it back; null: it holds, or was taken back by hand.';
