-- An entry is in one of four states, and a stored one names its article.
select
    entry_id,
    state
from entries
where
    state is null
    or state not in ('waiting', 'stored', 'rejected', 'ignored')
    or (state = 'stored' and article_id is null);
