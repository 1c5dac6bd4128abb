-- Open rejects of the URLs that were made after all are closed.
update rejects
set resolved_at = $now
where
    resolved_at is null
    and url in (select url from staged_resolved);
