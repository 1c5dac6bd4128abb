-- Automatic merges that `alike` does not name any more end. Whoever was merged by hand meanwhile is none of ours.
update entity_merges
set
    undone_at = $now,
    undone_why = 'no longer the only full name, or the only spelling'
where
    is_automatic
    and undone_at is null
    and entity_id in (select entity_id from short_names)
    and (entity_id, into_entity_id) not in (select (entity_id, into_entity_id) from alike);
