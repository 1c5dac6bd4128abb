-- When pages of stories were found gone, oldest first.
select
    article_id,
    seen_at::timestamp as seen_at
from staged_removals
order by seen_at;
