-- The robots.txt files that need not be asked for again yet; one that could not be had is.
select *
from robots
where
    good_until > $now
    and status < 500
    and status <> 429
order by origin;
