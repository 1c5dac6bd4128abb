-- Entries of stories that go back are what they were before: rejected, or still waiting.
create or replace temp table undone_entries as
select was_entries.*
from was_entries
inner join then_entries using (entry_id)
inner join entries using (entry_id)
where
    (was_entries.state, was_entries.article_id) is distinct from (then_entries.state, then_entries.article_id)
    and (then_entries.state, then_entries.article_id) is not distinct from (entries.state, entries.article_id)
    and then_entries.article_id in (select article_id from undone);

update entries
set
    state = undone_entries.state,
    attempts = undone_entries.attempts,
    next_attempt_at = undone_entries.next_attempt_at,
    article_id = undone_entries.article_id,
    page_warc_file = undone_entries.page_warc_file,
    page_warc_offset = undone_entries.page_warc_offset,
    page_sha256 = undone_entries.page_sha256,
    page_url = undone_entries.page_url,
    page_fetched_at = undone_entries.page_fetched_at
from undone_entries
where entries.entry_id = undone_entries.entry_id;

-- what a later run has led to a story that is none any more is asked for again
update entries
set
    state = 'waiting',
    attempts = 0,
    next_attempt_at = null,
    article_id = null
where article_id in (select article_id from undone where is_new);
