-- The pairs of stories whose text changed are found anew. Clients cut wire copy, so what counts is the share of the shorter
-- sketch; a single shared hash says something only of two briefs.
delete from text_pairs
where
    article_id in (select article_id from retexted)
    or other_article_id in (select article_id from retexted);

insert into text_pairs by name
select
    meeting.article_id,
    meeting.other_article_id,
    meeting.shared,
    one.hashes,
    other.hashes as other_hashes
from meeting
inner join sizes as one on meeting.article_id = one.article_id
inner join sizes as other on meeting.other_article_id = other.article_id
where
    2 * meeting.shared >= least(one.hashes, other.hashes)
    and (meeting.shared >= 2 or 2 * meeting.shared >= greatest(one.hashes, other.hashes));
