-- Two entities that are one: recorded beside them, so that it can be taken back.

create table entity_merges (
    entity_id ubigint,
    into_entity_id ubigint,
    why varchar,
    merged_at timestamptz,
    undone_at timestamptz
);

comment on table entity_merges is 'An entity that is another one under a second name. Rows of mentions and bylines stay as they are; views follow it.';
comment on column entity_merges.entity_id is 'The second name.';
comment on column entity_merges.into_entity_id is 'The entity that it is.';
comment on column entity_merges.why is 'The reason, for whoever asks later.';
comment on column entity_merges.merged_at is 'Since when.';
comment on column entity_merges.undone_at is 'Until when; null: it holds.';
