-- Their feeds are due at once, muted or not.
update feeds
set
    next_due_at = null,
    is_muted = false
from retried
where
    feeds.url = retried.url
    and retried.stage = 'poll';
