-- In the ledger the days of the layer are as if nobody had remade them.
update windows
set state = 'undone'
from undoing
where
    windows.backfill_id = undoing.backfill_id
    and list_contains(undoing.windows, windows.window_start);

update backfills
set state = 'undone'
where backfill_id = (select backfill_id from undoing);
