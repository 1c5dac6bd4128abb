create or replace view syndication as
with dated as (
    select
        *,
        case
            when published_precision = 'day' then least(first_seen_at, published_at + interval 1 day)
            else coalesce(published_at, first_seen_at)
        end as dated_at,
        article_id is not distinct from cluster_id as is_original
    from articles
),

both_ways as (
    select article_id, other_article_id, shared, hashes, other_hashes from text_pairs
    union all
    select other_article_id, article_id, shared, other_hashes, hashes from text_pairs
)

select
    first.article_id,
    first.publisher,
    first.agency,
    first.headline,
    first.dated_at as published_at,
    other.article_id as other_article_id,
    other.publisher as other_publisher,
    other.agency as other_agency,
    other.headline as other_headline,
    date_diff('minute', first.dated_at, other.dated_at) as minutes_later,
    both_ways.shared / least(both_ways.hashes, both_ways.other_hashes) as containment,
    1 - both_ways.shared / both_ways.hashes as share_cut,
    1 - both_ways.shared / both_ways.other_hashes as share_added,
    first.cluster_id
from both_ways
inner join dated as first on both_ways.article_id = first.article_id
inner join dated as other on both_ways.other_article_id = other.article_id
where (not first.is_original, first.dated_at, first.article_id) < (not other.is_original, other.dated_at, other.article_id)
order by containment desc, minutes_later;

comment on view syndication is 'Who ran whose copy: pairs of stories that share text, the likely original or earlier one first. Containment is the share of the shorter one''s sampled text that the other has; share_cut what the second left out of the first, share_added what it put in.';

create or replace view story_clusters as
with members as (
    select
        cluster_id,
        mode(agency) as agency,
        count(*) as stories,
        count(distinct publisher) as publishers,
        list(distinct publisher order by publisher) as publisher_names,
        min(coalesce(published_at, first_seen_at)) as first_at,
        max(coalesce(published_at, first_seen_at)) as last_at
    from articles
    where cluster_id is not null
    group by cluster_id
)

select
    members.cluster_id,
    articles.publisher as original_publisher,
    coalesce(articles.agency, members.agency) as agency,
    articles.headline,
    members.stories,
    members.publishers,
    members.publisher_names,
    members.first_at,
    members.last_at,
    date_diff('minute', members.first_at, members.last_at) as minutes
from members
inner join articles on members.cluster_id = articles.article_id
order by members.publishers desc, members.stories desc, members.first_at desc;

comment on view story_clusters is 'Stories that many ran: the likely original, the agency that it or most copies name, who ran it, over how many minutes.';

create or replace view photo_reuse as
with pictures as (
    select
        captions.article_id,
        articles.publisher,
        articles.cluster_id,
        coalesce(articles.published_at, articles.first_seen_at) as dated_at,
        captions.caption,
        captions.creators,
        captions.agencies,
        trim(regexp_replace(lower(strip_accents(captions.caption)), '[^\p{L}\p{N}]+', ' ', 'g')) as caption_key,
        trim(regexp_replace(
            lower(strip_accents(array_to_string(list_sort(captions.creators || captions.agencies), ' '))),
            '[^\p{L}\p{N}]+', ' ', 'g'
        )) as credit_key
    from captions
    inner join articles using (article_id)
)

select
    caption_key,
    credit_key,
    arg_min(caption, dated_at) as caption,
    arg_min(creators, dated_at) as creators,
    arg_min(agencies, dated_at) as agencies,
    count(distinct article_id) as articles,
    count(distinct publisher) as publishers,
    list(distinct publisher order by publisher) as publisher_names,
    list(distinct article_id order by article_id) as article_ids,
    min(dated_at) as first_at,
    max(dated_at) as last_at
from pictures
where length(caption_key) >= 25
group by caption_key, credit_key
having count(distinct article_id) > 1
order by articles desc, last_at desc;

comment on view photo_reuse is 'Pictures that several stories ran, by the words of their caption and their credit: where, and from when to when. Captions of under 25 characters name nothing and are left out.';
