-- What happened to each reject, and what must never come back.

create table reject_history (
    reject_id ubigint,
    run_id varchar,
    event varchar,
    detail varchar,
    happened_at timestamptz
);

comment on table reject_history is 'What happened to a reject: each run that met it, each time that it was resolved or tried again.';
comment on column reject_history.reject_id is 'The reject.';
comment on column reject_history.run_id is 'The run; null: not a run''s doing.';
comment on column reject_history.event is 'rejected, resolved or retried.';
comment on column reject_history.detail is 'As it was then.';
comment on column reject_history.happened_at is 'When.';

insert into reject_history
select
    reject_id,
    run_id,
    'rejected',
    detail,
    rejected_at
from rejects
union all
select
    reject_id,
    null,
    'resolved',
    null,
    resolved_at
from rejects
where resolved_at is not null;

create table tombstones (
    tombstone varchar,
    forgotten_at timestamptz
);

comment on table tombstones is 'Addresses of stories that were forgotten: they are never stored again.';
comment on column tombstones.tombstone is 'Hex sha256 of the address, normalized.';
comment on column tombstones.forgotten_at is 'When.';
