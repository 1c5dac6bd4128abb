-- What robots.txt forbids was not asked for.
select
    fetch_id,
    url,
    status
from fetches
where not robots_allowed and status is not null;
