-- The reason of an automatic merge quotes a role, perhaps of these stories.
update entity_merges
set why = 'initials and role, of a story that was forgotten'
where
    is_automatic
    and (
        entity_id in (select entity_id from mentions where article_id in (select article_id from forgotten))
        or into_entity_id in (select entity_id from mentions where article_id in (select article_id from forgotten))
    );
