-- What taking back all layers of a remake would do; their folders bear names in order of time.
with was as (
    select
        article_id,
        arg_min(transform_version, filename) as transform_version,
        min(filename) as first_file
    from read_parquet($was, filename = true)
    group by article_id
),

first_seen as (
    select
        article_id,
        min(filename) as first_file
    from read_parquet($left, filename = true)
    group by article_id
),

latest as (
    select * exclude (filename)
    from read_parquet($left, filename = true)
    qualify row_number() over (partition by article_id order by filename desc) = 1
),

judged as (
    select
        latest.article_id,
        was.transform_version,
        coalesce(was.first_file[:-17] <> first_seen.first_file[:-23], true) as is_new,
        articles.article_id is not null as is_same
    from latest
    inner join first_seen on latest.article_id = first_seen.article_id
    left join was on latest.article_id = was.article_id
    left join articles
        on
            latest.article_id = articles.article_id
            and latest.row_hash = articles.row_hash
            and latest.parts_hash = articles.parts_hash
            and latest.revision = articles.revision
            and latest.first_seen_at = articles.first_seen_at
            and latest.unpublished_at is not distinct from articles.unpublished_at
)

select
    count(*) filter (is_same and not is_new) as restored,
    count(*) filter (is_same and is_new) as removed,
    count(*) filter (not is_same) as kept,
    mode(transform_version) filter (is_same and not is_new) as made_by
from judged;
