-- Merges that loading makes by itself, told from those made by hand.

alter table entity_merges add column is_automatic boolean;
alter table entity_merges add column undone_why varchar;

update entity_merges
set is_automatic = false;

comment on column entity_merges.is_automatic is 'Made while loading, by initials and role; taken back by hand it is not made again.';
comment on column entity_merges.undone_at is 'Until when; null: it holds.';
comment on column entity_merges.undone_why is 'Why loading took it back; null: it holds, or was taken back by hand.';

create table person_names (
    entity_id ubigint,
    family varchar,
    suffix varchar,
    initials varchar,
    is_initials boolean,
    is_full boolean
);

comment on table person_names is 'How the name of a person is made, for loading to find who goes by initials. Filled by the first load.';
comment on column person_names.entity_id is 'The person.';
comment on column person_names.family is 'Family name, in small letters without accents.';
comment on column person_names.suffix is 'Jr. and the like, in small letters; empty: none.';
comment on column person_names.initials is 'First letters of the given names, in small letters.';
comment on column person_names.is_initials is 'No given name is written out.';
comment on column person_names.is_full is 'The first given name is written out.';
