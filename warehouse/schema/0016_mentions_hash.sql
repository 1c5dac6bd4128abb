-- A story whose mentions are as they were keeps their rows, whatever else of it changed.

alter table articles add column mentions_hash ubigint;

comment on column articles.mentions_hash is 'Hash of its mentions; null: written before there was this column.';
