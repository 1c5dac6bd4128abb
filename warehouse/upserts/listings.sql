-- staged_listings -> listings: the last reading of a list replaces the one that stands.
create or replace temp table incoming_listings as
with known as (
    select *
    from listings
    where url in (select url from staged_listings)
),

latest as (
    select * exclude (n)
    from staged_listings
    qualify row_number() over (partition by url order by n desc) = 1
),

differing as (
    select * from latest
    except
    select * from known
)

select
    differing.*,
    url not in (select url from known) as is_new
from differing;

delete from listings
where url in (
    select url
    from incoming_listings
    where not is_new
);

insert into listings by name
select * exclude (is_new)
from incoming_listings;

select
    count(*) filter (is_new) as new,
    count(*) filter (not is_new) as changed,
    (select count(distinct url) from staged_listings) - count(*) as unchanged
from incoming_listings;
