-- Every hash of those days that a new sketch has too. Sketches lie in the file by day, so only those days are read.
create or replace temp table matched as
select
    article_id,
    hash,
    day,
    article_id in (select article_id from joining) as is_joining
from sketches
where
    day between $since and $until
    and hash in (select hash from joining);
