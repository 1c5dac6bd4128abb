-- A pair names two stories that stand, the lower id first, and shares no more than either has.
select
    text_pairs.article_id,
    text_pairs.other_article_id
from text_pairs
left join articles as one on text_pairs.article_id = one.article_id
left join articles as other on text_pairs.other_article_id = other.article_id
where
    one.article_id is null
    or other.article_id is null
    or text_pairs.article_id >= text_pairs.other_article_id
    or text_pairs.shared > least(text_pairs.hashes, text_pairs.other_hashes);
