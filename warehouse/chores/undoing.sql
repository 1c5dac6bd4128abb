-- The layer that goes back, in one row.
create or replace temp table undoing as
select
    $backfill_id::varchar as backfill_id,
    $kept_at::timestamptz as kept_at,
    $windows::timestamptz[] as windows;
